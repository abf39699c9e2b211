// SPDX-License-Identifier: MIT
// A row that follows the finger: far enough to the right is present, far enough to the left absent.

import { useEffect, useRef, type MutableRef } from 'preact/hooks';

export type Side = 'right' | 'left';

// Until it is clear that the finger does not scroll.
const SLACK_PX = 12;
const ENOUGH_PX = 88;
const MOST_PX = 120;

/** What a movement means: nothing yet, scrolling, or a row that is pulled so far. Pure. */
export function pulled(dx: number, dy: number): 'wait' | 'scroll' | { by: number; side: Side; enough: boolean } {
  if (Math.abs(dx) < SLACK_PX && Math.abs(dy) < SLACK_PX) return 'wait';
  if (Math.abs(dy) > Math.abs(dx)) return 'scroll';
  const by = Math.sign(dx) * Math.min(MOST_PX, Math.abs(dx));
  return { by, side: dx > 0 ? 'right' : 'left', enough: Math.abs(dx) >= ENOUGH_PX };
}

interface Pull {
  row: HTMLElement;
  pointer: number;
  x: number;
  y: number;
  under: boolean;
}

function letGo(row: HTMLElement): void {
  row.style.removeProperty('--pull');
  delete row.dataset['pull'];
  delete row.dataset['enough'];
}

/** Moves the rows of a list under the finger; one listener for all of them, and nothing is drawn anew. */
export function useSwipe(list: MutableRef<HTMLElement | null>, wanted: boolean, onSwipe: (student: number, side: Side) => void): void {
  const latest = useRef(onSwipe);
  latest.current = onSwipe;
  useEffect(() => {
    const element = list.current;
    if (!element || !wanted) return;
    let pull: Pull | null = null;
    const end = () => {
      if (pull) letGo(pull.row);
      pull = null;
    };
    const down = (event: PointerEvent) => {
      if (event.pointerType === 'mouse' || !event.isPrimary) return;
      const row = (event.target as Element).closest<HTMLElement>('[data-swipes]');
      if (row) pull = { row, pointer: event.pointerId, x: event.clientX, y: event.clientY, under: false };
    };
    const move = (event: PointerEvent) => {
      if (!pull || event.pointerId !== pull.pointer) return;
      const how = pulled(event.clientX - pull.x, event.clientY - pull.y);
      if (how === 'wait') return;
      if (how === 'scroll') {
        if (!pull.under) pull = null;
        return;
      }
      if (!pull.under) {
        pull.under = true;
        pull.row.setPointerCapture(pull.pointer);
      }
      if (how.enough && !pull.row.dataset['enough']) navigator.vibrate?.(8);
      pull.row.style.setProperty('--pull', `${how.by}px`);
      pull.row.dataset['pull'] = how.side;
      if (how.enough) pull.row.dataset['enough'] = 'yes';
      else delete pull.row.dataset['enough'];
    };
    const up = (event: PointerEvent) => {
      if (!pull || event.pointerId !== pull.pointer) return;
      const { row, under } = pull;
      const how = pulled(event.clientX - pull.x, event.clientY - pull.y);
      end();
      if (!under || typeof how === 'string') return;
      // The finger was on a button: what it did was a pull, not a tap.
      const swallow = (click: Event) => click.stopPropagation();
      row.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => row.removeEventListener('click', swallow, { capture: true }), 0);
      if (how.enough) latest.current(Number(row.dataset['student']), how.side);
    };
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', end);
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', end);
    };
  }, [wanted]);
}
