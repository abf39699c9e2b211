// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { classroom, taught, teaching } from '../../core/text/books';

export const text = words(classroom, taught, teaching);
