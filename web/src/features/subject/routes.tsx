// SPDX-License-Identifier: MIT
// A student's subjects: joining one, and one's record in it.

import { STUDENT, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/join', roles: STUDENT, load: page(() => import('./join'), (m) => <m.JoinPage />) },
  { pattern: '/join/:code', roles: STUDENT, load: page(() => import('./join'), (m, { code = '' }) => <m.JoinPage code={code} />) },
  { pattern: '/record/:id', roles: STUDENT, load: page(() => import('./record'), (m, { id = '' }) => <m.RecordPage classroom={id} />) },
];
