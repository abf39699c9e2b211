// SPDX-License-Identifier: MIT
// Whether the browser offers to put the app among the device's own, as it says by an event before anybody asks.

import { useEffect, useState } from 'preact/hooks';

interface InstallPrompt extends Event {
  prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

let offer: InstallPrompt | null = null;
const listeners = new Set<() => void>();

function set(next: InstallPrompt | null): void {
  offer = next;
  for (const listener of listeners) listener();
}

/** Listens from the start of the page: the event comes once. */
export function keepInstallOffer(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    set(event as InstallPrompt);
  });
  window.addEventListener('appinstalled', () => set(null));
}

export const standalone = () => matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;

/** Safari on a phone has no event, and its own way. */
export const isIos = () => /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1);

export type Install = { state: 'installed' | 'ios' | 'menu' } | { state: 'offered'; install: () => void };

export function useInstall(): Install {
  const [, update] = useState(0);
  useEffect(() => {
    const listener = () => update((n) => n + 1);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  if (standalone()) return { state: 'installed' };
  const offered = offer;
  if (offered) return { state: 'offered', install: () => void offered.prompt().then(() => set(null)) };
  return { state: isIos() ? 'ios' : 'menu' };
}
