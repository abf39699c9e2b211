// SPDX-License-Identifier: MIT
// Where each role begins.

import { PROFESSOR, STUDENT, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/', roles: STUDENT, load: page(() => import('./student'), (m) => <m.StudentHomePage />) },
  { pattern: '/', roles: PROFESSOR, load: page(() => import('./professor'), (m) => <m.ProfessorHomePage />) },
  { pattern: '/advised', roles: PROFESSOR, load: page(() => import('./advised'), (m) => <m.AdvisedPage />) },
];
