// SPDX-License-Identifier: MIT
// A lecture and its attendance, live.

import { ALL, PROFESSOR, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/lecture/:id', roles: ALL, load: page(() => import('./lecture'), (m, { id = '' }) => <m.LecturePage key={id} lecture={id} />) },
  {
    pattern: '/lecture/:id/photo',
    roles: PROFESSOR,
    load: page(() => import('./photo'), (m, { id = '' }) => <m.ClassPhotoPage key={id} lecture={id} />),
  },
  {
    pattern: '/lecture/:id/project',
    roles: ALL,
    load: page(() => import('./project'), (m, { id = '' }) => <m.ProjectPage key={id} lecture={id} />),
    bare: true,
  },
];
