// SPDX-License-Identifier: MIT
// How many notifications are unread, for every part of the page that shows it: told by the server's events, and read
// anew now and then for the time in which they were away.

import { useEffect, useState } from 'preact/hooks';
import { get } from '../api';
import { listen } from '../stream';
import type { NotificationPage } from '../types';

const POLL_MS = 120_000;

let unread = 0;
let followers = 0;
let stop: () => void = () => undefined;
const listeners = new Set<(changed: boolean) => void>();

function tell(changed: boolean): void {
  for (const listener of listeners) listener(changed);
}

/** On the app's icon, where the device shows such a number. */
function badge(): void {
  const device = navigator as { setAppBadge?: (count: number) => Promise<void>; clearAppBadge?: () => Promise<void> };
  const done = unread > 0 ? device.setAppBadge?.(unread) : device.clearAppBadge?.();
  done?.catch(() => undefined);
}

/** Takes the count of an answer. */
export function setUnread(count: number): void {
  if (count === unread) return;
  unread = count;
  badge();
  tell(false);
}

/** Reads it anew, as after an answer that settles what one was told of. */
export async function readUnread(): Promise<void> {
  try {
    setUnread((await get<NotificationPage>('/api/user/notifications?limit=1')).unread);
  } catch {
    // The next event, or the next turn of the timer, reads it again.
  }
}

function follow(): () => void {
  const leave = listen({
    onGap: () => void readUnread(),
    onEvent: (name) => {
      if (name !== 'notification') return;
      void readUnread();
      tell(true);
    },
  });
  const poll = setInterval(() => document.visibilityState === 'visible' && void readUnread(), POLL_MS);
  return () => {
    leave();
    clearInterval(poll);
  };
}

/** The count; `onChange` is called when there is something new, or something was read on another page. */
export function useUnread(onChange?: () => void): number {
  const [count, setCount] = useState(unread);
  useEffect(() => {
    const listener = (changed: boolean) => {
      setCount(unread);
      if (changed) onChange?.();
    };
    listeners.add(listener);
    if (++followers === 1) stop = follow();
    listener(false);
    return () => {
      listeners.delete(listener);
      if (--followers > 0) return;
      stop();
      // The next to look may be somebody else.
      unread = 0;
      badge();
    };
  }, [onChange]);
  return count;
}
