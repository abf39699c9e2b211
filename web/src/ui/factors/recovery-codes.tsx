// SPDX-License-Identifier: MIT
// The recovery codes that come with the first second factor, of whatever kind it is.

import { useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { account as accountWords } from '../../core/text/books';
import { Button, CopyButton, ProblemNotice } from '../basics';
import { Confirm } from '../dialog';

const text = words(accountWords);

/** Shown once: the page keeps them until the person says that they are kept elsewhere. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const t = text();
  return (
    <div class="recovery" role="status">
      <h3>{t.authenticator.codesTitle}</h3>
      <p>{t.authenticator.codesHint}</p>
      <ul class="recovery-codes" dir="ltr">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class="actions">
        <CopyButton value={codes.join('\n')}>{t.authenticator.copyCodes}</CopyButton>
        <Button kind="primary" onClick={onKept}>
          {t.authenticator.kept}
        </Button>
      </div>
    </div>
  );
}

export function RecoveryLeft({ left }: { left: number }) {
  return <p class={left < 3 ? 'late-word' : 'muted'}>{text().authenticator.left(left)}</p>;
}

/** Makes new ones in place of those that are there. */
export function RenewCodes({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const t = text().authenticator;
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const renew = () =>
    void run(async () => {
      onCodes((await post<{ recovery_codes: string[] }>('/api/user/totp/recovery')).recovery_codes);
      setAsking(false);
    });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t.renew}</Button>
      {asking && (
        <Confirm title={t.renewTitle} hint={t.renewHint} action={t.renew} busy={busy} onConfirm={renew} onClose={() => setAsking(false)}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </>
  );
}
