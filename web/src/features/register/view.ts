// SPDX-License-Identifier: MIT
// What of the register is in view: only that is drawn.

import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { COL, ROW, windowOf, type Window } from './window';

const same = (a: Window, b: Window) => a.top === b.top && a.bottom === b.bottom && a.from === b.from && a.until === b.until;

export function useWindow(box: RefObject<HTMLElement>, rows: number, cols: number): Window {
  const [view, setView] = useState<Window>(() => windowOf({ top: 0, start: 0, height: innerHeight, width: innerWidth }, rows, cols));
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    let frame = 0;
    const look = () => {
      frame = 0;
      // From right to left the way along is told as negative.
      const scroll = { top: element.scrollTop, start: Math.abs(element.scrollLeft), height: element.clientHeight, width: element.clientWidth };
      const next = windowOf(scroll, rows, cols);
      setView((old) => (same(old, next) ? old : next));
    };
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    look();
    element.addEventListener('scroll', later, { passive: true });
    const size = new ResizeObserver(later);
    size.observe(element);
    return () => {
      element.removeEventListener('scroll', later);
      size.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [rows, cols]);
  return view;
}

/** Scrolls so that the place is between what sticks to the edges. */
export function bringIntoView(element: HTMLElement, row: number, col: number, edges: { head: number; foot: number; start: number; end: number }): void {
  const top = row * ROW;
  const start = col * COL;
  const height = element.clientHeight - edges.head - edges.foot;
  const width = element.clientWidth - edges.start - edges.end;
  const along = Math.abs(element.scrollLeft);
  const sign = getComputedStyle(element).direction === 'rtl' ? -1 : 1;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + ROW > element.scrollTop + height) element.scrollTop = top + ROW - height;
  if (start < along) element.scrollLeft = sign * start;
  else if (start + COL > along + width) element.scrollLeft = sign * (start + COL - width);
}

/** How the mark was made, shortly after the pointer rests on a cell. */
export function useRest<T>(delay: number): { over: T | null; enter: (next: T | null) => void } {
  const [over, setOver] = useState<T | null>(null);
  const [waiting, enter] = useState<T | null>(null);
  useEffect(() => {
    setOver(null);
    if (waiting === null) return;
    const timer = setTimeout(() => setOver(waiting), delay);
    return () => clearTimeout(timer);
  }, [waiting]);
  return { over, enter };
}
