// SPDX-License-Identifier: MIT
// A one-time code for somebody without an e-mail address: made where they are looked after, shown once.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { codes as codeWords } from '../../core/text/books';
import { longDay } from '../../core/text/format';
import type { SignInCode } from '../../core/types';
import { Button, CopyButton, ProblemNotice } from '../basics';
import { Dialog } from '../dialog';

const text = words(codeWords);

/** "ABCDE-FGHJK": as people read it aloud. */
export const inTwo = (code: string) => `${code.slice(0, 5)}-${code.slice(5)}`;

/** The row of an act; `path` makes the code. */
export function MakeCode({ path }: { path: string }) {
  const t = text().codes;
  const [made, setMade] = useState<SignInCode | null>(null);
  const { busy, problem, run } = useAction();
  return (
    <div class="row row-wrap" data-testid="make-code">
      <div>
        <p class="row-lead">{t.act}</p>
        <p class="muted">{t.actHint}</p>
        <ProblemNotice problem={problem} />
      </div>
      <Button busy={busy} onClick={() => void run(async () => setMade(await post<SignInCode>(path)))}>
        {t.actButton}
      </Button>
      {made && (
        <Dialog title={t.ready(made.person.name)} onClose={() => setMade(null)}>
          <p>{t.readyHint}</p>
          <dl class="codes-made">
            <dt>{t.numberShort}</dt>
            <dd dir="ltr">{made.number}</dd>
            <dt>{t.codeShort}</dt>
            <dd class="codes-code" dir="ltr">
              {inTwo(made.code)}
            </dd>
          </dl>
          <p class="muted small">{t.until(longDay(made.expires_at))}</p>
          <div class="dialog-actions">
            <CopyButton value={inTwo(made.code)}>{text().app.copy}</CopyButton>
            <Button kind="primary" onClick={() => setMade(null)}>
              {t.close}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
