// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { account } from '../../core/text/books';

export const text = words(account);
