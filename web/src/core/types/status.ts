// SPDX-License-Identifier: MIT
// What a mark says, by a classroom's own names.

/** A code: P, L, E and A, which every classroom has, and S1 and on, its own. */
export type Status = string;

export const COLOURS = ['green', 'amber', 'blue', 'red', 'teal', 'violet', 'pink', 'grey'] as const;
export type Colour = (typeof COLOURS)[number];
export const COUNTING = ['attended', 'ignored', 'missed'] as const;
export type Counting = (typeof COUNTING)[number];

/** How a classroom names a status, and what it counts as. */
export interface StatusLine {
  status: Status;
  letter: string;
  name: string;
  /** Hundredths. */
  points: number;
  counts: Counting;
  colour: Colour;
  in_room: boolean;
  /** No longer offered; its marks keep it. */
  retired: boolean;
}

export interface StatusSet {
  statuses: StatusLine[];
  version: number;
}
