// SPDX-License-Identifier: MIT
// Who came: the register, what it adds up to, and each student of it. Teaching assistants have a student's account, so the server says who may.

import { ALL, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  {
    pattern: '/classroom/:id/register',
    roles: ALL,
    load: page(() => import('./register'), (m, { id = '' }) => <m.RegisterPage key={id} classroom={id} />),
  },
  {
    pattern: '/classroom/:id/students/:student',
    roles: ALL,
    load: page(() => import('./student'), (m, { id = '', student = '' }) => <m.StudentPage key={`${id} ${student}`} classroom={id} student={student} />),
  },
  {
    pattern: '/classroom/:id/statistics',
    roles: ALL,
    load: page(() => import('./statistics'), (m, { id = '' }) => <m.StatisticsPage key={id} classroom={id} />),
  },
];
