// SPDX-License-Identifier: MIT
// Lectures, their windows, and days off.

import type { Schemas } from './api';

export type Window = Schemas['window'];
/** A day off. `taught`: a holiday of the institution on which the classroom meets. */
export type Holiday = Schemas['holiday'];
export type HolidayLecture = Schemas['holiday_lecture'];
/** What lies on days off; the lists hold the first ones. */
export type HolidayPlan = Schemas['holiday_plan'];
/** A lecture of another classroom that is held together with one. `merged`: the list leaves it out, the reader has both. */
export type JointLecture = Schemas['joint_lecture'];

/**
 * `taken`: its window has been opened, or somebody has a mark in it that is not a leave's. `moved_from`: where it started by the first
 * plan. `groups`: that it is for; none: the whole classroom. `final_at`: when its marks are or became final; null: it is cancelled.
 * `final_word`: whether somebody said so, and whether it stands because somebody has been told.
 */
export type Lecture = Schemas['lecture'];
export type GroupName = Schemas['group_name'];
