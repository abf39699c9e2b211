// SPDX-License-Identifier: MIT
// What a class is told and hands in.

import { ALL, page, type Route } from '../../core/route';

export const routes: readonly Route[] = [
  { pattern: '/classroom/:id/board', roles: ALL, load: page(() => import('./board'), (m, { id = '' }, path) => <m.BoardPage key={id} classroom={id} path={path} />) },
  {
    pattern: '/classroom/:id/board/new',
    roles: ALL,
    load: page(() => import('./edit'), (m, { id = '' }, path) => <m.BoardEditPage classroom={id} item={null} path={path} />),
  },
  {
    pattern: '/classroom/:id/board/:item',
    roles: ALL,
    load: page(() => import('./item'), (m, { item = '', id = '' }, path) => <m.BoardItemPage key={item} classroom={id} item={item} path={path} />),
  },
  {
    pattern: '/classroom/:id/board/:item/edit',
    roles: ALL,
    load: page(() => import('./edit'), (m, { item = '', id = '' }, path) => <m.BoardEditPage key={item} classroom={id} item={item} path={path} />),
  },
  {
    pattern: '/classroom/:id/board/:item/grades',
    roles: ALL,
    load: page(() => import('./grades'), (m, { item = '', id = '' }, path) => <m.BoardGradesPage key={item} classroom={id} item={item} path={path} />),
  },
];
