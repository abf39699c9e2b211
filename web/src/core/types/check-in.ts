// SPDX-License-Identifier: MIT
// A student's own check-in: the face, the challenge, the room code.

import type { Answers, Schemas } from './api';
import type { Person } from './people';

/** `unsure`: again and again not recognised. `quality`, in the answer to an enrolment alone: how well the new template will serve. */
export type Face = Schemas['face'] & Partial<Pick<Answers['putStudentFace'], 'quality'>>;
export type StudentHome = Answers['getStudentHome'];
export type LiveLecture = StudentHome['live'][number];
/** Who is younger than `guardian_age` names a guardian; 0: nobody is asked. */
export type Consent = Schemas['consent'];
/** `code_needed`: a check by face needs the room code, too; `code_check_in`: one by the code alone is allowed. */
export type Mine = Answers['getAttendanceMine'];
/** `step`: the first one, when the head has to turn. */
export type Challenge = Answers['postAttendanceChallenge'];
/** Its frames may be sent `tries` times. */
export type Step = Schemas['step'];
export type Pose = Step['pose'];
export type StepAnswer = Answers['postAttendanceChallengeStep'];
/** `path` behind the site's address, as a QR code, opens the check-in page with the code. */
export type RoomCode = Answers['getAttendanceCode'];

/** An event of the live list. */
export interface Refusal {
  student: Person;
  code: string;
  at: string;
}
