// SPDX-License-Identifier: MIT
// The institution as its office sees it.

import type { Classroom } from './classroom';
import type { Standing } from './marks';
import type { AdminUser, Person, Role } from './people';

export type FirstStep = 'name' | 'mail' | 'registration' | 'professors' | 'backup' | 'address';

export interface FirstSteps {
  shown: boolean;
  /** There is no classroom yet. */
  empty: boolean;
  steps: { step: FirstStep; done: boolean }[];
  address: string | null;
}

export interface RunningLecture {
  id: number;
  classroom_id: number;
  subject: string;
  section: string | null;
  room: string | null;
  professor: Person;
  starts_at: string;
  ends_at: string;
  open: boolean;
  marked: number;
  students: number;
}

export interface TodayState {
  running: RunningLecture[];
  running_total: number;
  day: { lectures: number; begun: number; taken: number; marked: number; came: number };
  waiting: { jobs_failed: number; flags: number; invitations: number; erasures: number; refused: number };
}

export interface Check {
  check: string;
  state: 'good' | 'warning' | 'failure';
  code: string;
  sentence: string;
}

export interface DoctorLook {
  at: string;
  checks: Check[];
}

export interface ClassLine {
  id: number;
  subject: string;
  section: string | null;
  term: string | null;
  department: string | null;
  professor: Person;
  students: number;
  lectures: number;
  /** The lecture whose window is open. */
  live: number | null;
  attended: number;
  expected: number;
  percentage: number | null;
}

export interface ClassPage {
  classrooms: ClassLine[];
  next: number | null;
  total: number;
  terms: string[];
}

export interface FoundUser extends AdminUser {
  face: boolean;
  seen_at: string | null;
  /** Nothing tells that they were ever here. */
  never: boolean;
}

export interface PersonLecture {
  id: number;
  title: string | null;
  starts_at: string;
  cancelled: boolean;
  status: string | null;
  minutes_late: number | null;
  method: string | null;
  outside: boolean;
  left_out: boolean;
}

export interface PersonAttendance {
  classes: { classroom: Classroom; standing: Standing; lectures: PersonLecture[] }[];
  teaches: { id: number; subject: string; section: string | null; term: string | null; part: 'owner' | 'teacher' | 'assistant'; archived: boolean; students: number }[];
}

export interface PersonSession {
  id: number;
  device: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  bearer: boolean;
  current: boolean;
}

export interface Invitation {
  id: number;
  role: Role;
  name: string | null;
  email: string | null;
  created_by: Person;
  created_at: string;
  expires_at: string;
}

export interface OfficeJob {
  id: number;
  kind: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  owner: Person;
  code: string | null;
  detail: string | null;
  done: number;
  total: number | null;
  created_at: string;
  finished_at: string | null;
}
