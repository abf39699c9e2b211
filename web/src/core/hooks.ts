// SPDX-License-Identifier: MIT

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { isOutOfReach, Problem } from './api';
import { now } from './clock';
import { useGathered } from './gather';
import { amend, read, recall, versionsOf } from './query';
import { onReturn, showing } from './reach';
import { isReturning } from './router';
import { text } from './text';

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(500, { code: 'internal', detail: String(error) });
}

export interface Loaded<T> {
  data: T | null;
  problem: Problem | null;
  reload: () => Promise<void>;
  /** Puts a newer state in place that came by another way (an answer, an event). */
  set: (next: T | ((old: T) => T)) => void;
}

const READS_MAX = 3;

interface Got<T> {
  path: string;
  data: T | null;
  problem: Problem | null;
  /** What is shown once all that was drawn from the former data is gone. */
  next?: T;
}

/**
 * Reads a path; keeps the old data on the page while it reads again. When `set` put a newer state in place during a
 * read, that read's answer may be older: it is read once more. A page that one goes back to begins with what it showed;
 * with `atOnce`, which is for what is only looked at, so does one that is opened again.
 */
export function useLoad<T>(path: string, { atOnce = false } = {}): Loaded<T> {
  const first = useMemo(() => (atOnce || isReturning() ? recall<T>(path) : null), [path]);
  const [got, setGot] = useState<Got<T> | null>(null);
  const here = got?.path === path ? got : { path, data: first, problem: null };
  const latest = useRef(here);
  latest.current = here;
  const turn = useRef(0);
  const changes = useRef(0);
  const show = (data: T | null, problem: Problem | null) => {
    latest.current = { path, data, problem };
    setGot(latest.current);
  };
  const readNow = async (begins: boolean) => {
    const mine = ++turn.current;
    for (let reads = 1; ; reads++) {
      const before = changes.current;
      const versions = versionsOf(path);
      try {
        const next = await read<T>(path);
        if (mine !== turn.current) return;
        if (before !== changes.current && reads < READS_MAX) continue;
        if (begins && latest.current.data !== null && versions !== versionsOf(path)) {
          // Edited meanwhile: a form that began with the remembered state would be sent with the version of this one.
          setGot({ path, data: null, problem: null, next });
          return;
        }
        show(next, null);
      } catch (error) {
        // What is shown stands, and the page's frame says as of when.
        const shown = latest.current.data !== null && isOutOfReach(error);
        if (mine === turn.current) show(latest.current.data, shown ? null : asProblem(error));
      }
      return;
    }
  };
  useLayoutEffect(() => {
    if (got && got.next !== undefined && got.path === path) show(got.next, null);
  }, [got]);
  const reload = useCallback(() => readNow(false), [path]);
  useEffect(() => {
    void readNow(true);
    const leave = [showing(path), onReturn(() => void readNow(false))];
    return () => {
      turn.current += 1;
      for (const each of leave) each();
    };
  }, [path]);
  const set = useCallback(
    (next: T | ((old: T) => T)) => {
      const { data: old } = latest.current;
      if (latest.current.path !== path) return;
      changes.current += 1;
      if (typeof next === 'function' && old === null) return;
      const data = typeof next === 'function' ? (next as (old: T) => T)(old as T) : next;
      amend(path, data);
      show(data, latest.current.problem);
    },
    [path],
  );
  useGathered(here.data === null && here.problem === null);
  return { data: here.data, problem: here.problem, reload, set };
}

/** The server's time, ticking each second while `active`. */
export function useNow(active = true): number {
  const [time, setTime] = useState(now());
  useEffect(() => {
    if (!active) return;
    setTime(now());
    const timer = setInterval(() => setTime(now()), 1000);
    return () => clearInterval(timer);
  }, [active]);
  return time;
}

/** Calls `refresh` every `seconds` while the page is seen, and when it comes back into view. */
export function useRefresh(refresh: () => void, seconds: number): void {
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => {
    const run = () => {
      if (document.visibilityState === 'visible') latest.current();
    };
    const timer = setInterval(run, seconds * 1000);
    document.addEventListener('visibilitychange', run);
    window.addEventListener('online', run);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', run);
      window.removeEventListener('online', run);
    };
  }, [seconds]);
}

const NARROW = '(width < 48rem)';

/** A screen as narrow as a phone's. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const update = () => setNarrow(query.matches);
    query.addEventListener('change', update);
    return () => query.removeEventListener('change', update);
  }, []);
  return narrow;
}

/** The page's title, and its heading focused so that a screen reader says where one is. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    const { name } = text().app;
    document.title = title ? `${title} · ${name}` : name;
  }, [title]);
}

/** One action at a time: `run` ignores a second tap while the first is under way, and keeps its problem. */
export function useAction(): {
  busy: boolean;
  problem: Problem | null;
  clear: () => void;
  run: (action: () => Promise<void>) => Promise<boolean>;
} {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const underWay = useRef(false);
  const run = useCallback(async (action: () => Promise<void>) => {
    if (underWay.current) return false;
    underWay.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await action();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  }, []);
  return { busy, problem, run, clear: useCallback(() => setProblem(null), []) };
}
