// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { admin, checkIn, classroom, leave, lecture, rules, taught, teaching } from '../../core/text/books';

export const text = words(admin, checkIn, classroom, leave, lecture, rules, taught, teaching);
