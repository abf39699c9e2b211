// SPDX-License-Identifier: MIT
// A lecture as it happens: server-sent events, with polling while they are away, and the state read anew after each gap.

import { useEffect, useRef, useState } from 'preact/hooks';
import { listen, type StreamState } from './stream';
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
// A stream that died without a word (a sleeping phone, a silent proxy) shows up by this at the latest.
const RECONCILE_MS = 30_000;

/** Listens to a lecture until the returned function is called. */
export function follow(lecture: string | number, events: LiveEvents, onConnection: (state: Connection) => void): () => void {
  let poll: ReturnType<typeof setInterval> | undefined;
  let seen = false;

  const parse = <T>(data: string) => JSON.parse(data) as T;
  const stopPolling = () => {
    clearInterval(poll);
    poll = undefined;
  };
  const onState = (state: StreamState) => {
    if (state === 'live') stopPolling();
    else if (state === 'away' && document.visibilityState === 'visible') poll ??= setInterval(events.onGap, POLL_MS);
    if (state === 'connecting' && poll) return; // it has been away, and still is
    onConnection(state === 'away' ? 'polling' : state);
  };
  const leave = listen({
    lecture,
    onState,
    onGap: () => {
      // The page has just been read when it is opened.
      if (seen) events.onGap();
      seen = true;
    },
    onEvent: (name, data) => {
      if (name === 'mark') {
        const told = parse<{ mark: Mark; counts: Counts }>(data);
        events.onMark(told.mark, told.counts);
      } else if (name === 'window') {
        events.onWindow(parse<{ window: Window | null }>(data).window);
      } else if (name === 'refusal') {
        events.onRefusal(parse<Refusal>(data));
      }
    },
  });
  const reconcile = setInterval(() => document.visibilityState === 'visible' && events.onGap(), RECONCILE_MS);
  return () => {
    leave();
    stopPolling();
    clearInterval(reconcile);
  };
}

export function useLive(lecture: string | number, events: LiveEvents): Connection {
  const [state, setState] = useState<Connection>('connecting');
  const latest = useRef(events);
  latest.current = events;
  useEffect(
    () =>
      follow(
        lecture,
        {
          onMark: (mark, counts) => latest.current.onMark(mark, counts),
          onWindow: (window) => latest.current.onWindow(window),
          onRefusal: (refusal) => latest.current.onRefusal(refusal),
          onGap: () => latest.current.onGap(),
        },
        setState,
      ),
    [lecture],
  );
  return state;
}
