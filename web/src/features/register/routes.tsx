// SPDX-License-Identifier: MIT
// Who came: the register and what it adds up to.

import { ALL, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/classroom/:id/register', roles: ALL, load: page(() => import('./register'), (m, { id = '' }) => <m.RegisterPage classroom={id} />) },
  {
    pattern: '/classroom/:id/statistics',
    roles: ALL,
    load: page(() => import('./statistics'), (m, { id = '' }) => <m.StatisticsPage key={id} classroom={id} />),
  },
];
