// SPDX-License-Identifier: MIT
// The parts of a page, shown at once when all that they read has come, or without the slowest.

import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Gathering } from '../core/gather';
import { isReturning } from '../core/router';
import { Skeleton } from './basics';

const TOGETHER_MS = 400;

/** Once they are shown they stay. */
export function Together({ children }: { children: ComponentChildren }) {
  const [shown, setShown] = useState(isReturning);
  const waiting = useRef(0);
  const tell = useCallback((waits: boolean) => {
    waiting.current += waits ? 1 : -1;
    if (waiting.current === 0) setShown(true);
  }, []);
  useLayoutEffect(() => {
    if (waiting.current === 0) setShown(true);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), TOGETHER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Gathering.Provider value={tell}>
      {!shown && <Skeleton />}
      <div class="together" hidden={!shown}>
        {children}
      </div>
    </Gathering.Provider>
  );
}
