// SPDX-License-Identifier: MIT

import { text } from '../core/text';
import { useUnread } from '../core/push/told';
import { Icon } from './icons';

const SHOWN_MAX = 99;

/** The way to the notifications, with how many are unread. */
export function Bell({ path }: { path: string }) {
  const t = text();
  const unread = useUnread();
  return (
    <a
      class="bell"
      href="/inbox"
      aria-label={unread ? `${t.told.title}, ${t.told.unread(unread)}` : t.told.title}
      aria-current={path === '/inbox' ? 'page' : undefined}
      data-unread={unread}
    >
      <Icon name="bell" />
      {unread > 0 && (
        <span class="bell-count" aria-hidden="true">
          {unread > SHOWN_MAX ? `${SHOWN_MAX}+` : unread}
        </span>
      )}
    </a>
  );
}
