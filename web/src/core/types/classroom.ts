// SPDX-License-Identifier: MIT
// A classroom: what it is set to, who is in it, its groups.

import type { GroupName, Lecture } from './lecture';
import type { Counts, Standing } from './marks';
import type { Person } from './people';
import type { StatusLine } from './status';

/** What a classroom would become in another term. */
export interface TermPlan {
  lectures: number;
  series: number;
  /** Holidays. */
  left_out: string[];
  /** Lectures that belong to no series, and are not copied. */
  single: number;
  staff: number;
  /** Their names: they come along without their students. */
  groups: string[];
  first: string | null;
  last: string | null;
}

export interface ClassGroup extends GroupName {
  /** No new lectures and students. */
  ended: boolean;
  students: number;
  lectures: number;
  version: number;
}

/** A time of a student in a group that is not over: now, or to come. */
export interface GroupPlace {
  student: Person;
  group_id: number;
  joined_at: string;
  left_at: string | null;
}

export interface GroupsPage {
  groups: ClassGroup[];
  /** Of a student: their own. */
  places: GroupPlace[];
  server_time: string;
}

/** What became of students who were put into a group. */
export interface GroupPut {
  at_once: number;
  later: number;
  later_at: string | null;
}

/** What a classroom asks for when a face is checked. */
export type Policy = 'passive' | 'turn' | 'active' | 'active_colour';

export const POLICIES: readonly Policy[] = ['turn', 'passive', 'active', 'active_colour'];

export interface Classroom {
  id: number;
  subject: string;
  section: string | null;
  term: string | null;
  timezone: string;
  late_after_minutes: number;
  window_minutes: number;
  policy: Policy;
  join_code?: string;
  professor: Person;
  students: number;
  lectures: number;
  live: Lecture | null;
  archived: boolean;
  part: Part;
  threshold_percent: number;
  /** So many missed lectures of each student do not count. */
  leave_out: number;
  excused_counts: 'attended' | 'ignored' | 'missed';
  absent_at_close: boolean;
  auto_open: 'on' | 'off';
  auto_open_minutes: number;
  version: number;
  /** Not in lists, but for a student's own with a live lecture. */
  statuses?: StatusLine[];
  /** Not for students, as what follows. */
  join_open?: boolean;
  join_expires_at?: string | null;
  join_approval?: boolean;
  join_waiting?: number;
  /** A student's own: they joined, or accepted having been added. */
  accepted?: boolean;
  /** Who added them; null: nobody, or nobody knows. */
  added_by?: Person | null;
}

export interface ClassroomList {
  classrooms: Classroom[];
  today: Lecture[];
  server_time: string;
  next: number | null;
  total: number;
}

export interface ClassroomPage {
  classroom: Classroom;
  lectures: (Lecture & { counts?: Counts })[];
}

export interface ClassStudent extends Person {
  /** What another system calls them: usually the number on their card. */
  number: string | null;
  email: string;
  email_proven: boolean;
  joined_at: string;
  /** In it by their own will. */
  accepted: boolean;
  enrolled: boolean;
  /** Three checks or more in a row did not recognise them here. */
  unsure: boolean;
  standing: Standing;
}

/** What the reader is in a classroom. */
export type Part = 'owner' | 'teacher' | 'assistant' | 'student' | 'administrator';

export type Rule = 'off' | 'flag' | 'refuse';
export const RULES: readonly Rule[] = ['off', 'flag', 'refuse'];

export interface Proofs {
  room_code: boolean;
  code_check_in: boolean;
  networks: string;
  network_rule: Rule;
  /** A geo URI; '' when none is set. */
  place: string;
  radius_m: number;
  place_rule: Rule;
  device_rule: Rule;
  device_minutes: number;
  version: number;
}

export interface StaffMember {
  person: Person;
  email: string;
  part: 'owner' | 'teacher' | 'assistant';
  added_at: string;
}

export interface JoinRequest {
  classroom_id: number;
  subject: string;
  student: Person;
  email: string;
  email_proven: boolean;
  asked_at: string;
  state: 'waiting' | 'refused';
}
