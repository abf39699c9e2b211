// SPDX-License-Identifier: MIT
// The recovery codes that come with the first second factor, of whatever kind it is.

import { words } from '../core/text';
import { account as accountWords } from '../core/text/books';
import { Button, CopyButton } from './basics';

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
