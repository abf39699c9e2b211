// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { account, admin, kiosk, leave, office, own } from '../../core/text/books';

export const text = words(account, admin, kiosk, leave, office, own);
