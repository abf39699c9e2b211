// SPDX-License-Identifier: MIT
// The face check: enrolment.

import { STUDENT, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/face', roles: STUDENT, load: page(() => import('./face'), (m, _, path) => <m.FacePage path={path} />), bare: true },
];
