// SPDX-License-Identifier: MIT
// A list that comes page by page, behind a filter that a person types.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, type Problem } from './api';
import { asProblem } from './hooks';

const TYPING_MS = 250;

export interface Listed<T> {
  items: T[] | null;
  problem: Problem | null;
  /** Of all pages; null: the answer does not say. */
  total: number | null;
  /** Reads the next page; null: there is none. */
  more: (() => void) | null;
  reading: boolean;
  reload: () => void;
}

/**
 * Reads `path` (without `after`) and hands over what `items` finds in its answers. While a new path is read the old list
 * stays; an answer to an older path is dropped. A path that changes quickly is read once it rests.
 */
export function useList<T, A extends { next: number | null; total?: number }>(path: string, items: (answer: A) => T[]): Listed<T> {
  const [list, setList] = useState<T[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const [total, setTotal] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [reading, setReading] = useState(false);
  const turn = useRef(0);
  const read = useCallback(
    async (after: number | null) => {
      const mine = ++turn.current;
      setReading(true);
      try {
        const mark = path.includes('?') ? '&' : '?';
        const answer = await get<A>(after === null ? path : `${path}${mark}after=${after}`);
        if (mine !== turn.current) return;
        setList((old) => (after === null ? items(answer) : [...(old ?? []), ...items(answer)]));
        setNext(answer.next);
        setTotal(answer.total ?? null);
        setProblem(null);
      } catch (error) {
        if (mine === turn.current) setProblem(asProblem(error));
      }
      if (mine === turn.current) setReading(false);
    },
    [path],
  );
  useEffect(() => {
    const timer = setTimeout(() => void read(null), turn.current > 0 ? TYPING_MS : 0);
    return () => {
      clearTimeout(timer);
      turn.current += 1;
    };
  }, [read]);
  return { items: list, problem, reading, total, more: next === null ? null : () => void read(next), reload: () => void read(null) };
}
