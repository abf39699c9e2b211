// SPDX-License-Identifier: MIT
// A student's own check-in: the face, the challenge, the room code.

import type { Answers, Schemas } from './api';
import type { Person } from './people';

/** `unsure`: again and again not recognised. `quality`, in the answer to an enrolment alone: how well the new template will serve. */
export type Face = Schemas['face'] & Partial<Pick<Answers['putStudentFace'], 'quality'>>;
export type StudentHome = Answers['getStudentHome'];
export type LiveLecture = StudentHome['live'][number];
/** `strip`: one's own lectures by start, the last that have begun and the first to come; `unread`: on its board. */
export type HomeClassroom = StudentHome['classrooms'][number];
/** A lecture in the picture of a term. `decided`: marked, or missed without a mark. */
export type TermCell = HomeClassroom['strip'][number];
/** What waits on a board, as a list names it. */
export type HomeItem = StudentHome['board']['due'][number];
/** A class as whoever holds its code may know it before joining; its id only of who is in it. */
export type JoinPreview = Answers['postStudentJoinPreview'];
/** One's own checks that did not succeed. */
export type OwnRefusalPage = Answers['getStudentRecordRefusals'];
export type OwnRefusal = OwnRefusalPage['refusals'][number];
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
/** What is played in the room, new with each period. */
export type RoomSound = Answers['getAttendanceSound'];

/** An event of the live list. */
export interface Refusal {
  student: Person;
  code: string;
  at: string;
}
