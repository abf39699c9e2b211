// SPDX-License-Identifier: MIT
// What students ask for about one lecture or some days.

import type { Person } from './people';
import type { Status } from './status';

export type RequestState = 'open' | 'accepted' | 'refused' | 'withdrawn';

export interface AttendanceRequest {
  id: number;
  kind: 'leave' | 'appeal';
  state: RequestState;
  classroom_id: number;
  subject: string;
  student: Person;
  lecture_id: number | null;
  from: string | null;
  until: string | null;
  /** What the record says of its lecture now. */
  mark: { status: Status; minutes_late: number; note: string | null } | null;
  text: string;
  status: Status | null;
  comment: string | null;
  answered_by: Person | null;
  answered_at: string | null;
  created_at: string;
  version: number;
}

export interface RequestPage {
  requests: AttendanceRequest[];
  next: number | null;
}
