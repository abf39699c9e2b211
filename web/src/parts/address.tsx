// SPDX-License-Identifier: MIT
// An e-mail address, and whether it was shown that it is its account's.

import { text } from '../text';

/** Nothing beside an address that was shown to be its account's. */
export function Unproven({ proven }: { proven: boolean }) {
  return proven ? null : <span class="chip chip-L address-unproven">{text().me.unproven}</span>;
}

export function Address({ of }: { of: { email: string; email_proven: boolean } }) {
  return (
    <>
      <bdi>{of.email}</bdi>
      <Unproven proven={of.email_proven} />
    </>
  );
}
