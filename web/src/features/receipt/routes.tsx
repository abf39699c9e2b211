// SPDX-License-Identifier: MIT
// Where anybody checks a receipt, signed in or not.

import { page, type Draw } from '../../core/route';

export const doors: Record<string, () => Promise<Draw>> = {
  '/receipt': page(() => import('./receipt'), (m) => <m.ReceiptPage />),
};
