// SPDX-License-Identifier: MIT
// What a mark says, by a classroom's own names.

import type { Answers, Schemas } from './api';

/** A code: P, L, E and A, which every classroom has, and S1 and on, its own. */
export type Status = string;

/** How a classroom names a status, and what it counts as. `points` in hundredths; `retired`: no longer offered, its marks keep it. */
export type StatusLine = Schemas['status_line'];
export type Colour = StatusLine['colour'];
export const COLOURS = ['green', 'amber', 'blue', 'red', 'teal', 'violet', 'pink', 'grey'] as const satisfies readonly Colour[];
export type Counting = StatusLine['counts'];
export const COUNTING = ['attended', 'ignored', 'missed'] as const satisfies readonly Counting[];

export type StatusSet = Answers['getClassroomStatuses'];
