// SPDX-License-Identifier: MIT
// What is said while the server has asked to come again: how long it will be, as the seconds go by.

import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { Problem } from '../core/api';
import { words } from '../core/text';
import { checkIn as checkInWords } from '../core/text/books';

const text = words(checkInWords);

/** Whole seconds, beyond ten in steps of five: what is read aloud should not change all the time. */
export function roughSeconds(ms: number): number {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return seconds > 10 ? Math.ceil(seconds / 5) * 5 : seconds;
}

/** `start` for `patiently`, `stop` when it has ended. */
export function useTurn(say: (words: string) => void) {
  const timer = useRef<ReturnType<typeof setInterval>>();
  const stop = useCallback(() => clearInterval(timer.current), []);
  useEffect(() => stop, [stop]);
  const start = (cause: Problem, delayMs: number) => {
    const t = text().camera;
    stop();
    if (cause.code === 'network') return say(t.retrying);
    const end = Date.now() + delayMs;
    const tell = () => say(t.busy(roughSeconds(end - Date.now())));
    tell();
    timer.current = setInterval(tell, 1000);
  };
  return { start, stop };
}
