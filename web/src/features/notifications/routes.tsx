// SPDX-License-Identifier: MIT
// What a person is told.

import { ALL, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/inbox', roles: ALL, load: page(() => import('./notifications'), (m) => <m.NotificationsPage />) },
  { pattern: '/notifications', roles: ALL, load: page(() => import('./notifications'), (m) => <m.NotificationsPage />) },
  { pattern: '/notifications/choices', roles: ALL, load: page(() => import('./choices'), (m) => <m.NotificationChoicesPage />) },
];
