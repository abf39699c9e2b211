// SPDX-License-Identifier: MIT
// A lecture as it happens: server-sent events, with polling while they are away, and the state read anew after each gap.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Counts, Mark, Refusal, Window } from './types';

export type Connection = 'connecting' | 'live' | 'polling';

export interface LiveEvents {
  onMark: (mark: Mark, counts: Counts) => void;
  onWindow: (window: Window | null) => void;
  onRefusal: (refusal: Refusal) => void;
  /** Something may have been missed: read the whole state. */
  onGap: () => void;
}

const POLL_MS = 5_000;
const RECONNECT_MS = 4_000;
// A stream that died without a word (a sleeping phone, a silent proxy) shows up by this at the latest.
const RECONCILE_MS = 30_000;

/** Listens to a lecture until the returned function is called. */
export function follow(path: string, events: LiveEvents, onConnection: (state: Connection) => void): () => void {
  let source: EventSource | null = null;
  let poll: ReturnType<typeof setInterval> | undefined;
  let reconnect: ReturnType<typeof setTimeout> | undefined;
  let opened = false;

  const parse = <T>(event: Event) => JSON.parse((event as MessageEvent<string>).data) as T;
  const startPolling = () => {
    onConnection('polling');
    poll ??= setInterval(events.onGap, POLL_MS);
  };
  const stopPolling = () => {
    clearInterval(poll);
    poll = undefined;
  };

  const connect = () => {
    source?.close();
    clearTimeout(reconnect);
    source = new EventSource(path);
    source.onopen = () => {
      stopPolling();
      onConnection('live');
      if (opened) events.onGap();
      opened = true;
    };
    source.onerror = () => {
      opened = true;
      startPolling();
      // The browser retries by itself unless the answer was not a stream; then it is up to us.
      if (source?.readyState === EventSource.CLOSED) {
        clearTimeout(reconnect);
        reconnect = setTimeout(connect, RECONNECT_MS);
      }
    };
    source.addEventListener('mark', (event) => {
      const data = parse<{ mark: Mark; counts: Counts }>(event);
      events.onMark(data.mark, data.counts);
    });
    source.addEventListener('window', (event) => events.onWindow(parse<{ window: Window | null }>(event).window));
    source.addEventListener('refusal', (event) => events.onRefusal(parse<Refusal>(event)));
  };

  const onVisible = () => {
    if (document.visibilityState !== 'visible') return;
    events.onGap();
    if (source?.readyState === EventSource.CLOSED) connect();
  };

  onConnection('connecting');
  connect();
  const reconcile = setInterval(events.onGap, RECONCILE_MS);
  document.addEventListener('visibilitychange', onVisible);
  window.addEventListener('online', onVisible);
  return () => {
    source?.close();
    stopPolling();
    clearInterval(reconcile);
    clearTimeout(reconnect);
    document.removeEventListener('visibilitychange', onVisible);
    window.removeEventListener('online', onVisible);
  };
}

export function useLive(path: string, events: LiveEvents): Connection {
  const [state, setState] = useState<Connection>('connecting');
  const latest = useRef(events);
  latest.current = events;
  useEffect(
    () =>
      follow(
        path,
        {
          onMark: (mark, counts) => latest.current.onMark(mark, counts),
          onWindow: (window) => latest.current.onWindow(window),
          onRefusal: (refusal) => latest.current.onRefusal(refusal),
          onGap: () => latest.current.onGap(),
        },
        setState,
      ),
    [path],
  );
  return state;
}
