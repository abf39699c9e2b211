// SPDX-License-Identifier: MIT
// Students whom a professor advises.

import { PROFESSOR, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/advised', roles: PROFESSOR, load: page(() => import('./advised'), (m) => <m.AdvisedPage />) },
];
