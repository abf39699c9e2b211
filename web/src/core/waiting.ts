// SPDX-License-Identifier: MIT
// The list of what waits to be sent from this device, for whoever shows it. outbox.ts keeps and sends it, and is fetched where there is
// something to send.

import { useEffect, useState } from 'preact/hooks';
import type { Mark, StatusLine } from './types';
import { lookAll } from './vault';

/** What a list says of it. */
export interface About {
  student?: { id: number; name: string };
  subject?: string;
  /** The lecture's time, on this zone's clock. */
  at?: string;
  zone?: string;
  set?: readonly StatusLine[] | undefined;
}

export interface Act {
  kind: 'mark' | 'request' | 'leave';
  method: 'PUT' | 'POST' | 'DELETE';
  path: string;
  json?: Record<string, unknown>;
  /** What the change is based on: If-Match or If-None-Match, as the page had it. */
  based?: Record<string, string>;
  about: About;
}

export interface Stuck {
  status: number;
  code: string;
  detail: string;
  next: string;
  field: string | null;
  /** What is on the server instead. */
  now?: Mark;
}

export interface Waiting extends Act {
  /** Where it is kept; in the order in which it was done. */
  name: string;
  made: number;
  /** The Idempotency-Key. */
  key: string;
  /** It may have arrived, though nobody said so. */
  tried: boolean;
  /** It is no use to send it again as it is. */
  stuck?: Stuck;
}

export const PREFIX = 'out ';

let list: readonly Waiting[] = [];
const listeners = new Set<() => void>();
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('ams-outbox');

// Where there are no pages but tests, it keeps nothing running.
(tabs as { unref?: () => void } | null)?.unref?.();

/** What is kept so is for the outbox. */
export const isWaiting = (name: string) => name.startsWith(PREFIX);

export function show(next: readonly Waiting[]): void {
  list = next;
  for (const listener of [...listeners]) listener();
}

/** Reads what is kept of who is signed in. */
export async function loadWaiting(): Promise<void> {
  const found = await lookAll<Waiting>(PREFIX).catch(() => []);
  show(found.map(([, entry]) => entry));
}

tabs?.addEventListener('message', () => void loadWaiting());

export const waiting = () => list;

/** Another tab is told that the list is another. */
export const tellTabs = () => tabs?.postMessage(null);

export function useWaiting(): readonly Waiting[] {
  const [, update] = useState(0);
  useEffect(() => {
    const listener = () => update((n) => n + 1);
    listeners.add(listener);
    listener();
    return () => void listeners.delete(listener);
  }, []);
  return list;
}
