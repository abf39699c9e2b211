// SPDX-License-Identifier: MIT
// A student's term as squares, from the first page's cells or from the record.

import { now } from '../../core/clock';
import { words } from '../../core/text';
import { own as ownWords } from '../../core/text/books';
import { day, isToday } from '../../core/text/format';
import type { Lecture, Mark, TermCell } from '../../core/types';
import type { StripCell } from '../class/strip';

const text = words(ownWords);

const MINUTE_MS = 60_000;

/** Where a lecture of one's own stands: what nobody has taken and is over was not held, as far as anybody knows. */
function whenOf(starts: string, ends: string, decided: boolean, zone: string): StripCell['when'] {
  if (isToday(starts, ends, zone)) return 'today';
  if (Date.parse(starts) > now()) return 'future';
  return decided ? 'held' : 'cancelled';
}

/** The cells of the first page: only to look at, so their place stands for an id. */
export function termCells(cells: readonly TermCell[], zone: string): StripCell[] {
  return cells.map(({ starts_at, status, decided }, id) => ({
    id,
    status,
    day: day(starts_at, zone),
    when: whenOf(starts_at, new Date(Date.parse(starts_at) + MINUTE_MS).toISOString(), decided, zone),
  }));
}

interface Recorded {
  lecture: Lecture;
  mark: Mark | null;
  outside: boolean;
}

/** The lectures of a record, oldest first; `more`: what else is said of one. */
export function recordCells(lectures: readonly Recorded[], zone: string, more: (one: Recorded) => string | undefined): StripCell[] {
  return lectures
    .filter(({ outside, mark }) => !outside || mark?.status)
    .map((one) => {
      const { lecture, mark } = one;
      const decided = Boolean(mark?.status) || lecture.taken;
      const when = lecture.cancelled ? 'cancelled' : whenOf(lecture.starts_at, lecture.ends_at, decided, zone);
      const untaken = when === 'cancelled' && !lecture.cancelled ? text().own.term.notTaken : undefined;
      const said = untaken ?? more(one);
      return { id: lecture.id, status: mark?.status ?? null, day: day(lecture.starts_at, zone), when, ...(said && { more: said }) };
    })
    .reverse();
}
