// SPDX-License-Identifier: MIT
// Numbers as people type them.

/** A whole number within bounds, or null. */
export function wholeNumber(value: string, least: number, most: number): number | null {
  const number = Number(value);
  return value.trim() !== '' && Number.isInteger(number) && number >= least && number <= most ? number : null;
}

/** "7.5" or "7,5" as a number with two decimals at most; null when it is none. */
export function decimal(typed: string, most: number): number | null {
  const plain = typed.trim().replace(',', '.');
  if (!/^\d{1,5}(\.\d{1,2})?$/.test(plain)) return null;
  return Number(plain) <= most ? Number(plain) : null;
}
