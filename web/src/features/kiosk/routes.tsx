// SPDX-License-Identifier: MIT
// The tablet at a door: a page that is nobody's, whoever is signed in.

import { page, type Draw } from '../../core/route';

export const doors: Record<string, () => Promise<Draw>> = {
  '/kiosk': page(() => import('./kiosk'), (m) => <m.KioskPage />),
};
