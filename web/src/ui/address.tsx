// SPDX-License-Identifier: MIT
// An e-mail address, and whether it was shown that it is its account's.

import { words } from '../core/text';
import { account as accountWords, codes as codeWords } from '../core/text/books';

const text = words(accountWords, codeWords);

export function Address({ of }: { of: { email: string | null; email_proven: boolean } }) {
  if (!of.email) return <>{text().codes.none}</>;
  return (
    <>
      <bdi>{of.email}</bdi>
      {!of.email_proven && <span class="chip chip-L address-unproven">{text().me.unproven}</span>}
    </>
  );
}
