// SPDX-License-Identifier: MIT
// What comes to one, and what one has asked for or is asked.

import { currentUser } from '../core/session';
import { words } from '../core/text';
import { leave as leaveWords } from '../core/text/books';
import { Tabs } from './tabs';

const text = words(leaveWords);

/** For who has an inbox among their places. */
export function InboxTabs({ path }: { path: '/inbox' | '/leaves' }) {
  const t = text();
  const role = currentUser()?.role;
  if (role === 'administrator') return null;
  const asked = role === 'student' ? t.leave.title : t.leave.queue;
  return <Tabs label={t.app.inbox} path={path} tabs={[{ href: '/inbox', word: t.told.title }, { href: '/leaves', word: asked }]} />;
}
