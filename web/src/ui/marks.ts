// SPDX-License-Identifier: MIT
// The list of marks of a lecture, as pure functions.

import type { Mark } from '../core/types';

/** Whether the student may still mark attendance over it: somebody on leave who comes all the same. */
export const isOpenMark = (mark: Mark | null): boolean => !mark?.status || mark.method === 'leave';

/** Puts one mark in the student's place; one who joined since the list was read stands at its end until it is read again. */
export function withMark(marks: readonly Mark[], mark: Mark): Mark[] {
  if (marks.some((old) => old.student.id === mark.student.id)) {
    return marks.map((old) => (old.student.id === mark.student.id ? mark : old));
  }
  return [...marks, mark];
}

/** Puts several marks in their places. */
export function withMarks(marks: readonly Mark[], changed: readonly Mark[]): Mark[] {
  const byStudent = new Map(changed.map((mark) => [mark.student.id, mark]));
  return marks.map((mark) => byStudent.get(mark.student.id) ?? mark);
}
