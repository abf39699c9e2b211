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
const RECONNECT_MS = 4_000;
const RECONNECT_SPREAD_MS = 4_000;

const listeners: StreamListener[] = [];
let source: EventSource | null = null;
let path = '';
let state: StreamState = 'away';
let reconnect: ReturnType<typeof setTimeout> | undefined;

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
  source?.close();
  source = null;
}

/** Not all pages at once, when a server comes back. */
function comeBack(): void {
  clearTimeout(reconnect);
  reconnect = setTimeout(connect, RECONNECT_MS + Math.random() * RECONNECT_SPREAD_MS);
}

function connect(): void {
  leave();
  path = wantedPath();
  setState('connecting');
  const mine = new EventSource(path);
  let missed = true; // until the first time it is open: what was before is not told
  source = mine;
  mine.onopen = () => {
    setState('live');
    // A browser that comes back by itself says what it saw last, and the server sends the rest, or `missed`.
    if (missed) gap();
    missed = false;
  };
  mine.onerror = () => {
    setState('away');
    // The browser retries by itself unless the answer was not a stream; then it is up to us.
    if (mine.readyState === EventSource.CLOSED && source === mine) comeBack();
  };
  mine.addEventListener('missed', gap);
  mine.addEventListener('closed', (event) => {
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
  } else if (source && wantedPath() !== path) {
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
    } else if (source && wantedPath() !== path) {
      connect();
    }
  };
}
