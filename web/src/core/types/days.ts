// SPDX-License-Identifier: MIT
// One's lectures of some days.

import type { Classroom } from './classroom';
import type { Lecture } from './lecture';
import type { Mark } from './marks';

export interface LectureMark {
  lecture: Lecture;
  /** One's own. */
  mark: Mark | null;
  outside: boolean;
  left_out: boolean;
}

export interface Days {
  server_time: string;
  lectures: LectureMark[];
  classrooms: Classroom[];
  /** There are more. */
  cut: boolean;
}
