// SPDX-License-Identifier: MIT
// A class and how it is set up.

import { ALL, PROFESSOR, STAFF, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/classes', roles: PROFESSOR, load: page(() => import('./classes'), (m) => <m.ClassesPage />) },
  { pattern: '/classrooms/new', roles: PROFESSOR, load: page(() => import('./new'), (m) => <m.NewClassroomPage />) },
  { pattern: '/classroom/:id', roles: ALL, load: page(() => import('./classroom'), (m, { id = '' }, path) => <m.ClassroomPage key={id} classroom={id} path={path} />) },
  {
    pattern: '/classroom/:id/schedule',
    roles: ALL,
    load: page(() => import('./schedule'), (m, { id = '' }, path) => <m.SchedulePage classroom={id} path={path} />),
  },
  {
    pattern: '/classroom/:id/students',
    roles: ALL,
    load: page(() => import('./students'), (m, { id = '' }, path) => <m.StudentsPage key={id} classroom={id} path={path} />),
  },
  {
    pattern: '/classroom/:id/groups',
    roles: ALL,
    load: page(() => import('./groups'), (m, { id = '' }, path) => <m.GroupsPage key={id} classroom={id} path={path} />),
  },
  {
    pattern: '/classroom/:id/settings',
    roles: ALL,
    load: page(() => import('./settings'), (m, { id = '' }, path) => <m.ClassSettingsPage key={id} classroom={id} group={null} path={path} />),
  },
  {
    pattern: '/classroom/:id/settings/:group',
    roles: ALL,
    load: page(() => import('./settings'), (m, { id = '', group = '' }, path) => <m.ClassSettingsPage key={id} classroom={id} group={group} path={path} />),
  },
  {
    pattern: '/classroom/:id/copy',
    roles: STAFF,
    load: page(() => import('./copy'), (m, { id = '' }, path) => <m.ClassroomCopyPage key={id} classroom={id} path={path} />),
  },
];
