// SPDX-License-Identifier: MIT
// Who people are, to themselves and to an administrator.

export type Role = 'administrator' | 'professor' | 'student';

export interface Person {
  id: number;
  name: string;
}

export interface User extends Person {
  /** What of the name is the family name; null: nobody has said. */
  family_name: string | null;
  role: Role;
  email: string;
  /** It was shown that the address is theirs; until then it was only typed. */
  email_proven: boolean;
  locale: string | null;
}

export interface AdminUser extends User {
  created_at: string;
  disabled: boolean;
  external_id: string | null;
  /** The account that this one was merged into. */
  merged_into: number | null;
  version: number;
}

export interface PersonDetail {
  user: AdminUser;
  has_totp: boolean;
  sessions: number;
  seen_at: string | null;
  classrooms: number;
  enrolments: number;
  marks: number;
}

export interface MergeReport {
  from: User;
  into: User;
  applied: boolean;
  changes: { what: string; moved: number; dropped: number }[];
}
