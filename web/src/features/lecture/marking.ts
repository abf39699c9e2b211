// SPDX-License-Identifier: MIT
// One tap, one mark: shown at once, sent, and taken back when the server refuses it.

import { useRef, useState } from 'preact/hooks';
import { asProblem } from '../../core/hooks';
import { said, words } from '../../core/text';
import { lecture as lectureWords, roll as rollWords } from '../../core/text/books';
import { facts } from '../../core/text/format';
import { sendMark } from '../../ui/later';
import { statusName } from '../../ui/class/status';
import { toast } from '../../ui/toast';
import type { Attendance, Mark, Status } from '../../core/types';
import type { Running } from './attendance';
import { offerUndo } from './undo';

const text = words(lectureWords, rollWords);

export const markPath = (lecture: number, student: number) => `/api/attendance/${lecture}/marks/${student}`;

/** What a tap on a status means: the one that is there already is taken away. Pure. */
export const wishOf = (mark: Mark, status: Status): Status | null => (mark.status === status ? null : status);

export interface Asked {
  mark: Mark;
  /** What was tapped; the dialog begins with it. */
  wish?: Status | undefined;
}

export type Wishes = ReadonlyMap<number, Status | null>;

/** `ask` opens the dialog, for what needs more than a tap. */
export function useMarking(running: Running, ask: (asked: Asked) => void) {
  const [wishes, setWishes] = useState<Wishes>(new Map());
  const latest = useRef({ running, ask, wishes });
  latest.current = { running, ask, wishes };
  const wish = (student: number, status?: Status | null) =>
    setWishes((old) => {
      const next = new Map(old);
      if (status === undefined) next.delete(student);
      else next.set(student, status);
      return next;
    });
  const carry = async (state: Attendance, mark: Mark, status: Status | null) => {
    const t = text();
    const { running: now } = latest.current;
    const { id, name } = mark.student;
    wish(id, status);
    now.doing(id, true);
    try {
      const { next, change, waits } = await sendMark(state, mark, status === null ? null : { status });
      const said = status === null ? t.roll.cleared(name) : t.lecture.justMarked(name, statusName(state.classroom.statuses, status));
      if (waits) return toast(facts([said, t.away.unsent]));
      now.putMarks([next]);
      offerUndo(state.lecture.id, said, change, latest.current.running.putMarks);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'note_needed') return latest.current.ask({ mark, wish: status ?? undefined });
      if (problem.code === 'changed_meanwhile') void now.page.reload();
      toast(said(problem));
    } finally {
      now.doing(id, false);
      wish(id);
    }
  };
  /** A tap on a status of a student's row. */
  const tap = useRef((student: number, status: Status) => {
    const { running: now, wishes: under } = latest.current;
    const state = now.page.data;
    const mark = state?.marks.find((one) => one.student.id === student);
    if (!state || !mark || mark.left_at || under.has(student)) return;
    if (state.note_needed) return latest.current.ask({ mark, wish: status });
    void carry(state, mark, wishOf(mark, status));
  });
  return { wishes, tap: tap.current };
}
