// SPDX-License-Identifier: MIT
// One's lectures of some days.

import type { Answers, Schemas } from './api';

/** `mark`: one's own. */
export type LectureMark = Schemas['lecture_mark'];
/** `cut`: there are more. */
export type Days = Answers['getUserDays'];
