// SPDX-License-Identifier: MIT
// The shapes of docs/API.md. Times are RFC 3339 in UTC.

import type { NotificationKind } from './told-kinds';

export type Role = 'administrator' | 'professor' | 'student';
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

export interface Person {
  id: number;
  name: string;
}

export interface User extends Person {
  /** What of the name is the family name; null: nobody has said. */
  family_name: string | null;
  role: Role;
  email: string;
  locale: string | null;
}

export interface Window {
  state: 'open' | 'closed' | 'scheduled';
  opens_at: string;
  closes_at: string;
  late_after_at: string | null;
  automatic: boolean;
}

/** What a classroom would become in another term. */
export interface TermPlan {
  lectures: number;
  series: number;
  /** Holidays. */
  left_out: string[];
  /** Lectures that belong to no series, and are not copied. */
  single: number;
  staff: number;
  first: string | null;
  last: string | null;
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

export interface Lecture {
  id: number;
  classroom_id: number;
  subject: string;
  title: string | null;
  room: string | null;
  starts_at: string;
  ends_at: string;
  cancelled: boolean;
  window: Window | null;
  cancel_reason: string | null;
  /** Where it started by the first plan. */
  moved_from: string | null;
  series_id: number | null;
  auto_open: 'classroom' | 'off' | 'on';
  auto_open_minutes: number | null;
  /** That it is for; none: the whole classroom. */
  groups: GroupName[];
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

export interface ClassGroup extends GroupName {
  /** No new lectures and students. */
  ended: boolean;
  students: number;
  lectures: number;
  version: number;
}

/** A time of a student in a group that is not over: now, or to come. */
export interface GroupPlace {
  student: Person;
  group_id: number;
  joined_at: string;
  left_at: string | null;
}

export interface GroupsPage {
  groups: ClassGroup[];
  /** Of a student: their own. */
  places: GroupPlace[];
  server_time: string;
}

/** What became of students who were put into a group. */
export interface GroupPut {
  at_once: number;
  later: number;
  later_at: string | null;
}

/** What a classroom asks for when a face is checked. */
export type Policy = 'passive' | 'active' | 'active_colour';
export const POLICIES: readonly Policy[] = ['passive', 'active', 'active_colour'];

export interface Classroom {
  id: number;
  subject: string;
  section: string | null;
  term: string | null;
  timezone: string;
  late_after_minutes: number;
  window_minutes: number;
  policy: Policy;
  join_code?: string;
  professor: Person;
  students: number;
  lectures: number;
  live: Lecture | null;
  archived: boolean;
  part: Part;
  threshold_percent: number;
  /** So many missed lectures of each student do not count. */
  leave_out: number;
  excused_counts: 'attended' | 'ignored' | 'missed';
  absent_at_close: boolean;
  auto_open: 'on' | 'off';
  auto_open_minutes: number;
  version: number;
  /** Not in lists, but for a student's own. */
  statuses?: StatusLine[];
  /** Not for students, as what follows. */
  join_open?: boolean;
  join_expires_at?: string | null;
  join_approval?: boolean;
  join_waiting?: number;
}

export interface Mark {
  student: Person;
  status: Status | null;
  minutes_late: number | null;
  method: 'face' | 'manual' | 'photo' | 'code' | 'close' | 'import' | 'leave' | null;
  marked_at: string | null;
  marked_by: Person | null;
  note: string | null;
  /** What the staff should look at; empty for students. */
  flags: string[];
  version: number | null;
  /** The student is no longer in the classroom since then: not to be marked any more. */
  left_at: string | null;
  /** Without a mark, and not in the classroom at the time: the lecture is not theirs. */
  outside: boolean;
  /** It was for groups that they were not in. */
  other_group: boolean;
  /** In the answer of setting it: what POST .../undo takes. */
  change?: number | null;
}

export interface Counts {
  students: number;
  marked: number;
  present: number;
  late: number;
  excused: number;
  absent: number;
  /** Of the classroom's own statuses. */
  other: number;
  unmarked: number;
  /** The marks by what they count as. */
  attended: number;
  missed: number;
  ignored: number;
  in_room: number;
  flagged: number;
}

export interface Standing {
  attended: number;
  taken: number;
  lectures: number;
  percentage: number | null;
  /** Those of the taken lectures that the percentage is of. */
  counted: number;
  /** Missed lectures that do not count, of at most `leave_out`. */
  left_out: number;
  leave_out: number;
  denominator: 'taken_lectures' | 'taken_lectures_not_excused';
  outlook: Outlook;
}

/** What the classroom's threshold asks from here on. */
export interface Outlook {
  /** In percent; 0: none. */
  threshold: number;
  below: boolean;
  near: boolean;
  out_of_reach: boolean;
  remaining: number;
  can_miss: number | null;
  can_miss_later: number;
  must_attend: number | null;
}

export interface Face {
  consented: boolean;
  enrolled: boolean;
  enrolled_at: string | null;
  frames: number | null;
  renew: boolean;
  /** How well the new template will serve; in the answer to an enrolment alone. */
  quality?: 'good' | 'fair';
}

export interface LiveLecture {
  lecture: Lecture;
  mark: Mark | null;
}

export interface StudentHome {
  server_time: string;
  live: LiveLecture[];
  classrooms: { classroom: Classroom; standing: Standing }[];
  upcoming: Lecture[];
  face: Face;
}

export interface Consent {
  version: number;
  text: string[];
  language: string;
  given_at: string | null;
  scope: 'check_in' | 'all' | null;
  guardian: string | null;
  /** Who is younger names a guardian; 0: nobody is asked. */
  guardian_age: number;
}

export interface StudentRecord {
  classroom: Classroom;
  standing: Standing;
  /** outside: not one's own, who was not in the classroom then. */
  lectures: { lecture: Lecture; mark: Mark | null; outside: boolean }[];
  rules: RuleStanding[];
}

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
  warnings: { student: Person; classroom_id: number; subject: string; kind: WarningKind; starts_at: string; title: string | null }[];
}

export interface AdvisedStudent {
  student: Person;
  classrooms: { subject: string; term: string | null; standing: Standing; warned_at: string | null }[];
}

export interface AdvisedPage {
  students: AdvisedStudent[];
  next: number | null;
}

export interface ClassroomList {
  classrooms: Classroom[];
  today: Lecture[];
  server_time: string;
  next: number | null;
  total: number;
}

export interface ClassroomPage {
  classroom: Classroom;
  lectures: (Lecture & { counts?: Counts })[];
}

export interface ClassStudent extends Person {
  email: string;
  joined_at: string;
  enrolled: boolean;
  standing: Standing;
}

export interface RegisterStudent extends Person {
  standing: Standing;
  marks: (Status | null)[];
  /** Lectures that are not theirs: they were not in the classroom then. */
  outside: number[];
  joined_at: string | null;
  /** null: still in the classroom. */
  left_at: string | null;
}

export interface Register {
  classroom: Classroom;
  lectures: Lecture[];
  students: RegisterStudent[];
  total: number;
  next: number | null;
}

export interface Attendance {
  lecture: Lecture;
  classroom: Classroom;
  counts: Counts;
  marks: Mark[];
  refusals: number;
  /** Class photos are allowed. */
  identification: boolean;
  /** A mark by hand is outside the lecture's time now: it needs a note. */
  note_needed: boolean;
  server_time: string;
}

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
  students: number;
}

export interface Confirmation {
  marks: Mark[];
  /** Students whose earlier mark stands. */
  stood: number[];
  changed: number;
}

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

export interface Mine {
  lecture: Lecture;
  mark: Mark | null;
  face: Face;
  server_time: string;
  /** A check by face needs the room code, too. */
  code_needed: boolean;
  /** A check-in by the code alone is allowed. */
  code_check_in: boolean;
  position_wanted: boolean;
  /** It is for groups that one is not in. */
  other_group: boolean;
}

export interface Challenge {
  challenge: string;
  expires_at: string;
  frames: number;
  code_needed: boolean;
  policy: Policy;
  /** The first one, when the head has to turn. */
  step?: Step;
}

export type Pose = 'centre' | 'left' | 'right' | 'up' | 'down';

export interface Step {
  index: number;
  of: number;
  pose: Pose;
  colours: string[];
  colour_ms: number;
  hold_ms: number;
  frames_min: number;
  frames_max: number;
}

export interface StepAnswer {
  step?: Step;
  mark?: Mark;
}

export interface RoomCode {
  code: string;
  valid_until: string;
  next_in_ms: number;
  /** Behind the site's address, for a QR code: opens the check-in page with the code. */
  path: string;
}

export interface Flag {
  id: number;
  kind: 'duplicate_face' | 'look_alike';
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

export interface Refusal {
  student: Person;
  code: string;
  at: string;
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

export type Outcome = 'refused' | 'created' | 'updated' | 'ignored' | 'unchanged';
/** What needs somebody's hand comes first. */
export const OUTCOMES: readonly Outcome[] = ['refused', 'created', 'updated', 'ignored', 'unchanged'];

export interface JobFile {
  name: string;
  type: string;
  size: number;
}

export interface Job {
  id: number;
  kind: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  classroom_id: number | null;
  /** The job that this one applies. */
  dry_run: number | null;
  applied_by: number | null;
  code: string | null;
  detail: string | null;
  done: number;
  total: number | null;
  rows: Record<Outcome, number>;
  input: JobFile | null;
  output: JobFile | null;
  created_at: string;
  finished_at: string | null;
}

export interface JobPage {
  jobs: Job[];
  next: number | null;
}

export interface JobRow {
  file: string | null;
  row: number;
  outcome: Outcome;
  code: string | null;
  sentence: string;
  subject: string;
}

export interface JobRowPage {
  rows: JobRow[];
  next: number | null;
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
}

export interface Outbox {
  mails: OutboxMail[];
  next: number | null;
  waiting: number;
  failed: number;
}

// ---- the board ----

export type BoardKind = 'announcement' | 'notice' | 'assessment';
export const BOARD_KINDS: readonly BoardKind[] = ['announcement', 'notice', 'assessment'];

/** What the reader is in a classroom. */
export type Part = 'owner' | 'teacher' | 'assistant' | 'student' | 'administrator';

export interface BoardFile {
  id: number;
  name: string;
  type: string;
  size: number;
  created_at: string;
}

export interface BoardItem {
  id: number;
  classroom_id: number;
  kind: BoardKind;
  title: string;
  /** Markdown. */
  body: string;
  /** The body made safe by the server. */
  html: string;
  author: Person;
  points: number | null;
  due_at: string | null;
  pinned: boolean;
  publish_at: string;
  published: boolean;
  version: number;
  created_at: string;
  updated_at: string;
  files: BoardFile[];
  read: boolean;
  reads: number;
  handed_in: number;
  graded: number;
  students: number;
}

export interface BoardPageAnswer {
  items: BoardItem[];
  next: number | null;
}

export interface HandIn {
  student: Person;
  handed_in: boolean;
  text: string | null;
  files: BoardFile[];
  handed_in_at: string | null;
  late: boolean;
  version: number;
  points: number | null;
  comment: string | null;
  graded_by: Person | null;
  graded_at: string | null;
}

export interface Registration {
  registration: 'open' | 'domain' | 'invitation';
  domain: string | null;
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
}

export interface LatePattern {
  by_weekday: { weekday: number; late: number; came: number; percentage: number | null }[];
}

export interface Statistics {
  classroom: Classroom;
  rule: { threshold_percent: number };
  attended: number;
  counted: number;
  percentage: number | null;
  by_lecture: { id: number; title: string | null; starts_at: string; taken: boolean; percentage: number | null }[];
  by_group: { id: number; name: string; students: number; attended: number; counted: number; percentage: number | null }[];
  late: LatePattern;
}

export interface AtRisk {
  student: Person;
  risk: 'out_of_reach' | 'below' | 'near';
  standing: Standing;
}

export interface AtRiskPage {
  students: AtRisk[];
  /** So many lectures must count before somebody is listed, and before they are told themselves. */
  lectures: number;
  warning_lectures: number;
  next: number | null;
}

/** The answer of marking several at once, and of putting them back. */
export interface BulkAnswer {
  marks: Mark[];
  changed: number;
  change: number | null;
  /** Of putting back: students whose mark has changed since. */
  kept?: number[];
}

// ---- requests ----

export type RequestState = 'open' | 'accepted' | 'refused' | 'withdrawn';

export interface AttendanceRequest {
  id: number;
  kind: 'leave' | 'appeal';
  state: RequestState;
  classroom_id: number;
  subject: string;
  student: Person;
  lecture_id: number | null;
  from: string | null;
  until: string | null;
  /** What the record says of its lecture now. */
  mark: { status: Status; minutes_late: number; note: string | null } | null;
  text: string;
  status: Status | null;
  comment: string | null;
  answered_by: Person | null;
  answered_at: string | null;
  created_at: string;
  version: number;
}

export interface RequestPage {
  requests: AttendanceRequest[];
  next: number | null;
}

// ---- leaves ----

export type LeaveSide = 'staff' | 'office';

export interface LeaveKind {
  id: number;
  name: string;
  decider: LeaveSide;
  evidence: 'none' | 'optional' | 'required';
  evidence_for: LeaveSide;
  status: Status;
  days_after: number;
  retired: boolean;
  version: number;
  /** For administrators alone. */
  officers: Person[];
}

export interface LeaveDecision {
  state: RequestState;
  status: Status | null;
  comment: string | null;
  by: Person | null;
  at: string | null;
}

export interface LeaveCourse {
  classroom_id: number;
  subject: string;
  decision: LeaveDecision;
  /** The student's that begin in its time; of those: marked by it, and attended all the same. */
  lectures: number;
  given: number;
  attended: number;
}

export interface Leave {
  id: number;
  student: Person;
  kind_id: number | null;
  kind: string | null;
  /** Only this course. */
  classroom_id: number | null;
  from: string;
  until: string;
  text: string | null;
  decider: LeaveSide;
  evidence_for: LeaveSide;
  /** The office's. */
  decision: LeaveDecision;
  evidence: BoardFile[];
  evidence_count: number;
  evidence_seen_at: string | null;
  evidence_erased_at: string | null;
  courses: LeaveCourse[];
  /** The reader decides about it here. */
  mine: boolean;
  created_at: string;
  version: number;
}

export interface LeavePage {
  leaves: Leave[];
  next: number | null;
}

// ---- a classroom's settings ----

export type Rule = 'off' | 'flag' | 'refuse';
export const RULES: readonly Rule[] = ['off', 'flag', 'refuse'];

export interface Proofs {
  room_code: boolean;
  code_check_in: boolean;
  networks: string;
  network_rule: Rule;
  /** A geo URI; '' when none is set. */
  place: string;
  radius_m: number;
  place_rule: Rule;
  device_rule: Rule;
  device_minutes: number;
  version: number;
}

export interface StatusSet {
  statuses: StatusLine[];
  version: number;
}

export interface StaffMember {
  person: Person;
  email: string;
  part: 'owner' | 'teacher' | 'assistant';
  added_at: string;
}

export interface JoinRequest {
  classroom_id: number;
  subject: string;
  student: Person;
  email: string;
  asked_at: string;
  state: 'waiting' | 'refused';
}

/** One's own second factor. */
export interface Authenticator {
  has_totp: boolean;
  confirmed_at: string | null;
  recovery_left: number;
  stepped_up_until: string | null;
}

export interface SignedInDevice {
  id: number;
  device: string;
  address: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  bearer: boolean;
  current: boolean;
}

export interface Notification {
  id: number;
  kind: NotificationKind;
  classroom_id: number | null;
  lecture_id: number | null;
  /** Of the board's item, the request, the work that has ended, ... */
  subject_id: number | null;
  subject: string | null;
  title: string | null;
  starts_at: string | null;
  text: string | null;
  /** Whom a warning to the staff is about. */
  about: Person | null;
  created_at: string;
  read: boolean;
}

export interface NotificationPage {
  notifications: Notification[];
  next: number | null;
  unread: number;
}

export type EmailChoice = 'off' | 'now' | 'digest';
export const EMAIL_CHOICES: readonly EmailChoice[] = ['off', 'now', 'digest'];

export interface NotificationChoice {
  kind: NotificationKind;
  app: boolean;
  email: EmailChoice;
}

/** Times as HH:MM in `timezone`; quiet hours are null when there are none. */
export interface NotificationChoices {
  kinds: NotificationChoice[];
  timezone: string;
  quiet_from: string | null;
  quiet_to: string | null;
  digest_at: string;
}
