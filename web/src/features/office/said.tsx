// SPDX-License-Identifier: MIT

/** What stands between backticks is to be typed. */
export const said = (sentence: string) => sentence.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part));
