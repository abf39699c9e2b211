// SPDX-License-Identifier: MIT
// Leaves: kinds, decisions, evidence.

import type { Answers, Schemas } from './api';

/** `officers`: for administrators alone. */
export type LeaveKind = Schemas['leave_kind'];
export type LeaveSide = LeaveKind['decider'];
export type LeaveDecision = Schemas['leave_decision'];
/** `lectures`: the student's that begin in its time; of those `given` are marked by it, `attended` all the same. */
export type LeaveCourse = Schemas['leave_course'];
/** `classroom_id`: only this course; `decision`: the office's; `mine`: the reader decides about it here. */
export type Leave = Schemas['leave'];
export type LeavePage = Answers['getClassroomLeaves'];
