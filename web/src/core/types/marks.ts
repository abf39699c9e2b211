// SPDX-License-Identifier: MIT
// Marks and what is counted from them.

import type { Classroom } from './classroom';
import type { Lecture } from './lecture';
import type { Person } from './people';
import type { Status } from './status';
import type { RuleStanding } from './warnings';

export interface Mark {
  student: Person;
  status: Status | null;
  minutes_late: number | null;
  method: 'face' | 'manual' | 'photo' | 'code' | 'close' | 'import' | 'leave' | null;
  marked_at: string | null;
  marked_by: Person | null;
  note: string | null;
  /** What the staff should look at; empty for students. */
  flags: string[];
  version: number | null;
  /** The student is no longer in the classroom since then: not to be marked any more. */
  left_at: string | null;
  /** Without a mark, and not in the classroom at the time: the lecture is not theirs. */
  outside: boolean;
  /** It was for groups that they were not in. */
  other_group: boolean;
  /** In the answer of setting it: what POST .../undo takes. */
  change?: number | null;
}

export interface Counts {
  students: number;
  marked: number;
  present: number;
  late: number;
  excused: number;
  absent: number;
  /** Of the classroom's own statuses. */
  other: number;
  unmarked: number;
  /** The marks by what they count as. */
  attended: number;
  missed: number;
  ignored: number;
  in_room: number;
  flagged: number;
}

export interface Standing {
  attended: number;
  taken: number;
  lectures: number;
  percentage: number | null;
  /** Those of the taken lectures that the percentage is of. */
  counted: number;
  /** Missed lectures that do not count, of at most `leave_out`. */
  left_out: number;
  leave_out: number;
  denominator: 'taken_lectures' | 'taken_lectures_not_excused';
  outlook: Outlook;
}

/** What the classroom's threshold asks from here on. */
export interface Outlook {
  /** In percent; 0: none. */
  threshold: number;
  below: boolean;
  near: boolean;
  out_of_reach: boolean;
  remaining: number;
  can_miss: number | null;
  can_miss_later: number;
  must_attend: number | null;
}

export interface StudentRecord {
  classroom: Classroom;
  standing: Standing;
  /** outside: not one's own, who was not in the classroom then. left_out: missed, and does not count. */
  lectures: { lecture: Lecture; mark: Mark | null; outside: boolean; left_out: boolean }[];
  rules: RuleStanding[];
}

export interface RegisterStudent extends Person {
  email_proven: boolean;
  standing: Standing;
  marks: (Status | null)[];
  /** Lectures that are not theirs: they were not in the classroom then. */
  outside: number[];
  joined_at: string | null;
  /** null: still in the classroom. */
  left_at: string | null;
}

export interface Register {
  classroom: Classroom;
  lectures: Lecture[];
  students: RegisterStudent[];
  total: number;
  next: number | null;
}

export interface Attendance {
  lecture: Lecture;
  classroom: Classroom;
  counts: Counts;
  marks: Mark[];
  refusals: number;
  /** Whose checks were refused, the newest first. */
  refused: RefusedStudent[];
  /** Class photos are allowed. */
  identification: boolean;
  /** A mark by hand is outside the lecture's time now: it needs a note. */
  note_needed: boolean;
  server_time: string;
}

export interface LatePattern {
  by_weekday: { weekday: number; late: number; came: number; percentage: number | null }[];
}

export interface Statistics {
  classroom: Classroom;
  rule: { threshold_percent: number };
  attended: number;
  counted: number;
  percentage: number | null;
  by_lecture: { id: number; title: string | null; starts_at: string; taken: boolean; percentage: number | null }[];
  by_group: { id: number; name: string; students: number; attended: number; counted: number; percentage: number | null }[];
  late: LatePattern;
}

export interface AtRisk {
  student: Person;
  risk: 'out_of_reach' | 'below' | 'near';
  standing: Standing;
}

export interface AtRiskPage {
  students: AtRisk[];
  /** So many lectures must count before somebody is listed, and before they are told themselves. */
  lectures: number;
  warning_lectures: number;
  next: number | null;
}

/** The answer of marking several at once, and of putting them back. */
export interface BulkAnswer {
  marks: Mark[];
  changed: number;
  change: number | null;
  /** Of putting back: students whose mark has changed since. */
  kept?: number[];
}

export interface RefusedStudent {
  student: Person;
  times: number;
  /** Why and when the last one was. */
  code: string;
  at: string;
}

/** Who made a mark what, and the checks that were refused; the newest first. */
export interface MarkPast {
  changes: { at: string; by: Person | null; from: Status | null; to: Status | null; reason: string | null }[];
  changes_total: number;
  refusals: { code: string; at: string }[];
  refusals_total: number;
}
