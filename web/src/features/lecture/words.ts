// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { classroom, lecture, roll, sound, teaching } from '../../core/text/books';

export const text = words(classroom, lecture, roll, sound, teaching);
