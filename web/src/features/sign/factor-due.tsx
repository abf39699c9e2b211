// SPDX-License-Identifier: MIT
// What somebody sees of whom the institution wants a second factor, until there is one.

import { words } from '../../core/text';
import { account as accountWords } from '../../core/text/books';
import { Button } from '../../ui/basics';
import { Doorstep } from '../../ui/shell';
import { setFactorDue, signOut } from '../../core/session';
import { AuthenticatorSection } from '../../ui/authenticator';

const text = words(accountWords);

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
