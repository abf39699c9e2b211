// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { account, classroom, figures, lecture, office, teaching } from '../../core/text/books';

export const text = words(account, classroom, figures, lecture, office, teaching);
