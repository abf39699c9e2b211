// SPDX-License-Identifier: MIT
// What somebody sees of whom the institution wants a second factor, until there is one.

import { useInstitution } from '../../core/institution';
import { passkeysThere } from '../../core/passkey';
import { words } from '../../core/text';
import { account as accountWords, passkey as passkeyWords } from '../../core/text/books';
import { Button } from '../../ui/basics';
import { Doorstep } from '../../ui/shell';
import { setFactorDue, signOut } from '../../core/session';
import { AuthenticatorSection } from '../../ui/factors/authenticator';
import { PasskeysSection } from '../../ui/factors/passkeys';

const text = words(accountWords, passkeyWords);

export function FactorDuePage() {
  const t = text();
  const kept = () => setFactorDue(false);
  return (
    <Doorstep>
      <h1 tabIndex={-1}>{t.authenticator.dueTitle}</h1>
      <p>{useInstitution().passkeys && passkeysThere() ? t.passkey.due : t.authenticator.due}</p>
      <PasskeysSection onKept={kept} />
      <AuthenticatorSection onKept={kept} />
      <Button kind="quiet" onClick={() => void signOut()}>
        {t.account.signOut}
      </Button>
    </Doorstep>
  );
}
