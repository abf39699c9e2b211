// SPDX-License-Identifier: MIT
// Where administrators begin.

import { ADMINISTRATOR, page, type Route } from '../../core/route';

export const first: readonly Route[] = [{ pattern: '/', roles: ADMINISTRATOR, load: page(() => import('./overview'), (m) => <m.OverviewPage />) }];
