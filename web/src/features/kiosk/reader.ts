// SPDX-License-Identifier: MIT
// A reader of badges or QR codes types what it has read, and Enter at its end. What is typed into a field is the field's.

import { useEffect, useRef } from 'preact/hooks';

// A reader is faster by far; what somebody left half typed is forgotten.
const PAUSE_MS = 1500;
const LONGEST = 128;

export function useReader(onRead: (read: string) => void): void {
  const latest = useRef(onRead);
  latest.current = onRead;
  useEffect(() => {
    let typed = '';
    let last = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
      if (event.timeStamp - last > PAUSE_MS) typed = '';
      last = event.timeStamp;
      if (event.key === 'Enter') {
        const read = typed.trim();
        typed = '';
        if (!read) return;
        // Enter would press the button that has the focus.
        event.preventDefault();
        latest.current(read);
      } else if (event.key.length === 1 && typed.length < LONGEST) {
        typed += event.key;
        if (event.key === ' ') event.preventDefault();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
