// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { checkIn, classroom, own, sound } from '../../core/text/books';

export const text = words(checkIn, classroom, own, sound);
