// SPDX-License-Identifier: MIT
// The rules by which people are warned, and where students stand by them.

import type { Standing } from './marks';
import type { Person } from './people';

export type WarningKind = 'in_a_row' | 'within' | 'below' | 'out_of_reach';

export type WarningRecipient = 'student' | 'teachers' | 'adviser';

export interface WarningRule {
  kind: WarningKind;
  on: boolean;
  lectures: number;
  days: number;
  /** 0: the classroom's threshold. */
  percent: number;
  counted_min: number;
  recipients: WarningRecipient[];
}

export interface WarningRules {
  /** Of a classroom: its own, not the institution's. */
  own: boolean;
  /** Another as soon as anything in them is. */
  version: number;
  rules: WarningRule[];
}

/** Where a student stands by a rule, by what is final. */
export interface RuleStanding {
  kind: WarningKind;
  lectures: number;
  days: number;
  percent: number;
  counted_min: number;
  missed: number;
  attended: number;
  counted: number;
  holds: boolean;
}

export interface WarningPreview {
  weeks: number;
  classrooms: number;
  students: number;
  warned: number;
  messages: number;
  warnings: { student: Person; classroom_id: number; subject: string; timezone: string; kind: WarningKind; starts_at: string; title: string | null }[];
}

export interface AdvisedStudent {
  student: Person;
  classrooms: { subject: string; term: string | null; standing: Standing; warned_at: string | null }[];
}

export interface AdvisedPage {
  students: AdvisedStudent[];
  next: number | null;
}
