// SPDX-License-Identifier: MIT
// The kinds of notification: the app's half of the table in src/school/post/notification_kind.c, which a test holds against it.

import type { IconName } from '../../ui/icons';
import type { Role } from '../types';

/** What a notification says of its place. */
export interface ToldAbout {
  classroom_id: number | null;
  lecture_id: number | null;
  subject_id: number | null;
  text: string | null;
}

interface ToldKind {
  icon: IconName;
  /** The page of what it is about; null: nowhere more than its own words. */
  place: (about: ToldAbout, role: Role) => string | null;
  /** What its text is: a title, the word of a status, what a warning is about, none but who did it, or (as when nothing is said) one of `details` in the texts. */
  text?: 'title' | 'status' | 'warning' | 'person';
}

/** The classroom as this role sees it. */
const classPage = ({ classroom_id: id }: ToldAbout, role: Role): string | null =>
  id === null ? null : role === 'student' ? `/record/${id}` : `/classroom/${id}`;

const inClass =
  (part: string) =>
  ({ classroom_id: id }: ToldAbout): string | null =>
    id === null ? null : `/classroom/${id}/${part}`;

const boardItem = (about: ToldAbout): string | null =>
  inClass(about.subject_id === null ? 'board' : `board/${about.subject_id}`)(about);

/** Staff goes to the lecture, a student to `mine`. */
const lecturePage =
  (mine: (about: ToldAbout, lecture: number) => string | null) =>
  (about: ToldAbout, role: Role): string | null => {
    if (about.lecture_id === null) return classPage(about, role);
    return role === 'student' ? mine(about, about.lecture_id) : `/lecture/${about.lecture_id}`;
  };

/** Answers to requests of several kinds; the text says which. */
const answered = (about: ToldAbout, role: Role): string | null => {
  if (about.text === 'erasure_refused') return '/account/forgotten';
  if (about.text?.startsWith('leave_')) return '/leaves';
  return about.text === 'join_refused' ? null : classPage(about, role);
};

const planned = lecturePage((about) => classPage(about, 'student'));

export const TOLD_KINDS = {
  window_opened: { icon: 'bolt', place: lecturePage((_, lecture) => `/mark/${lecture}`) },
  lecture_soon: { icon: 'clock', place: planned },
  lecture_changed: { icon: 'calendar', place: planned },
  below_threshold: { icon: 'alert', place: classPage, text: 'warning' },
  out_of_reach: { icon: 'alert', place: classPage, text: 'warning' },
  board_item: { icon: 'book', place: boardItem, text: 'title' },
  graded: { icon: 'check', place: boardItem },
  request: { icon: 'people', place: (about) => inClass('requests')(about) ?? '/leaves' },
  request_answered: { icon: 'info', place: answered },
  join_request: { icon: 'people', place: inClass('students') },
  new_device: { icon: 'device', place: () => '/account/devices' },
  mark_changed: { icon: 'grid', place: classPage, text: 'status' },
  job_done: {
    icon: 'check',
    place: (about, role) => (role === 'student' || about.subject_id === null ? classPage(about, role) : `/jobs/${about.subject_id}`),
  },
  erasure_request: { icon: 'trash', place: ({ subject_id: person }) => (person === null ? null : `/people/${person}`) },
  missed_in_a_row: { icon: 'alert', place: classPage, text: 'warning' },
  missed_within: { icon: 'alert', place: classPage, text: 'warning' },
  student_warned: {
    icon: 'alert',
    place: (about) => (about.text?.startsWith('advised ') ? '/advised' : inClass('statistics')(about)),
    text: 'warning',
  },
  student_left: { icon: 'people', place: inClass('register') },
  // The institution's is about nobody.
  token_made: { icon: 'plug', place: ({ subject_id: own }) => (own === null ? '/system/programs' : '/account/programs'), text: 'title' },
  token_ends: { icon: 'plug', place: ({ subject_id: own }) => (own === null ? '/system/programs' : '/account/programs'), text: 'title' },
  class_added: { icon: 'people', place: classPage, text: 'person' },
  kiosk_moved: { icon: 'tablet', place: () => '/system/kiosks', text: 'title' },
  // Staff alone hears of it, assistants with a student's account among them.
  not_taken: { icon: 'clock', place: (about) => (about.lecture_id === null ? classPage(about, 'professor') : `/lecture/${about.lecture_id}`) },
} satisfies Record<string, ToldKind>;

export type NotificationKind = keyof typeof TOLD_KINDS;

/** A kind of a newer server leads to its classroom. */
const UNKNOWN: ToldKind = { icon: 'info', place: classPage };

export function toldKind(kind: NotificationKind): ToldKind {
  return Object.hasOwn(TOLD_KINDS, kind) ? TOLD_KINDS[kind] : UNKNOWN;
}
