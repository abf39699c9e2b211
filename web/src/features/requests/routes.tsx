// SPDX-License-Identifier: MIT
// Leave, appeals, and their answers.

import { ADMINISTRATOR, ALL, STAFF, STUDENT, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  {
    pattern: '/classroom/:id/requests',
    roles: ALL,
    load: page(() => import('./requests'), (m, { id = '' }, path) => <m.RequestsPage key={id} classroom={id} path={path} />),
  },
  { pattern: '/leaves', roles: STUDENT, load: page(() => import('./leaves'), (m) => <m.LeavesPage />) },
  { pattern: '/leaves', roles: STAFF, load: page(() => import('./leaves'), (m) => <m.LeaveOfficePage />) },
  { pattern: '/leave-kinds', roles: ADMINISTRATOR, load: page(() => import('./leave-kinds'), (m) => <m.LeaveKindsPage />) },
];
