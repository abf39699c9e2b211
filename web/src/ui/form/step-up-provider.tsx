// SPDX-License-Identifier: MIT
// Fresh proof by signing in again at the provider, in a window of its own: the page behind keeps what was typed.

import { useEffect, useState } from 'preact/hooks';
import { get, Problem } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { onProved, providerAddress } from '../../core/sso';
import { words } from '../../core/text';
import { sso as ssoWords } from '../../core/text/books';
import type { Answers } from '../../core/types';
import { Button, ProblemNotice } from '../basics';
import { Dialog } from '../dialog';
import type { Done } from '../step-up';
import type { ComponentChildren } from 'preact';

const text = words(ssoWords);

const LOOK_MS = 3000;

export function AskProvider({ onDone, children }: { onDone: Done; children: ComponentChildren }) {
  const t = text();
  const links = useLoad<Answers['getUserSsoLinks']>('/api/user/sso-links');
  const [waits, setWaits] = useState(false);
  const { busy, problem, run } = useAction();
  const { data } = links;
  useEffect(() => onProved(() => onDone(true)), []);
  // Where windows cannot tell one another, the server knows.
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => {
      void get<{ stepped_up_until: string | null }>('/api/user/step-up').then(
        (now) => now.stepped_up_until && onDone(true),
        () => undefined,
      );
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [waits]);
  const go = (slug: string) => {
    // Opened by the very click: a browser opens none by itself later.
    const own = window.open('', '_blank', 'popup,width=520,height=680');
    void run(async () => {
      try {
        const url = await providerAddress('proof', slug, '/');
        if (!own) throw new Problem(0, { code: 'sso_window' });
        own.location.href = url;
        setWaits(true);
      } catch (error) {
        own?.close();
        throw error;
      }
    });
  };
  return (
    <Dialog title={t.stepUp.title} onClose={() => onDone(false)}>
      <div class="form">
        <p>{waits ? t.sso.proofWaits : t.sso.proofHint}</p>
        <ProblemNotice problem={problem ?? links.problem} />
        {children}
        <div class="dialog-actions">
          <Button onClick={() => onDone(false)}>{t.app.cancel}</Button>
          {data?.links.map((link) => (
            <Button key={link.id} kind="primary" icon="key" busy={busy} onClick={() => go(link.provider)}>
              {t.sso.with(link.name)}
            </Button>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
