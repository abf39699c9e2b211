// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { classroom, lecture, roll, teaching } from '../../core/text/books';

export const text = words(classroom, lecture, roll, teaching);
