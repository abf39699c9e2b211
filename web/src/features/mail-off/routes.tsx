// SPDX-License-Identifier: MIT
// Where the link in a mail leads that turns mails of its kind off, signed in or not.

import { page, type Draw } from '../../core/route';

export const doors: Record<string, () => Promise<Draw>> = {
  '/mail-off': page(() => import('./mail-off'), (m) => <m.MailOffPage />),
};
