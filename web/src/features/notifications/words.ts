// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { account, device, rules } from '../../core/text/books';

export const text = words(account, device, rules);
