// SPDX-License-Identifier: MIT
// An e-mail address, and whether it was shown that it is its account's.

import { words } from '../core/text';
import { account as accountWords } from '../core/text/books';

const text = words(accountWords);

export function Address({ of }: { of: { email: string; email_proven: boolean } }) {
  return (
    <>
      <bdi>{of.email}</bdi>
      {!of.email_proven && <span class="chip chip-L address-unproven">{text().me.unproven}</span>}
    </>
  );
}
