// SPDX-License-Identifier: MIT
// What a key means in the roll. Pure.

import type { StatusLine } from '../../core/types';

export type Move = 'next' | 'previous' | 'first' | 'last';
export type KeyMeans = { move: Move } | { status: string } | { clear: true } | null;

const MOVES: Record<string, Move> = { ArrowDown: 'next', ArrowUp: 'previous', Home: 'first', End: 'last' };

/** `lines`: the statuses in the order in which they stand on a row. A digit is one's place, a letter is its own. */
export function keyMeans(key: string, lines: readonly StatusLine[]): KeyMeans {
  const move = MOVES[key];
  if (move) return { move };
  if (key === 'Delete' || key === 'Backspace') return { clear: true };
  if (key.length !== 1) return null;
  const byPlace = /[1-9]/.test(key) ? lines[Number(key) - 1] : undefined;
  const line = byPlace ?? lines.find((one) => one.letter.toLocaleLowerCase() === key.toLocaleLowerCase());
  return line ? { status: line.status } : null;
}

/** Where a move leads among `count` rows. */
export function placeAfter(move: Move, at: number, count: number): number {
  if (move === 'first') return 0;
  if (move === 'last') return count - 1;
  return Math.min(count - 1, Math.max(0, at + (move === 'next' ? 1 : -1)));
}

/** Those that stand on a row come first: present, late, absent, excused; then the classroom's own. */
export function inRowOrder(lines: readonly StatusLine[]): StatusLine[] {
  const usual = ['P', 'L', 'A', 'E'];
  const rank = (line: StatusLine) => (usual.indexOf(line.status) + usual.length + 1) % (usual.length + 1);
  return [...lines].sort((a, b) => rank(a) - rank(b));
}
