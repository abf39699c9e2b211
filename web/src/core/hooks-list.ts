// SPDX-License-Identifier: MIT
// A list that comes page by page, behind a filter that a person types.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isOutOfReach, type Problem } from './api';
import { useGathered } from './gather';
import { asProblem } from './hooks';
import { keepParts, read as readPath, recall } from './query';
import { onReturn, showing } from './reach';
import { isReturning } from './router';

const TYPING_MS = 250;
/** Pages that are read anew when one goes back to a long list; what is beyond them is shown on demand again. */
const PAGES_AGAIN = 10;
/** What a list is taken to weigh in memory: its pages are remembered besides. */
const PARTS_SIZE = 4096;

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

interface Parts<T> {
  items: T[];
  next: number | null;
  total: number | null;
  pages: number;
}

/**
 * Reads `path` (without `after`) and hands over what `items` finds in its answers. While a new path is read the old list
 * stays; an answer to an older path is dropped. A path that changes quickly is read once it rests. A list that one goes back to begins
 * with what it showed, all pages of it.
 */
export function useList<T, A extends { next: number | null; total?: number }>(path: string, items: (answer: A) => T[]): Listed<T> {
  const [parts, setParts] = useState<Parts<T> | null>(() => (isReturning() ? recall<Parts<T>>(`list ${path}`) : null));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [reading, setReading] = useState(false);
  const turn = useRef(0);
  const again = useRef(parts?.pages ?? 1);
  const shown = useRef(parts);
  shown.current = parts;
  const read = useCallback(
    async (known: Parts<T> | null, pages: number) => {
      const mine = ++turn.current;
      setReading(true);
      try {
        let list = known;
        do {
          const mark = path.includes('?') ? '&' : '?';
          const answer: A = await readPath<A>(list === null ? path : `${path}${mark}after=${list.next}`);
          if (mine !== turn.current) return;
          list = {
            items: [...(list?.items ?? []), ...items(answer)],
            next: answer.next,
            total: answer.total ?? null,
            pages: (list?.pages ?? 0) + 1,
          };
        } while (list.next !== null && list.pages < pages);
        keepParts(`list ${path}`, list, PARTS_SIZE);
        setParts(list);
        setProblem(null);
      } catch (error) {
        // The beginning is shown: the page's frame says as of when.
        const stands = known === null && shown.current !== null && isOutOfReach(error);
        if (mine === turn.current) setProblem(stands ? null : asProblem(error));
      }
      if (mine === turn.current) setReading(false);
    },
    [path],
  );
  useEffect(() => {
    const pages = Math.min(again.current, PAGES_AGAIN);
    again.current = 1;
    const timer = setTimeout(() => void read(null, pages), turn.current > 0 ? TYPING_MS : 0);
    const leave = [showing(path), onReturn(() => void read(null, Math.min(shown.current?.pages ?? 1, PAGES_AGAIN)))];
    return () => {
      clearTimeout(timer);
      turn.current += 1;
      for (const each of leave) each();
    };
  }, [read]);
  useGathered(parts === null && problem === null);
  return {
    items: parts?.items ?? null,
    problem,
    reading,
    total: parts?.total ?? null,
    more: parts === null || parts.next === null ? null : () => void read(parts, 0),
    reload: () => void read(null, 1),
  };
}
