// SPDX-License-Identifier: MIT
// A short word at the foot of the page that something worked.

import { useEffect, useState } from 'preact/hooks';

let show: (message: string) => void = () => undefined;

export function toast(message: string): void {
  show(message);
}

const SHOWN_MS = 4000;

export function Toasts() {
  const [message, setMessage] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    show = (next) => {
      setMessage(next);
      clearTimeout(timer);
      timer = setTimeout(() => setMessage(''), SHOWN_MS);
    };
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {message && <div class="toast">{message}</div>}
    </div>
  );
}
