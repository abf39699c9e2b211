// SPDX-License-Identifier: MIT
// The pages that one goes to from another, the features' joined. Fetched when the first of them is gone to.

import type { Route } from './core/route';
import { routes as account } from './features/account/routes';
import { routes as board } from './features/board/routes';
import { routes as calendar } from './features/calendar/routes';
import { routes as checkIn } from './features/check-in/routes';
import { routes as classroom } from './features/classroom/routes';
import { routes as home } from './features/home/routes';
import { routes as lecture } from './features/lecture/routes';
import { routes as notifications } from './features/notifications/routes';
import { routes as office } from './features/office/routes';
import { routes as register } from './features/register/routes';
import { routes as requests } from './features/requests/routes';
import { routes as subject } from './features/subject/routes';

export const routes: readonly Route[] = [
  ...home, ...subject, ...checkIn, ...classroom, ...register, ...requests, ...board, ...lecture, ...account, ...notifications, ...office, ...calendar,
];
