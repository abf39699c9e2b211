// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { checkIn, kiosk } from '../../core/text/books';

export const text = words(checkIn, kiosk);
