// SPDX-License-Identifier: MIT
// Tablets at a door.

import type { Answers, Schemas } from './api';

/** What a kiosk knows of itself. */
export type Kiosk = Answers['getKiosk'];
export type KioskLecture = Schemas['kiosk_lecture'];
export type KioskMarked = Answers['postKioskPin'];
/** One of the office's list. */
export type KioskLine = Schemas['kiosk'];
export type KioskMade = Answers['postAdminKiosks'];
