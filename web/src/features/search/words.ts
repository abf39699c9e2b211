// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { search } from '../../core/text/books';

export const text = words(search);
