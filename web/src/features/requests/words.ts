// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { classroom, leave, taught } from '../../core/text/books';

export const text = words(classroom, leave, taught);
