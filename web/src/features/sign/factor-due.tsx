// SPDX-License-Identifier: MIT
// What somebody sees of whom the institution wants a second factor, until there is one.

import { Button } from '../../parts/basics';
import { Doorstep } from '../../parts/shell';
import { setFactorDue, signOut } from '../../session';
import { text } from '../../text';
import { AuthenticatorSection } from '../account/authenticator';

export function FactorDuePage() {
  const t = text();
  return (
    <Doorstep>
      <h1 tabIndex={-1}>{t.authenticator.dueTitle}</h1>
      <p>{t.authenticator.due}</p>
      <AuthenticatorSection onKept={() => setFactorDue(false)} />
      <Button kind="quiet" onClick={() => void signOut()}>
        {t.account.signOut}
      </Button>
    </Doorstep>
  );
}
