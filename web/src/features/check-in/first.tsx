// SPDX-License-Identifier: MIT
// The check-in: a link in the room leads there.

import { STUDENT, page, type Route } from '../../core/route';

export const first: readonly Route[] = [
  {
    pattern: '/mark/:lecture',
    roles: STUDENT,
    load: page(() => import('./mark'), (m, { lecture = '' }, path) => <m.MarkPage key={lecture} lecture={lecture} path={path} />),
    bare: true,
  },
];
