// SPDX-License-Identifier: MIT
// Keeps the screen from going dark while a page is shown, where the browser can.

import { useEffect } from 'preact/hooks';

export function useAwake(): void {
  useEffect(() => {
    let here = true;
    let lock: WakeLockSentinel | null = null;
    // A page that goes out of sight loses it.
    const take = async () => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      try {
        const taken = await navigator.wakeLock.request('screen');
        if (here) lock = taken;
        else void taken.release();
      } catch {
        // Not now: a battery that is nearly empty.
      }
    };
    void take();
    document.addEventListener('visibilitychange', take);
    return () => {
      here = false;
      document.removeEventListener('visibilitychange', take);
      void lock?.release().catch(() => undefined);
    };
  }, []);
}
