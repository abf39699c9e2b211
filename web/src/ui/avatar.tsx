// SPDX-License-Identifier: MIT
// A person as a circle: two letters of the name on one of eight quiet colours, the same one everywhere.

import { COLOURS } from '../core/types';

/** The first letter of the first and of the last word of a name; one letter where there is one word. Pure. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('');
}

export function Avatar({ id, name, large = false }: { id: number; name: string; large?: boolean }) {
  return (
    // The letters are drawn by the style: they are a picture of the name that stands beside them, and no text of their own.
    <span class={`initials tone-${COLOURS[id % COLOURS.length] ?? 'grey'}${large ? ' initials-large' : ''}`} data-initials={initials(name)} aria-hidden="true" />
  );
}
