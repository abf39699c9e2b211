// SPDX-License-Identifier: MIT
// The phone's own unlock before a check-in, where the class asks for it: one tap, then the camera or the code.

import { useState } from 'preact/hooks';
import { Problem } from '../../core/api';
import { useAction } from '../../core/hooks';
import { passkeysThere, unlockByPasskey } from '../../core/passkey';
import { words } from '../../core/text';
import { unlock as unlockWords } from '../../core/text/books';
import { Button, Notice, PageHead, ProblemNotice } from '../../ui/basics';
import { PasskeysSection } from '../../ui/factors/passkeys';
import type { UnlockProps } from './unlock-due';

const text = words(unlockWords);

// These say that another page is due, not that unlocking has failed.
const STALE = ['already_marked', 'unlock_off', 'passkey_absent', 'window_closed'];

export function Unlock({ lecture, mine, onPassed, onStale }: UnlockProps) {
  const t = text().unlock;
  const must = mine.unlock_rule === 'refuse';
  const may = passkeysThere();
  const { busy, problem, run } = useAction();
  const [adding, setAdding] = useState(false);
  const show = async () => {
    try {
      await unlockByPasskey(lecture);
      onPassed();
    } catch (error) {
      if (!(error instanceof Problem && STALE.includes(error.code))) throw error;
      onStale();
    }
  };
  const makes = may && (adding || !mine.has_passkey);
  return (
    <div class="narrow unlock" data-unlock={mine.unlock_rule}>
      <PageHead title={mine.has_passkey || !may ? t.title : t.needTitle} back="/" sub={<bdi>{mine.lecture.subject}</bdi>} />
      <section class="card form">
        <p>{mine.has_passkey || !may ? t.why : t.need}</p>
        {!may && <Notice>{t.notHere}</Notice>}
        <ProblemNotice problem={problem} />
        {may && mine.has_passkey && (
          <Button kind="primary" wide icon="fingerprint" busy={busy} onClick={() => void run(show)}>
            {t.go}
          </Button>
        )}
        {may && mine.has_passkey && problem && !adding && (
          <Button kind="quiet" wide icon="plus" onClick={() => setAdding(true)}>
            {t.another}
          </Button>
        )}
        {must ? (
          <p class="muted">{t.others}</p>
        ) : (
          <>
            <Button kind="quiet" wide onClick={onPassed}>
              {t.without}
            </Button>
            <p class="muted">{t.withoutHint}</p>
          </>
        )}
      </section>
      {makes && (
        <PasskeysSection
          onKept={() => {
            setAdding(false);
            onStale();
          }}
        />
      )}
    </div>
  );
}
