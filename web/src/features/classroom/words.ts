// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { admin, classroom, leave, rules, sound, taught, teaching } from '../../core/text/books';

export const text = words(admin, classroom, leave, rules, sound, taught, teaching);
