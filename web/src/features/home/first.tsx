// SPDX-License-Identifier: MIT
// Where students and professors begin.

import { PROFESSOR, STUDENT, page, type Route } from '../../core/route';

export const first: readonly Route[] = [
  { pattern: '/', roles: STUDENT, load: page(() => import('./student'), (m) => <m.StudentHomePage />) },
  { pattern: '/', roles: PROFESSOR, load: page(() => import('./professor'), (m) => <m.ProfessorHomePage />) },
];
