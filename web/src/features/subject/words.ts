// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { classroom, lecture, rules } from '../../core/text/books';

export const text = words(classroom, lecture, rules);
