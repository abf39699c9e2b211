// SPDX-License-Identifier: MIT
// The tablet at a door: a page that is nobody's, whoever is signed in.

import { page } from '../../core/route';

export const KIOSK_PATH = '/kiosk';
export const kioskDoor = page(() => import('./kiosk'), (m) => <m.KioskPage />);
