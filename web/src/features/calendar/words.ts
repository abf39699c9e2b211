// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { days } from '../../core/text/books';

export const text = words(days);
