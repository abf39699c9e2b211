// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { account, admin, leave, office, own } from '../../core/text/books';

export const text = words(account, admin, leave, office, own);
