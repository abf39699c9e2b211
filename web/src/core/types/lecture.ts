// SPDX-License-Identifier: MIT
// Lectures, their windows, and days off.

export interface Window {
  state: 'open' | 'closed' | 'scheduled';
  opens_at: string;
  closes_at: string;
  late_after_at: string | null;
  automatic: boolean;
}

/** A day off. `taught`: a holiday of the institution on which the classroom meets. */
export interface Holiday {
  date: string;
  name: string | null;
  kind: 'institution' | 'classroom' | 'taught';
}

export interface HolidayLecture {
  id: number;
  classroom_id: number;
  subject: string;
  title: string | null;
  starts_at: string;
  timezone: string;
  holiday: string | null;
}

/** What lies on days off; the lists hold the first ones. */
export interface HolidayPlan {
  planned: HolidayLecture[];
  planned_count: number;
  taken: HolidayLecture[];
  taken_count: number;
  cancelled_count: number;
}

/** A lecture of another classroom that is held together with one. `merged`: the list leaves it out, the reader has both. */
export interface JointLecture {
  lecture_id: number;
  classroom_id: number;
  subject: string;
  section: string | null;
  merged: boolean;
}

export interface Lecture {
  id: number;
  classroom_id: number;
  subject: string;
  title: string | null;
  room: string | null;
  starts_at: string;
  ends_at: string;
  cancelled: boolean;
  /** Its window has been opened, or somebody has a mark in it that is not a leave's. */
  taken: boolean;
  window: Window | null;
  cancel_reason: string | null;
  /** Where it started by the first plan. */
  moved_from: string | null;
  series_id: number | null;
  auto_open: 'classroom' | 'off' | 'on';
  auto_open_minutes: number | null;
  /** That it is for; none: the whole classroom. */
  groups: GroupName[];
  /** The others that are held together with it. */
  joint: JointLecture[];
  version: number;
  /** When its marks are or became final; null: it is cancelled. */
  final_at: string | null;
  /** Whether somebody said so, and whether it stands because somebody has been told. */
  final_word: 'none' | 'said' | 'told';
}

export interface GroupName {
  id: number;
  name: string;
}
