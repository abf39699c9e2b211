// SPDX-License-Identifier: MIT
// Where a notification leads.

import type { Notification, Role } from './types';

/** The page of what it is about; null: nowhere more than its own words. Pure. */
export function placeOf(told: Notification, role: Role): string | null {
  const { kind, classroom_id: classroom, lecture_id: lecture, subject_id: subject } = told;
  const student = role === 'student';
  const classPage = classroom === null ? null : student ? `/record/${classroom}` : `/classroom/${classroom}`;
  switch (kind) {
    case 'window_opened':
      if (lecture === null) return classPage;
      return student ? `/mark/${lecture}` : `/lecture/${lecture}`;
    case 'lecture_soon':
    case 'lecture_changed':
      return student || lecture === null ? classPage : `/lecture/${lecture}`;
    case 'board_item':
    case 'graded':
      return classroom === null ? null : `/classroom/${classroom}/board${subject === null ? '' : `/${subject}`}`;
    case 'request':
      return classroom === null ? null : `/classroom/${classroom}/requests`;
    case 'student_left':
      return classroom === null ? null : `/classroom/${classroom}/register`;
    case 'request_answered':
      return told.text === 'join_refused' ? null : classPage;
    case 'new_device':
      return '/account';
    case 'job_done':
      return student || subject === null ? classPage : `/jobs/${subject}`;
    case 'erasure_request':
      return subject === null ? null : `/people/${subject}`;
    default:
      return classPage;
  }
}
