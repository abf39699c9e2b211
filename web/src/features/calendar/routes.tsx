// SPDX-License-Identifier: MIT
// One's lectures as an agenda, a week or a month.

import { page, type Route } from '../../core/route';

const PEOPLE = ['student', 'professor'] as const;

export const routes: readonly Route[] = [
  { pattern: '/calendar', roles: PEOPLE, load: page(() => import('./calendar'), (m) => <m.CalendarPage />) },
  {
    pattern: '/calendar/:view/:date',
    roles: PEOPLE,
    load: page(() => import('./calendar'), (m, { view = '', date = '' }) => <m.CalendarPage view={view} date={date} />),
  },
];
