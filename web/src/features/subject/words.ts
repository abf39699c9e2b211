// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { classroom, figures, lecture, own, rules } from '../../core/text/books';

export const text = words(classroom, figures, lecture, own, rules);
