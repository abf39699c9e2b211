// SPDX-License-Identifier: MIT
// A short word at the foot of the page that something worked.

import { useEffect, useState } from 'preact/hooks';

interface Said {
  message: string;
  /** A way back, on a button beside the word; `shownMs`: for how long, where somebody waits for it to pass. */
  action?: { label: string; run: () => void; shownMs?: number };
}

let show: (said: Said) => void = () => undefined;

export function toast(message: string, action?: Said['action']): void {
  show(action ? { message, action } : { message });
}

const SHOWN_MS = 4000;
// Long enough to read it, look at the list, and change one's mind.
const SHOWN_WITH_ACTION_MS = 20_000;

export function Toasts() {
  const [said, setSaid] = useState<Said | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    show = (next) => {
      setSaid(next);
      clearTimeout(timer);
      timer = setTimeout(() => setSaid(null), next.action ? (next.action.shownMs ?? SHOWN_WITH_ACTION_MS) : SHOWN_MS);
    };
    return () => clearTimeout(timer);
  }, []);
  const act = () => {
    setSaid(null);
    said?.action?.run();
  };
  return (
    <div class="toasts" role="status" aria-live="polite">
      {said && (
        <div class="toast">
          <span>{said.message}</span>
          {said.action && (
            <button type="button" class="toast-action" onClick={act}>
              {said.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
