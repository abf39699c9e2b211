// SPDX-License-Identifier: MIT
// Days as the calendar counts them, as pure functions on dates (YYYY-MM-DD).

const DAY_MS = 86_400_000;
export const AGENDA_DAYS = 28;

export const VIEWS = ['agenda', 'week', 'month'] as const;
export type View = (typeof VIEWS)[number];

export const isView = (word: string): word is View => (VIEWS as readonly string[]).includes(word);

/** Whether there is such a day. */
export function isDate(date: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return false;
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 1 Monday to 7 Sunday. */
export const weekday = (date: string): number => ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

/** The day on which the week of `date` begins where weeks begin on `first` (1 Monday to 7 Sunday). */
export const weekOf = (date: string, first: number): string => addDays(date, -((weekday(date) - first + 7) % 7));

const monthOf = (date: string): string => `${date.slice(0, 7)}-01`;

function addMonths(date: string, months: number): string {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** The days that a view shows, in order. A month is shown in whole weeks. */
export function daysOf(view: View, date: string, first: number): string[] {
  const span = (from: string, count: number) => Array.from({ length: count }, (_, i) => addDays(from, i));
  if (view === 'agenda') return span(date, AGENDA_DAYS);
  if (view === 'week') return span(weekOf(date, first), 7);
  const begin = weekOf(monthOf(date), first);
  const next = addMonths(date, 1);
  const weeks = Math.ceil((Date.parse(next) - Date.parse(begin)) / DAY_MS / 7);
  return span(begin, weeks * 7);
}

/** The date to which the view goes by one step. */
export function step(view: View, date: string, by: 1 | -1): string {
  if (view === 'month') return addMonths(date, by);
  return addDays(date, by * (view === 'week' ? 7 : AGENDA_DAYS));
}

interface Span {
  from: number;
  to: number;
}

/** For things of one day that may overlap: in which of how many columns each stands. In the order given, which is by start. */
export function lanes(spans: readonly Span[]): { lane: number; of: number }[] {
  const placed: { lane: number; of: number }[] = [];
  let cluster: number[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const i of cluster) (placed[i] as { of: number }).of = ends.length;
    cluster = [];
    ends = [];
  };
  spans.forEach(({ from, to }, i) => {
    if (ends.every((end) => end <= from)) close();
    const free = ends.findIndex((end) => end <= from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = to;
    placed.push({ lane, of: 1 });
    cluster.push(i);
  });
  close();
  return placed;
}
