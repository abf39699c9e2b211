// SPDX-License-Identifier: MIT
// One's own account.

import { ALL, STUDENT, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/account', roles: ALL, load: page(() => import('./account'), (m) => <m.AccountPage />) },
  { pattern: '/account/security', roles: ALL, load: page(() => import('./parts'), (m) => <m.SecurityPage />) },
  { pattern: '/account/devices', roles: ALL, load: page(() => import('./parts'), (m) => <m.DevicesPage />) },
  { pattern: '/account/pin', roles: STUDENT, load: page(() => import('./pin'), (m) => <m.PinPage />) },
  { pattern: '/account/programs', roles: ALL, load: page(() => import('./programs'), (m) => <m.ProgramsPage />) },
  { pattern: '/account/calendar', roles: ALL, load: page(() => import('./parts'), (m) => <m.CalendarPage />) },
  { pattern: '/account/data', roles: ALL, load: page(() => import('./parts'), (m) => <m.DataPage />) },
  { pattern: '/account/forgotten', roles: ALL, load: page(() => import('./parts'), (m) => <m.ForgottenPage />) },
];
