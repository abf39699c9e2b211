// SPDX-License-Identifier: MIT
// The register by keyboard: what a key means, and where it leads. Pure.

export interface Place {
  row: number;
  col: number;
}

/** The cell that is worked in, and the other corner of what is selected. */
export interface Selection {
  at: Place;
  to: Place;
}

export interface Size {
  rows: number;
  cols: number;
  /** Rows that a screen shows. */
  page: number;
}

export interface Key {
  key: string;
  ctrl: boolean;
  shift: boolean;
  /** Text runs from right to left: the arrow to the left leads on. */
  rtl: boolean;
}

export type Meaning =
  | { act: 'move'; to: Place; extend: boolean }
  | { act: 'column' }
  | { act: 'letter'; letter: string }
  | { act: 'clear' | 'open' | 'undo' | 'redo' | 'one' };

const clamp = (n: number, most: number) => Math.max(0, Math.min(n, most));

/** null: the key is not the register's. */
export function meaning(pressed: Key, { to }: Selection, size: Size): Meaning | null {
  const { key, ctrl, shift, rtl } = pressed;
  const step = (row: number, col: number): Meaning => ({
    act: 'move',
    to: { row: clamp(row, size.rows - 1), col: clamp(col, size.cols - 1) },
    extend: shift,
  });
  const on = rtl ? -1 : 1;
  switch (key) {
    case 'ArrowDown':
      return step(ctrl ? size.rows - 1 : to.row + 1, to.col);
    case 'ArrowUp':
      return step(ctrl ? 0 : to.row - 1, to.col);
    case 'ArrowRight':
      return step(to.row, ctrl ? (rtl ? 0 : size.cols - 1) : to.col + on);
    case 'ArrowLeft':
      return step(to.row, ctrl ? (rtl ? size.cols - 1 : 0) : to.col - on);
    case 'Home':
      return step(ctrl ? 0 : to.row, 0);
    case 'End':
      return step(ctrl ? size.rows - 1 : to.row, size.cols - 1);
    case 'PageDown':
      return step(to.row + size.page, to.col);
    case 'PageUp':
      return step(to.row - size.page, to.col);
    case 'Delete':
    case 'Backspace':
      return { act: 'clear' };
    case 'Enter':
    case 'F2':
      return { act: 'open' };
    case 'Escape':
      return { act: 'one' };
  }
  if (ctrl) {
    const low = key.toLowerCase();
    if (low === 'z') return { act: shift ? 'redo' : 'undo' };
    if (low === 'y') return { act: 'redo' };
    return low === 'a' ? { act: 'column' } : null;
  }
  return [...key].length === 1 && key !== ' ' ? { act: 'letter', letter: key } : null;
}

/** The rectangle of a selection. */
export function box({ at, to }: Selection): { top: number; bottom: number; start: number; end: number } {
  return { top: Math.min(at.row, to.row), bottom: Math.max(at.row, to.row), start: Math.min(at.col, to.col), end: Math.max(at.col, to.col) };
}

/** The status that a key stands for: its letter, its code, or its place among those on offer. */
export function statusOf(letter: string, statuses: readonly { status: string; letter: string }[]): string | null {
  const typed = letter.toLocaleUpperCase();
  const found =
    statuses.find((line) => line.letter.toLocaleUpperCase() === typed) ??
    statuses.find((line) => line.status === typed) ??
    (/^[1-9]$/.test(typed) ? statuses[Number(typed) - 1] : undefined);
  return found?.status ?? null;
}
