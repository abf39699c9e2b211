// SPDX-License-Identifier: MIT
// Numbers of the server that its words need where it has not said them yet; a test holds them against its headers.

/** For how long a link in a mail works: ACCOUNT_LINK_MINUTES. */
export const LINK_MINUTES = 60;
