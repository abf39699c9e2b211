// SPDX-License-Identifier: MIT
// Which rows and columns of the register a scrolled box shows. Pure.

export const ROW = 44;
export const COL = 44;

export interface Window {
  top: number;
  bottom: number;
  from: number;
  until: number;
}

const ROWS_OVER = 5;
const COLS_OVER = 3;
const STEP = 4;

/** Which rows and columns a scrolled box shows, with some over; it moves in steps, so that most scrolling draws nothing. Pure. */
export function windowOf(scroll: { top: number; start: number; height: number; width: number }, rows: number, cols: number): Window {
  const down = (n: number) => Math.max(0, Math.floor(n / STEP) * STEP);
  const up = (n: number, most: number) => Math.min(most, Math.ceil(n / STEP) * STEP);
  return {
    top: down(scroll.top / ROW - ROWS_OVER),
    bottom: up((scroll.top + scroll.height) / ROW + ROWS_OVER, rows),
    from: down(scroll.start / COL - COLS_OVER),
    until: up((scroll.start + scroll.width) / COL + COLS_OVER, cols),
  };
}
