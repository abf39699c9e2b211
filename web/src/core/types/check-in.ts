// SPDX-License-Identifier: MIT
// A student's own check-in: the face, the challenge, the room code.

import type { Classroom, Policy } from './classroom';
import type { Lecture } from './lecture';
import type { Mark, Standing } from './marks';
import type { Person } from './people';

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

export interface StudentHome {
  server_time: string;
  live: LiveLecture[];
  classrooms: { classroom: Classroom; standing: Standing }[];
  upcoming: Lecture[];
  face: Face;
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
