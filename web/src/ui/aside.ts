// SPDX-License-Identifier: MIT

/** Scrolls a row sideways until one of its parts is in its middle. The page stays where it is: scrollIntoView would move it, too. */
export function centre(row: Element | null | undefined, part: Element | null | undefined): void {
  if (!row || !part) return;
  const [whole, one] = [row.getBoundingClientRect(), part.getBoundingClientRect()];
  row.scrollLeft += one.left + one.width / 2 - (whole.left + whole.width / 2);
}
