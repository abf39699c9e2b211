// SPDX-License-Identifier: MIT
// A student's own check-in: the face, the challenge, the room code.

import type { BoardKind } from './board';
import type { Classroom, Policy } from './classroom';
import type { Lecture } from './lecture';
import type { Mark, Standing } from './marks';
import type { Person } from './people';
import type { Status } from './status';

export interface Face {
  consented: boolean;
  enrolled: boolean;
  enrolled_at: string | null;
  frames: number | null;
  renew: boolean;
  /** Again and again not recognised. */
  unsure: boolean;
  /** How well the new template will serve; in the answer to an enrolment alone. */
  quality?: 'good' | 'fair';
}

export interface LiveLecture {
  lecture: Lecture;
  mark: Mark | null;
}

/** A lecture in the picture of a term. `decided`: marked, or missed without a mark. */
export interface TermCell {
  starts_at: string;
  status: Status | null;
  decided: boolean;
}

export interface HomeClassroom {
  classroom: Classroom;
  standing: Standing;
  /** One's own lectures by start: the last that have begun, the first to come. */
  strip: TermCell[];
  /** On its board. */
  unread: number;
}

/** What waits on a board, as a list names it. */
export interface HomeItem {
  id: number;
  classroom_id: number;
  subject: string;
  kind: BoardKind;
  title: string;
  due_at: string | null;
  publish_at: string;
  read: boolean;
}

export interface StudentHome {
  server_time: string;
  live: LiveLecture[];
  classrooms: HomeClassroom[];
  upcoming: Lecture[];
  face: Face;
  board: { due: HomeItem[]; due_total: number; unread: HomeItem[]; unread_total: number };
}

/** A class as whoever holds its code may know it before joining. */
export interface JoinPreview {
  /** Of who is in it already. */
  classroom_id: number | null;
  subject: string;
  section: string | null;
  term: string | null;
  professor: string;
  timezone: string;
  students: number;
  /** Its teachers let each one in. */
  approval: boolean;
  asked: boolean;
  next: { starts_at: string; ends_at: string; room: string | null } | null;
}

/** One's own check that did not succeed. */
export interface OwnRefusal {
  id: number;
  lecture_id: number;
  starts_at: string;
  title: string | null;
  at: string;
  code: string;
  detail: string | null;
  next: string | null;
}

export interface OwnRefusalPage {
  refusals: OwnRefusal[];
  next: number | null;
}

export interface Consent {
  version: number;
  text: string[];
  language: string;
  given_at: string | null;
  scope: 'check_in' | 'all' | null;
  guardian: string | null;
  /** Who is younger names a guardian; 0: nobody is asked. */
  guardian_age: number;
}

export interface Mine {
  lecture: Lecture;
  /** The classroom's. */
  timezone: string;
  mark: Mark | null;
  face: Face;
  server_time: string;
  /** A check by face needs the room code, too. */
  code_needed: boolean;
  /** A check-in by the code alone is allowed. */
  code_check_in: boolean;
  position_wanted: boolean;
  /** It is for groups that one is not in. */
  other_group: boolean;
}

export interface Challenge {
  challenge: string;
  expires_at: string;
  frames: number;
  code_needed: boolean;
  policy: Policy;
  /** The first one, when the head has to turn. */
  step?: Step;
}

export type Pose = 'centre' | 'left' | 'right' | 'up' | 'down';

export interface Step {
  index: number;
  of: number;
  pose: Pose;
  colours: string[];
  colour_ms: number;
  hold_ms: number;
  frames_min: number;
  frames_max: number;
  /** Its frames may be sent so often. */
  tries: number;
}

export interface StepAnswer {
  step?: Step;
  mark?: Mark;
}

export interface RoomCode {
  code: string;
  valid_until: string;
  next_in_ms: number;
  /** Behind the site's address, for a QR code: opens the check-in page with the code. */
  path: string;
}

export interface Refusal {
  student: Person;
  code: string;
  at: string;
}
