// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { admin, checkIn, classroom, leave, lecture, own, rules, taught, teaching } from '../../core/text/books';

export const text = words(admin, checkIn, classroom, leave, lecture, own, rules, taught, teaching);
