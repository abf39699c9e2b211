// SPDX-License-Identifier: MIT
// How the register comes: the first screen at once, the other students behind it, and months when they are looked at.

import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { get, type Problem } from '../../core/api';
import { now } from '../../core/clock';
import { asProblem } from '../../core/hooks';
import type { Register } from '../../core/types';
import { Book, monthOf, monthQuery, monthRuns, monthsBetween, split } from './book';

const FIRST_ROWS = 40;
const MORE_ROWS = 160;
const MONTH_BACK_MS = 31 * 86_400_000;

export class Loader {
  readonly book = new Book();
  problem: Problem | null = null;
  ready = false;
  private stopped = false;
  private readonly under = new Set<string>();
  /** The months that every page is read with. */
  private base: string[] = [];

  constructor(
    private readonly classroom: string,
    private readonly group: string,
    private readonly redraw: () => void,
  ) {}

  stop(): void {
    this.stopped = true;
  }

  private ask(query: string, versions: 0 | 1 = 1): Promise<Register> {
    const group = this.group ? `&group=${this.group}` : '';
    return get<Register>(`/api/classroom/${this.classroom}/register?versions=${versions}&${query}${group}`);
  }

  async open(): Promise<void> {
    try {
      const today = monthOf(now());
      const near = monthsBetween(monthOf(now() - MONTH_BACK_MS), today);
      const run = monthRuns(near)[0] ?? [today, today];
      const [all, first] = await Promise.all([this.ask('limit=1', 0), this.ask(`limit=${FIRST_ROWS}&${monthQuery(run)}`)]);
      if (this.stopped) return;
      this.book.setLectures(all.lectures);
      const last = split(this.book.lectures, now()).begun.at(-1) ?? this.book.lectures[0];
      const month = last ? monthOf(last.starts_at) : today;
      // A term that is over, or has not begun: what is nearest is shown.
      const there = near.includes(month);
      this.base = there ? near : [month];
      this.book.take(there ? first : await this.ask(`limit=${FIRST_ROWS}&${monthQuery([month, month])}`), 0, this.base);
      this.ready = true;
      this.redraw();
      await this.rest();
    } catch (error) {
      if (this.stopped) return;
      this.problem = asProblem(error);
      this.redraw();
    }
  }

  private async rest(): Promise<void> {
    const run = monthRuns(this.base)[0];
    while (run && !this.book.whole && !this.stopped) {
      const after = this.book.students.at(-1)?.id;
      if (after === undefined) break;
      const answer = await this.ask(`limit=${MORE_ROWS}&after=${after}&${monthQuery(run)}`);
      if (this.stopped) return;
      this.book.take(answer, this.book.pages.length, this.base);
      this.redraw();
    }
  }

  /** What is in view of these months is read unless it is here; the pages of the students in view first. */
  async need(months: readonly string[], inView: readonly number[]): Promise<void> {
    const pages = [...this.book.pages.keys()].sort((a, b) => Number(inView.includes(b)) - Number(inView.includes(a)) || a - b);
    for (const page of pages) {
      const missing = months.filter((month) => !this.book.isRead(page, month) && !this.under.has(`${page}:${month}`));
      for (const run of monthRuns(missing)) await this.page(page, run);
      if (this.stopped) return;
    }
  }

  private async page(page: number, run: [string, string]): Promise<void> {
    const { after, ids } = this.book.pages[page] ?? { after: null, ids: [] };
    const months = monthsBetween(...run);
    const keys = months.map((month) => `${page}:${month}`);
    for (const key of keys) this.under.add(key);
    try {
      const answer = await this.ask(`limit=${ids.length}${after === null ? '' : `&after=${after}`}&${monthQuery(run)}`);
      if (this.stopped) return;
      this.book.take(answer, page, months);
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      for (const key of keys) this.under.delete(key);
      this.redraw();
    }
  }

  /** Reads students anew, with what they come to: after an edit, and when somebody else was faster. */
  async reread(students: readonly number[], months: readonly string[]): Promise<void> {
    const { book } = this;
    const runs = monthRuns(months);
    const pages = book.pages.filter((page) => page.ids.some((id) => students.includes(id)));
    const spans =
      students.length <= 4
        ? students.map((id) => ({ after: book.before(id), limit: 1 }))
        : pages.map((page) => ({ after: page.after, limit: page.ids.length }));
    for (const { after, limit } of spans)
      for (const run of runs) {
        const answer = await this.ask(`limit=${limit}${after === null ? '' : `&after=${after}`}&${monthQuery(run)}`);
        if (this.stopped) return;
        for (const row of answer.students) if (book.student(row.id)) book.takeRow(row, answer.lectures);
        this.redraw();
      }
  }
}

export interface Loading {
  loader: Loader;
  book: Book;
  /** Counts up with each redraw: what depends on the book depends on this. */
  turn: number;
  redraw: () => void;
}

/** The register of a classroom, or of one of its groups. */
export function useBook(classroom: string, group: string): Loading {
  const [turn, bump] = useReducer((n: number) => n + 1, 0);
  const redraw = useRef(() => bump(undefined)).current;
  const [loader, setLoader] = useState(() => new Loader(classroom, group, redraw));
  const begun = useRef<Loader | null>(null);
  useEffect(() => {
    const fresh = begun.current === null ? loader : new Loader(classroom, group, redraw);
    begun.current = fresh;
    setLoader(fresh);
    void fresh.open();
    return () => fresh.stop();
  }, [classroom, group]);
  return { loader, book: loader.book, turn, redraw };
}
