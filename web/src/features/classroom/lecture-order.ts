// SPDX-License-Identifier: MIT
// Lectures in the order in which people look for them: today, then what comes soonest first, then what was newest first.

import { dayNumber } from '../../core/text/format';
import type { Lecture } from '../../core/types';

export interface Week<L> {
  /** Weeks from the one of now: 0 this one, 1 the next, -1 the last. */
  away: number;
  lectures: L[];
}

export interface Ordered<L> {
  today: L[];
  coming: Week<L>[];
  past: Week<L>[];
}

/** The number of a week that begins on `first` (1 Monday to 7 Sunday); day 0 was a Thursday. */
const weekOf = (day: number, first: number) => Math.floor((day + 4 - first) / 7);

function byWeek<L extends Lecture>(lectures: readonly L[], zone: string, first: number, week: number): Week<L>[] {
  const weeks: Week<L>[] = [];
  for (const lecture of lectures) {
    const away = weekOf(dayNumber(Date.parse(lecture.starts_at), zone), first) - week;
    const last = weeks.at(-1);
    if (last?.away === away) last.lectures.push(lecture);
    else weeks.push({ away, lectures: [lecture] });
  }
  return weeks;
}

/** `first`: on which day a week begins for the reader. Pure. */
export function ordered<L extends Lecture>(lectures: readonly L[], at: number, zone: string, first: number): Ordered<L> {
  const soonest = [...lectures].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at) || a.id - b.id);
  const today = dayNumber(at, zone);
  // What goes on over midnight is today's, too.
  const isToday = (one: L) =>
    dayNumber(Date.parse(one.starts_at), zone) === today || (Date.parse(one.starts_at) <= at && Date.parse(one.ends_at) > at);
  const rest = soonest.filter((one) => !isToday(one));
  const ahead = rest.filter((one) => Date.parse(one.starts_at) > at);
  const behind = rest.filter((one) => Date.parse(one.starts_at) <= at).reverse();
  const week = weekOf(today, first);
  return { today: soonest.filter(isToday), coming: byWeek(ahead, zone, first, week), past: byWeek(behind, zone, first, week) };
}

/** The first so many lectures, whole weeks cut where they end. Pure. */
export function cut<L>(weeks: readonly Week<L>[], most: number): { shown: Week<L>[]; left: number } {
  const shown: Week<L>[] = [];
  let room = most;
  for (const week of weeks) {
    if (room <= 0) break;
    shown.push({ ...week, lectures: week.lectures.slice(0, room) });
    room -= week.lectures.length;
  }
  const all = weeks.reduce((sum, week) => sum + week.lectures.length, 0);
  return { shown, left: Math.max(0, all - most) };
}
