// SPDX-License-Identifier: MIT
// A class and how it is set up.

import { ALL, PROFESSOR, STAFF, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/classrooms/new', roles: PROFESSOR, load: page(() => import('./new'), (m) => <m.NewClassroomPage />) },
  { pattern: '/classroom/:id', roles: ALL, load: page(() => import('./classroom'), (m, { id = '' }) => <m.ClassroomPage key={id} classroom={id} />) },
  {
    pattern: '/classroom/:id/schedule',
    roles: PROFESSOR,
    load: page(() => import('./schedule'), (m, { id = '' }) => <m.SchedulePage classroom={id} />),
  },
  {
    pattern: '/classroom/:id/groups',
    roles: ALL,
    load: page(() => import('./groups'), (m, { id = '' }) => <m.GroupsPage key={id} classroom={id} />),
  },
  {
    pattern: '/classroom/:id/settings',
    roles: ALL,
    load: page(() => import('./settings'), (m, { id = '' }) => <m.ClassSettingsPage key={id} classroom={id} />),
  },
  {
    pattern: '/classroom/:id/copy',
    roles: STAFF,
    load: page(() => import('./copy'), (m, { id = '' }) => <m.ClassroomCopyPage key={id} classroom={id} />),
  },
];
