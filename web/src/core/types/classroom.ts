// SPDX-License-Identifier: MIT
// A classroom: what it is set to, who is in it, its groups.

import type { Answers, Schemas } from './api';

/** What a classroom would become in another term. `single`: lectures of no series, which are not copied. */
export type TermPlan = Schemas['term_plan'];
/** `ended`: no new lectures and students. */
export type ClassGroup = Schemas['class_group'];
/** A time of a student in a group that is not over: now, or to come. */
export type GroupPlace = Schemas['group_place'];
/** `places` of a student: their own. */
export type GroupsPage = Answers['getClassroomGroups'];
/** What became of students who were put into a group. */
export type GroupPut = Schemas['group_put'];

/**
 * `statuses` are not in lists, but for a student's own with a live lecture; `join_*` not for students. `accepted` is a student's own:
 * they joined, or accepted having been added; `added_by` null: nobody, or nobody knows.
 */
export type Classroom = Schemas['classroom'];
export type ClassroomList = Answers['getClassroom'];
export type ClassroomPage = Answers['getClassroomByClassroom'];

/** What a classroom asks for when a face is checked. */
export type Policy = Classroom['policy'];
export const POLICIES: readonly Policy[] = ['turn', 'passive', 'active', 'active_colour'];

/** `accepted`: in it by their own will; `unsure`: three checks or more in a row did not recognise them here. */
export type ClassStudent = Schemas['roster_student'];

/** What the reader is in a classroom. */
export type Part = Classroom['part'];

/** `place` is a geo URI; '' when none is set. */
export type Proofs = Schemas['proofs'];
export type Rule = Proofs['network_rule'];
export const RULES: readonly Rule[] = ['off', 'flag', 'refuse'];

export type StaffMember = Schemas['staff_member'];
export type JoinRequest = Schemas['join_request'];
