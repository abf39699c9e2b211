// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { account, admin, checkIn, classroom, desk, figures, kiosk, leave, lecture, office, rules, taught, teaching, threshold, trial } from '../../core/text/books';

export const text = words(account, admin, checkIn, classroom, desk, figures, kiosk, leave, lecture, office, rules, taught, teaching, threshold, trial);
