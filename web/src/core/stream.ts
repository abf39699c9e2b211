// SPDX-License-Identifier: MIT
// The one connection on which the server tells this page what happens: what the person is told, and the lecture that is
// looked at. Browsers allow a site few connections, and a page out of sight needs none.

export type StreamState = 'connecting' | 'live' | 'away';

export interface StreamListener {
  /** The lecture to hear of, too; of several listeners the newest one's counts. */
  lecture?: string | number;
  onEvent: (name: string, data: string) => void;
  /** Something may have been missed: read the state. */
  onGap: () => void;
  onState?: (state: StreamState) => void;
}

const NAMES = ['mark', 'window', 'refusal', 'notification'];
const WAIT_FIRST_MS = 4_000;
const WAIT_MAX_MS = 60_000;
/** A connection that held for so long was a good one: the next loss begins to count anew. */
const STEADY_MS = 30_000;

const listeners: StreamListener[] = [];
let source: EventSource | null = null;
let path = '';
let state: StreamState = 'away';
let reconnect: ReturnType<typeof setTimeout> | undefined;
/** Losses in a row, and when the connection opened; 0: it is not open. */
let losses = 0;
let openedAt = 0;

function wantedPath(): string {
  const lecture = listeners.map((listener) => listener.lecture).filter((id) => id !== undefined).pop();
  return lecture === undefined ? '/api/user/events' : `/api/user/events?lecture=${lecture}`;
}

function setState(next: StreamState): void {
  state = next;
  for (const listener of listeners) listener.onState?.(next);
}

function gap(): void {
  for (const listener of [...listeners]) listener.onGap();
}

function leave(): void {
  clearTimeout(reconnect);
  reconnect = undefined;
  source?.close();
  source = null;
  openedAt = 0;
}

/**
 * How long to wait after so many losses in a row: twice as long each time, and somewhere in the upper half of it, so that not all pages
 * come at once when a server does. `chance`: 0 to 1. Pure.
 */
export function backOff(losses: number, chance: number): number {
  const longest = Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** Math.max(0, losses - 1));
  return longest * (0.5 + chance / 2);
}

function countLoss(): void {
  losses = openedAt > 0 && Date.now() - openedAt >= STEADY_MS ? 1 : losses + 1;
  openedAt = 0;
}

function comeBack(): void {
  clearTimeout(reconnect);
  reconnect = setTimeout(connect, backOff(losses, Math.random()));
}

function connect(): void {
  leave();
  path = wantedPath();
  setState('connecting');
  const mine = new EventSource(path);
  let missed = true; // until the first time it is open: what was before is not told
  source = mine;
  mine.onopen = () => {
    openedAt = Date.now();
    setState('live');
    // A browser that comes back by itself says what it saw last, and the server sends the rest, or `missed`.
    if (missed) gap();
    missed = false;
  };
  mine.onerror = () => {
    if (source !== mine) return;
    countLoss();
    setState('away');
    // The browser comes back by itself, once and soon, saying what it saw last. It would go on so for as long as a server is away;
    // and it does not where the answer was no stream. Then it is up to us.
    if (mine.readyState !== EventSource.CLOSED && losses === 1) return;
    leave();
    comeBack();
  };
  mine.addEventListener('missed', gap);
  mine.addEventListener('closed', (event) => {
    countLoss();
    leave();
    setState('away');
    // Too many: another page of ours is looked at. Otherwise reading the state shows what is still ours to see.
    if ((JSON.parse((event as MessageEvent<string>).data) as { code: string }).code !== 'too_many_streams') comeBack();
    gap();
  });
  for (const name of NAMES)
    mine.addEventListener(name, (event) => {
      for (const listener of [...listeners]) listener.onEvent(name, (event as MessageEvent<string>).data);
    });
}

function onVisible(): void {
  if (document.visibilityState !== 'visible') {
    leave();
    setState('away');
  } else if (!source || source.readyState === EventSource.CLOSED) {
    losses = 0;
    connect();
  }
}

/** Listens until the returned function is called. */
export function listen(listener: StreamListener): () => void {
  listeners.push(listener);
  if (listeners.length === 1) {
    document.addEventListener('visibilitychange', onVisible);
    window.addEventListener('online', onVisible);
    onVisible();
  } else if ((source || reconnect) && wantedPath() !== path) {
    connect();
  } else {
    listener.onState?.(state);
  }
  return () => {
    listeners.splice(listeners.indexOf(listener), 1);
    if (listeners.length === 0) {
      leave();
      document.removeEventListener('visibilitychange', onVisible);
      window.removeEventListener('online', onVisible);
    } else if ((source || reconnect) && wantedPath() !== path) {
      connect();
    }
  };
}
