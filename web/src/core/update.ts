// SPDX-License-Identifier: MIT
// The service worker: registers it, looks for new versions, and offers to reload when one is there. It waits until somebody wants it, so
// that an open page does not lose the files of its own version.

import { currentLanguage } from './text';

const CHECK_MS = 60 * 60 * 1000;
const REST_MS = 3_000;

let reloadNow: (() => void) | null = null;
let outdated = false;
const listeners = new Set<(reload: () => void) => void>();

/** Calls `listener` when there is a newer version than the one on the page. */
export function onUpdate(listener: (reload: () => void) => void): () => void {
  if (reloadNow) listener(reloadNow);
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Another tab has taken a newer version: what this page has not fetched yet of its own may be nowhere any more. */
export const isOutdated = () => outdated;

function offer(reload: () => void): void {
  reloadNow = reload;
  for (const listener of listeners) listener(reload);
}

function offerWaiting(registration: ServiceWorkerRegistration): void {
  const { waiting } = registration;
  if (!waiting || !navigator.serviceWorker.controller) return;
  offer(() => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting.postMessage({ do: 'take' });
  });
}

/** What other pages need is fetched once this one is at rest, in the language that is read. */
function fetchRest(): void {
  const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
  if (saving) return;
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, REST_MS));
  const ask = () => navigator.serviceWorker.controller?.postMessage({ do: 'rest', language: currentLanguage() });
  void navigator.serviceWorker.ready.then(() => setTimeout(() => idle(ask), REST_MS));
}

export async function keepUpToDate(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  let controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // The first one ever takes a page that has no other; a later one was taken by another tab.
    if (controlled) {
      outdated = true;
      offer(() => location.reload());
    }
    controlled = true;
  });
  try {
    const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    const follow = () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => installing.state === 'installed' && offerWaiting(registration));
    };
    offerWaiting(registration);
    // The browser looks by itself when a page begins: a version may be on its way already.
    follow();
    registration.addEventListener('updatefound', follow);
    fetchRest();
    const check = () => void registration.update().catch(() => undefined);
    setInterval(check, CHECK_MS);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') check();
    });
  } catch {
    // A self-signed certificate: browsers refuse service workers then. The app works without one.
  }
}
