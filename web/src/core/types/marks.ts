// SPDX-License-Identifier: MIT
// Marks and what is counted from them.

import type { Answers, Schemas } from './api';

/**
 * `flags`: what the staff should look at; empty for students. `left_at`: no longer in the classroom since then, not to be marked any
 * more. `outside`: without a mark, and not in the classroom at the time: the lecture is not theirs. `other_group`: it was for groups
 * that they were not in. `change`, in the answer of setting it: what POST .../undo takes. `waits`: it is not on the server yet (core/outbox.ts).
 */
export type Mark = Schemas['mark'] & { waits?: true };
/** `attended`, `missed` and `ignored` are the marks by what they count as; `other`: of the classroom's own statuses. */
export type Counts = Schemas['counts'];
/** `counted`: those of the taken lectures that the percentage is of; `left_out`: missed ones that do not count, of at most `leave_out`. */
export type Standing = Schemas['standing'];
/** The last lectures that count against those before them; `direction` null: there are none before. */
export type Trend = Standing['trend'];
/** What the classroom's threshold asks from here on; in percent, 0: none. */
export type Outlook = Schemas['outlook'];
/** Of a lecture, `outside`: not one's own, who was not in the classroom then; `left_out`: missed, and does not count. */
export type StudentRecord = Answers['getStudentRecordByClassroom'];
/** `outside`: lectures that are not theirs; `left_at` null: still in the classroom. */
export type RegisterStudent = Schemas['register_student'];
export type Register = Answers['getClassroomRegister'];
/** One mark, and what changing it would ask for now. */
export type MarkSheet = Answers['getAttendanceMarksByStudent'];
/** `identification`: class photos are allowed; `note_needed`: a mark by hand is outside the lecture's time now. */
export type Attendance = Answers['getAttendanceByLecture'];
/** Whose checks were refused; why and when the last one was. */
export type RefusedStudent = Attendance['refused'][number];
/** Who made a mark what, and the checks that were refused; the newest first. */
export type MarkPast = Answers['getAttendanceMarksHistory'];
export type LatePattern = Schemas['late_pattern'];
/** Lectures by when they begin, on the classroom's clock; `weekday` 1 is Monday. */
export type WeekSlot = Schemas['week_slot'];
/** The classroom that one was copied from. */
export type EarlierClass = Schemas['earlier_class'];
export type Statistics = Answers['getClassroomStatistics'];
/** So many `lectures` must count before somebody is listed, and `warning_lectures` before they are told themselves. */
export type AtRiskPage = Answers['getClassroomAtRisk'];
export type AtRisk = AtRiskPage['students'][number];
/** The answer of marking several at once, and of putting them back: then `kept` are students whose mark has changed since. */
export type BulkAnswer = Answers['postAttendanceMarks'];
/** One student of a classroom, as its staff sees them. */
export type StudentDetails = Answers['getClassroomStudentsByStudent'];
export type StudentAsked = Schemas['student_asked'];
/** A change of a mark by hand. */
export type StudentChange = Schemas['student_change'];
export type StudentNote = Schemas['student_note'];
/** Who was drawn to be looked up in the room; `waiting`: marks that could be drawn now, `marks`: those that could be when some were. */
export type SpotList = Schemas['spot_list'];
export type SpotCheck = Schemas['spot_check'];
/** What came of it; `low`, `high` and `share` in percent, null while too few were looked up. */
export type SpotFigures = Schemas['spot_figures'];
