// SPDX-License-Identifier: MIT
// Marks of the register: set, taken away, put back. Each by the version that was seen, so that nobody's work is written over.

import { post } from '../../core/api';
import type { BulkAnswer, Status } from '../../core/types';
import { Book } from './book';

/** The students of one lecture. */
export interface Target {
  lecture: number;
  students: number[];
}

export interface Change {
  lecture: number;
  change: number;
}

export interface Written {
  /** The marks that are others now. */
  changed: Target[];
  changes: Change[];
  /** Whose mark was another by now: it stays. */
  kept: Target[];
}

const AT_ONCE = 500;

export const countOfTargets = (targets: readonly Target[]): number => targets.reduce((sum, target) => sum + target.students.length, 0);

/** What of these targets is not so already, and may be marked: who has left is not. */
export function toWrite(book: Book, targets: readonly Target[], status: Status | null): Target[] {
  return targets
    .map(({ lecture, students }) => ({
      lecture,
      students: students.filter(
        (id) => book.has(id, lecture) && book.student(id)?.left_at === null && book.cell(id, lecture).status !== status,
      ),
    }))
    .filter((target) => target.students.length > 0);
}

function hold(book: Book, targets: readonly Target[], status: Status | null | undefined): void {
  for (const { lecture, students } of targets)
    for (const id of students) {
      const key = Book.key(id, lecture);
      if (status === undefined) book.pending.delete(key);
      else book.pending.set(key, status);
      book.touch(id);
    }
}

function takeAnswer(book: Book, lecture: number, answer: BulkAnswer, written: Written): void {
  for (const mark of answer.marks) book.takeMark(lecture, mark);
  if (answer.marks.length > 0) written.changed.push({ lecture, students: answer.marks.map((mark) => mark.student.id) });
  if (answer.change) written.changes.push({ lecture, change: answer.change });
  if (answer.kept?.length) written.kept.push({ lecture, students: answer.kept });
}

/** Marks them; they look marked at once, and as they were when it fails. `extra`: a note, for marks after the lecture's time. */
export async function write(
  book: Book,
  targets: readonly Target[],
  status: Status | null,
  extra: { note?: string; minutes_late?: number; own?: boolean },
  redraw: () => void,
): Promise<Written> {
  const written: Written = { changed: [], changes: [], kept: [] };
  hold(book, targets, status);
  redraw();
  try {
    for (const { lecture, students } of targets)
      for (let from = 0; from < students.length; from += AT_ONCE) {
        const some = students.slice(from, from + AT_ONCE);
        const { own, ...more } = extra;
        const answer = await post<BulkAnswer>(
          `/api/attendance/${lecture}/marks`,
          { students: some, versions: some.map((id) => book.cell(id, lecture).version), status: status ?? 'none', ...more },
          own ? { ownProof: true } : {},
        );
        takeAnswer(book, lecture, answer, written);
      }
  } finally {
    hold(book, targets, undefined);
    for (const { lecture, students } of written.kept) for (const id of students) book.conflicts.set(Book.key(id, lecture), status);
    redraw();
  }
  return written;
}

/** Puts acts back, the last one first. What comes out can be put back itself. */
export async function undo(book: Book, changes: readonly Change[]): Promise<Written> {
  const written: Written = { changed: [], changes: [], kept: [] };
  for (const { lecture, change } of [...changes].reverse()) {
    const answer = await post<BulkAnswer>(`/api/attendance/${lecture}/undo`, { change });
    takeAnswer(book, lecture, answer, written);
  }
  return written;
}
