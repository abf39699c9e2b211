// SPDX-License-Identifier: MIT
// Where a tap on a notification leads in a page that is open already.

import { isPlace } from './push-keys';
import { navigate } from '../router';

/** Call once. */
export function followNotifications(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', (event: MessageEvent<{ go?: unknown } | null>) => {
    const path = event.data?.go;
    if (!isPlace(path)) return;
    if (path !== location.pathname) navigate(path);
    event.ports[0]?.postMessage('going');
  });
}
