// SPDX-License-Identifier: MIT
// A student's subjects: joining one, and one's record in it.

import { STUDENT, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/subjects', roles: STUDENT, load: page(() => import('./subjects'), (m) => <m.SubjectsPage />) },
  { pattern: '/join', roles: STUDENT, load: page(() => import('./join'), (m) => <m.JoinPage />) },
  { pattern: '/join/:code', roles: STUDENT, load: page(() => import('./join'), (m, { code = '' }) => <m.JoinPage key={code} code={code} />) },
  { pattern: '/record/:id', roles: STUDENT, load: page(() => import('./record'), (m, { id = '' }) => <m.RecordPage key={id} classroom={id} />) },
  {
    pattern: '/record/:id/requests',
    roles: STUDENT,
    load: page(() => import('./requests'), (m, { id = '' }) => <m.RequestsPage key={id} classroom={id} />),
  },
];
