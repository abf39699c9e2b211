// SPDX-License-Identifier: MIT
// The day of whoever teaches.

import type { Classroom } from './classroom';
import type { Lecture } from './lecture';
import type { AtRisk, Counts } from './marks';
import type { Status } from './status';

export interface TaughtClass {
  classroom: Classroom;
  /** Not over yet, and its attendance not closed. */
  next: Lecture | null;
  /** The last that was taken. */
  last: (Lecture & { counts: Counts }) | null;
}

export interface Waiting {
  kind: 'requests' | 'join' | 'hand_ins' | 'signs';
  classroom_id: number;
  subject: string;
  section: string | null;
  timezone: string;
  /** The item of the board, or the lecture. */
  thing_id: number | null;
  title: string | null;
  starts_at: string | null;
  count: number;
}

export interface Teaching {
  server_time: string;
  classes: TaughtClass[];
  today: Lecture[];
  waiting: Waiting[];
  waiting_cut: number;
}

export interface Slipping extends AtRisk {
  classroom: Classroom;
  /** The last lectures that were taken. */
  cells: { id: number; starts_at: string; status: Status | null; outside: boolean }[];
}

export interface SlippingPage {
  students: Slipping[];
  total: number;
}
