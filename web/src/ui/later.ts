// SPDX-License-Identifier: MIT
// Marks by hand that may wait for a network: sent at once where there is one, shown meanwhile as they will be.

import { useMemo } from 'preact/hooks';
import { now } from '../core/clock';
import { sendOrKeep } from '../core/outbox';
import type { Attendance, Mark, Status } from '../core/types';
import { useWaiting, type Act, type Waiting } from '../core/waiting';
import { withMarks } from './class/marks';
import { count } from './class/statuses';

export interface MarkWish {
  status: Status;
  minutes_late?: number;
  note?: string;
}

export interface SentMark {
  next: Mark;
  /** What taking it back asks for; none while it waits. */
  change: number | null | undefined;
  waits: boolean;
}

/** The mark as it was read must still be there: nobody's work is written over unseen. */
const onlyIfSame = (mark: Mark): Record<string, string> =>
  mark.version ? { 'If-Match': `"${mark.version}"` } : mark.status ? {} : { 'If-None-Match': '*' };

const markPath = (lecture: number, student: number) => `/api/attendance/${lecture}/marks/${student}`;

/** As the mark will be; `wish` null: none. Pure but for the time. */
function expected(mark: Mark, wish: MarkWish | null): Mark {
  const gone = { flags: [], minutes_late: null, note: null, method: null, marked_at: null, marked_by: null };
  if (!wish) return { ...mark, ...gone, status: null };
  return {
    ...mark,
    status: wish.status,
    minutes_late: wish.minutes_late ?? null,
    note: wish.note ?? null,
    method: 'manual',
    marked_at: new Date(now()).toISOString(),
    marked_by: null,
  };
}

/** Sets a student's mark, or clears it (`wish` null; `note` where one is needed for that). Throws the server's refusal. */
export async function sendMark(state: Attendance, mark: Mark, wish: MarkWish | null, note?: string): Promise<SentMark> {
  const { lecture, classroom } = state;
  const path = markPath(lecture.id, mark.student.id);
  const act: Act = {
    kind: 'mark',
    method: wish ? 'PUT' : 'DELETE',
    path: !wish && note ? `${path}?note=${encodeURIComponent(note)}` : path,
    ...(wish && { json: { ...wish } }),
    based: onlyIfSame(mark),
    about: { student: mark.student, subject: lecture.subject, at: lecture.starts_at, zone: classroom.timezone, set: classroom.statuses },
  };
  const answer = await sendOrKeep<Mark & { change?: number | null }>(act);
  if (answer === null) return { next: { ...expected(mark, wish), waits: true }, change: undefined, waits: true };
  if (wish) return { next: answer, change: answer.change, waits: false };
  return { next: { ...expected(mark, null), version: null }, change: answer.change, waits: false };
}

const PLACE = /^\/api\/attendance\/(\d+)\/marks\/(\d+)/;

/** The list with what waits for it; where somebody else was faster, as the server has it. Pure. */
export function withWaiting(state: Attendance, waiting: readonly Waiting[]): Attendance {
  const changed: Mark[] = [];
  for (const entry of waiting) {
    const [, lecture, student] = PLACE.exec(entry.path) ?? [];
    if (entry.kind !== 'mark' || entry.stuck?.now || Number(lecture) !== state.lecture.id) continue;
    const mark = state.marks.find((one) => one.student.id === Number(student));
    const wish = entry.method === 'DELETE' ? null : (entry.json as unknown as MarkWish);
    if (mark) changed.push({ ...expected(mark, wish), marked_at: wish && new Date(entry.made).toISOString(), waits: true });
  }
  if (changed.length === 0) return state;
  const marks = withMarks(state.marks, changed);
  return { ...state, marks, counts: count(marks, state.classroom.statuses) };
}

/** `withWaiting`, drawn anew when something is sent. */
export function useWithWaiting(state: Attendance | null): Attendance | null {
  const waiting = useWaiting();
  return useMemo(() => state && withWaiting(state, waiting), [state, waiting]);
}
