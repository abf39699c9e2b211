// SPDX-License-Identifier: MIT
// Leaves: kinds, decisions, evidence.

import type { BoardFile } from './board';
import type { Person } from './people';
import type { RequestState } from './requests';
import type { Status } from './status';

export type LeaveSide = 'staff' | 'office';

export interface LeaveKind {
  id: number;
  name: string;
  decider: LeaveSide;
  evidence: 'none' | 'optional' | 'required';
  evidence_for: LeaveSide;
  status: Status;
  days_after: number;
  retired: boolean;
  version: number;
  /** For administrators alone. */
  officers: Person[];
}

export interface LeaveDecision {
  state: RequestState;
  status: Status | null;
  comment: string | null;
  by: Person | null;
  at: string | null;
}

export interface LeaveCourse {
  classroom_id: number;
  subject: string;
  decision: LeaveDecision;
  /** The student's that begin in its time; of those: marked by it, and attended all the same. */
  lectures: number;
  given: number;
  attended: number;
}

export interface Leave {
  id: number;
  student: Person;
  kind_id: number | null;
  kind: string | null;
  /** Only this course. */
  classroom_id: number | null;
  from: string;
  until: string;
  text: string | null;
  decider: LeaveSide;
  evidence_for: LeaveSide;
  /** The office's. */
  decision: LeaveDecision;
  evidence: BoardFile[];
  evidence_count: number;
  evidence_seen_at: string | null;
  evidence_erased_at: string | null;
  courses: LeaveCourse[];
  /** The reader decides about it here. */
  mine: boolean;
  created_at: string;
  version: number;
}

export interface LeavePage {
  leaves: Leave[];
  next: number | null;
}
