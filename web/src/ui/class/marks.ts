// SPDX-License-Identifier: MIT
// The list of marks of a lecture, as pure functions.

import type { Mark } from '../../core/types';

/** Whether the student may still mark attendance over it: somebody on leave who comes all the same. */
export const isOpenMark = (mark: Mark | null): boolean => !mark?.status || mark.method === 'leave';

/** Puts marks in their places; those of students who are not in the list are left out. */
export function withMarks(marks: readonly Mark[], changed: readonly Mark[]): Mark[] {
  const byStudent = new Map(changed.map((mark) => [mark.student.id, mark]));
  return marks.map((mark) => byStudent.get(mark.student.id) ?? mark);
}

/** Whether nothing that is shown of a mark differs. A version tells its states apart; the rest is the student's. */
function sameMark(a: Mark, b: Mark): boolean {
  return (
    a.version === b.version &&
    a.status === b.status &&
    a.waits === b.waits &&
    a.student.name === b.student.name &&
    a.left_at === b.left_at &&
    a.outside === b.outside &&
    a.other_group === b.other_group &&
    a.note === b.note &&
    a.flags.join() === b.flags.join()
  );
}

/** The marks as they were read anew; those that are the same as before are the same objects, so that their rows are not drawn again. */
export function keepSame(before: readonly Mark[], next: Mark[]): Mark[] {
  const old = new Map(before.map((mark) => [mark.student.id, mark]));
  return next.map((mark) => {
    const was = old.get(mark.student.id);
    return was && was !== mark && sameMark(was, mark) ? was : mark;
  });
}
