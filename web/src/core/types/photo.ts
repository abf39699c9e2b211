// SPDX-License-Identifier: MIT
// What a class photo finds.

import type { Mark } from './marks';
import type { Person } from './people';

export type Band = 'sure' | 'ask' | 'unknown';

/** One face of a class photo. */
export interface Proposal {
  photo: number;
  box: [number, number, number, number];
  band: Band;
  /** A JPEG, base64. */
  crop: string | null;
  student: Person | null;
  mark: Mark | null;
}

export interface Proposals {
  faces: Proposal[];
  seen: number;
  comparable: number;
  /** Of the others: added to the class without having accepted; accepted, but no consent to class photos. */
  not_accepted: number;
  not_agreed: number;
  students: number;
}

export interface Confirmation {
  marks: Mark[];
  /** Students whose earlier mark stands. */
  stood: number[];
  changed: number;
}
