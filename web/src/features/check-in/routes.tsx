// SPDX-License-Identifier: MIT
// The face check: enrolment and mark.

import { STUDENT, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/face', roles: STUDENT, load: page(() => import('./face'), (m, _, path) => <m.FacePage path={path} />), bare: true },
  {
    pattern: '/mark/:lecture',
    roles: STUDENT,
    load: page(() => import('./mark'), (m, { lecture = '' }, path) => <m.MarkPage key={lecture} lecture={lecture} path={path} />),
    bare: true,
  },
];
