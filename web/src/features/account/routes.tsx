// SPDX-License-Identifier: MIT
// One's own account.

import { ALL, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/account', roles: ALL, load: page(() => import('./account'), (m) => <m.AccountPage />) },
];
