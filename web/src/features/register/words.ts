// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { account, classroom, figures, leave, lecture, office, register, teaching } from '../../core/text/books';

export const text = words(account, classroom, figures, leave, lecture, office, register, teaching);
