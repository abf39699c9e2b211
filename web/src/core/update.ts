// SPDX-License-Identifier: MIT
// The service worker: registers it, looks for new versions, and offers to reload when one has taken over.

const CHECK_MS = 60 * 60 * 1000;

let reloadNow: (() => void) | null = null;
const listeners = new Set<(reload: () => void) => void>();

/** Calls `listener` when a newer version is in place than the one on the page. */
export function onUpdate(listener: (reload: () => void) => void): () => void {
  if (reloadNow) listener(reloadNow);
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export async function keepUpToDate(): Promise<void> {
  // A file of an older version that is gone from the server: the page is too old to go on.
  window.addEventListener('vite:preloadError', () => location.reload());
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const first = !navigator.serviceWorker.controller;
  let taken = 0;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    taken += 1;
    if (first && taken === 1) return;
    reloadNow = () => location.reload();
    for (const listener of listeners) listener(reloadNow);
  });
  try {
    const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    const check = () => void registration.update().catch(() => undefined);
    setInterval(check, CHECK_MS);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') check();
    });
  } catch {
    // A self-signed certificate: browsers refuse service workers then. The app works without one.
  }
}
