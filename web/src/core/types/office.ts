// SPDX-License-Identifier: MIT
// What an administrator sees and sets.

import type { Person } from './people';

/** What an administrator may set; values are texts such as "on" or "180". */
export interface Setting {
  name: string;
  kind: 'bool' | 'int' | 'choice' | 'text';
  lowest: number | null;
  highest: number | null;
  choices: string[] | null;
  value: string;
  default: string;
  about: string;
  changed_at: string | null;
  changed_by: Person | null;
}

export interface Flag {
  id: number;
  kind: 'duplicate_face' | 'look_alike' | 'same_pictures';
  user: Person;
  other: Person;
  created_at: string;
  resolved_at: string | null;
  resolved_by: Person | null;
  note: string | null;
}

export interface FlagPage {
  flags: Flag[];
  next: number | null;
}

/** How the machine is that AMS runs on. */
export interface SystemState {
  disk: { left: number; all: number; low: boolean; full: boolean };
  backups: { scheduled: boolean; newest_at: string | null; late: boolean; hours: number };
  antispoof: 'three' | 'seven' | 'off' | 'missing';
  /** A mail server is set. */
  mail: boolean;
  address: string | null;
}

/** Bytes of files. */
export interface Quota {
  used: number;
  most: number;
}

/** How full the room for files is. */
export interface StorageState {
  institution: Quota;
  classrooms: { id: number; subject: string; section: string; quota: Quota }[];
  people: { id: number; name: string; quota: Quota }[];
}

export interface Overview {
  users: { administrators: number; professors: number; students: number };
  classrooms: number;
  lectures: number;
  marks: number;
  consented: number;
  enrolled: number;
  refusals: { code: string; count: number }[];
}

/** One mail of the outbox, without its text. */
export interface OutboxMail {
  id: number;
  to: string;
  subject: string;
  created_at: string;
  next_try_at: string | null;
  sent_at: string | null;
  tries: number;
  error: string | null;
  /** Written into a file, for there is no mail server: it reached nobody. */
  filed: boolean;
}

export interface Outbox {
  mails: OutboxMail[];
  next: number | null;
  waiting: number;
  failed: number;
}

export interface Registration {
  registration: 'class' | 'domain' | 'invitation' | 'open';
  /** A link is sent to addresses of this domain. */
  domain: string | null;
}

/** The class that a join code is for. */
export interface CodeClass {
  subject: string;
  section: string | null;
  professor: string;
}

export interface SettingChange {
  id: number;
  /** null: the default. */
  old_value: string | null;
  new_value: string;
  changed_at: string;
  changed_by: Person | null;
}

export interface AuditEntry {
  id: number;
  at: string;
  actor: Person | null;
  action: string;
  subject_type: string;
  subject_id: number | null;
  subject_name: string | null;
  detail: string | null;
  /** Whom it was done to, where the subject is something else. */
  person: Person | null;
  classroom: { id: number; subject: string; section: string | null } | null;
  lecture: { id: number; starts_at: string } | null;
}

export interface AuditChain {
  state: 'whole' | 'cut' | 'broken';
  broken_id: number | null;
  entries: number;
  head: string;
}

export interface ConsentLine {
  id: number;
  person: Person;
  state: 'given' | 'outdated' | 'withdrawn';
  version: string | number;
  scope: 'check_in' | 'all';
  given_at: string;
  withdrawn_at: string | null;
  guardian: string | null;
}

export interface RetentionRule {
  kind: string;
  setting: string;
  days: number;
}

export interface Deletion {
  id: number;
  kind: string;
  rule: string;
  deleted: number;
  person: Person | null;
  by: Person | null;
  at: string;
}

/** One's own request to be forgotten. */
export interface ErasureAsk {
  asked_at: string | null;
  refused_at: string | null;
  reason: string | null;
}

export interface ErasureRequest {
  person: Person;
  email: string;
  asked_at: string;
}

export interface Erasure {
  person: Person;
  applied: boolean;
  data: { kind: string; fate: 'deleted' | 'anonymised' | 'kept'; count: number }[];
}

export interface ReportFigures {
  lectures: number;
  taken: number;
  present: number;
  late: number;
  excused: number;
  absent: number;
  other: number;
  attended: number;
  expected: number;
  percentage: number | null;
}

export interface Report {
  classrooms: number;
  institution: ReportFigures;
  terms: { term: string; classrooms: number; figures: ReportFigures }[];
  professors: { professor: Person; classrooms: number; figures: ReportFigures }[];
  weeks: { begins: string; figures: ReportFigures }[];
  terms_cut: number;
  professors_cut: number;
  untaken_cut: number;
  untaken: { professor: Person; classrooms: number; figures: ReportFigures }[];
  coverage: {
    students: number;
    consented: number;
    consented_percentage: number | null;
    enrolled: number;
    enrolled_percentage: number | null;
  };
  flags_open: number;
  departments: { department: string; classrooms: number; figures: ReportFigures }[];
  departments_cut: number;
  refusals: { code: string; count: number }[];
}
