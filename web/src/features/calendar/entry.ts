// SPDX-License-Identifier: MIT
// A lecture as it stands in the calendar: on the clocks of its class.

import { now } from '../../core/clock';
import { clockTime, span } from '../../core/text/format';
import type { Classroom, Colour, Days, LectureMark, Status } from '../../core/types';
import { wallClock } from '../../core/zone';
import { hourName } from '../../ui/class/joint';
import { isStaff } from '../../ui/class/part';
import type { Statuses } from '../../ui/class/statuses';

export interface Entry {
  id: number;
  name: string;
  title: string | null;
  room: string | null;
  date: string;
  /** Minutes since midnight; the end of one that goes into the next day is midnight. */
  from: number;
  to: number;
  begins: string;
  times: string;
  href: string;
  tone: Colour;
  cancelled: boolean;
  open: boolean;
  over: boolean;
  set: Statuses;
  /** One's own; null: none, or not a student there. */
  status: Status | null;
}

/** Of a class: not those that say late and absent. */
const TONES = ['blue', 'teal', 'violet', 'pink', 'green', 'grey'] as const;

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function entryOf({ lecture, mark }: LectureMark, classroom: Classroom | undefined): Entry {
  const zone = classroom?.timezone ?? 'UTC';
  const [begin, end] = [wallClock(Date.parse(lecture.starts_at), zone), wallClock(Date.parse(lecture.ends_at), zone)];
  const open = lecture.window?.state === 'open';
  const staff = classroom ? isStaff(classroom) : false;
  const asStudent = open && mark?.status == null ? `/mark/${lecture.id}` : `/record/${lecture.classroom_id}`;
  return {
    id: lecture.id,
    name: hourName(lecture),
    title: lecture.title,
    room: lecture.room,
    date: begin.date,
    from: minutes(begin.time),
    to: end.date === begin.date ? minutes(end.time) : 24 * 60,
    begins: clockTime(lecture.starts_at, zone),
    times: span(lecture.starts_at, lecture.ends_at, zone),
    href: staff ? `/lecture/${lecture.id}` : asStudent,
    tone: TONES[lecture.classroom_id % TONES.length] ?? 'grey',
    cancelled: lecture.cancelled,
    open: open && !lecture.cancelled,
    over: Date.parse(lecture.ends_at) < now(),
    set: classroom?.statuses,
    status: mark?.status ?? null,
  };
}

/** By day, each in the order of time. */
export function entriesOf(days: Days): Map<string, Entry[]> {
  const classes = new Map(days.classrooms.map((classroom) => [classroom.id, classroom]));
  const found = new Map<string, Entry[]>();
  for (const one of days.lectures) {
    const entry = entryOf(one, classes.get(one.lecture.classroom_id));
    found.set(entry.date, [...(found.get(entry.date) ?? []), entry]);
  }
  for (const list of found.values()) list.sort((a, b) => a.from - b.from);
  return found;
}
