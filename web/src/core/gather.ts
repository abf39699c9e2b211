// SPDX-License-Identifier: MIT
// What a page reads, gathered. Parts that come one after the other move what somebody is about to touch: ui/together.tsx shows them at once.

import { createContext } from 'preact';
import { useContext, useLayoutEffect } from 'preact/hooks';

/** Told of each read when it begins to be waited for, and when it is no more. */
export const Gathering = createContext<((waits: boolean) => void) | null>(null);

/** `waits`: there is neither an answer nor a problem yet. */
export function useGathered(waits: boolean): void {
  const tell = useContext(Gathering);
  // As it is drawn: what an answer brings in counts before the answer does no more.
  useLayoutEffect(() => {
    if (!tell || !waits) return;
    tell(true);
    return () => tell(false);
  }, [tell, waits]);
}
