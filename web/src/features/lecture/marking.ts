// SPDX-License-Identifier: MIT
// One tap, one mark: shown at once, sent, and taken back when the server refuses it.

import { useRef, useState } from 'preact/hooks';
import { asProblem } from '../../core/hooks';
import { said, words } from '../../core/text';
import { lecture as lectureWords, roll as rollWords } from '../../core/text/books';
import { facts } from '../../core/text/format';
import { sendMark, type SentMark } from '../../ui/later';
import { statusName } from '../../ui/class/status';
import { toast } from '../../ui/toast';
import type { Attendance, Mark, Status } from '../../core/types';
import type { Running } from './attendance';
import { offerUndo } from './undo';

const text = words(lectureWords, rollWords);

export const markPath = (lecture: number, student: number) => `/api/attendance/${lecture}/marks/${student}`;

/** What a tap on a status means: the one that is shown already is taken away. Pure. */
export const wishOf = (shown: Status | null, status: Status): Status | null => (shown === status ? null : status);

export interface Asked {
  mark: Mark;
  /** What was tapped; the dialog begins with it. */
  wish?: Status | undefined;
}

/** What rows are to be, from the tap until the server has said so. */
export type Wishes = ReadonlyMap<number, Status | null>;

/** `ask` opens the dialog, for what needs more than a tap. */
export function useMarking(running: Running, ask: (asked: Asked) => void) {
  const [wishes, setWishes] = useState<Wishes>(new Map());
  // Not the state: two taps may come before it is drawn.
  const wanted = useRef(new Map<number, Status | null>());
  const latest = useRef({ running, ask });
  latest.current = { running, ask };
  const want = (student: number, status?: Status | null) => {
    if (status === undefined) wanted.current.delete(student);
    else wanted.current.set(student, status);
    setWishes(new Map(wanted.current));
  };
  const tell = ({ lecture, classroom }: Attendance, status: Status | null, { next, change, waits }: SentMark) => {
    const t = text();
    const { name } = next.student;
    const done = status === null ? t.roll.cleared(name) : t.lecture.justMarked(name, statusName(classroom.statuses, status));
    if (waits) toast(facts([done, t.away.unsent]));
    else offerUndo(lecture.id, done, change, latest.current.running.putMarks);
  };
  /** Sends what the row is to be, and again while it is to be something else by then: what is tapped meanwhile goes next. */
  const carry = async (state: Attendance, mark: Mark) => {
    const { id } = mark.student;
    const { running: now } = latest.current;
    const wish = () => wanted.current.get(id) ?? null;
    let is = mark;
    try {
      for (;;) {
        const status = wish();
        now.doing(id, true);
        const sent = await sendMark(state, is, status === null ? null : { status });
        is = sent.next;
        if (!sent.waits) now.putMarks([is]);
        if (wish() === status) return tell(state, status, sent);
      }
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'note_needed') return latest.current.ask({ mark: is, wish: wish() ?? undefined });
      if (problem.code === 'changed_meanwhile') void now.page.reload();
      toast(said(problem));
    } finally {
      now.doing(id, false);
      want(id);
    }
  };
  /** A student's row is to be what `choose` makes of what it shows. */
  const set = (student: number, choose: (shown: Status | null) => Status | null) => {
    const state = latest.current.running.page.data;
    const mark = state?.marks.find((one) => one.student.id === student);
    if (!state || !mark || mark.left_at) return;
    const under = wanted.current.get(student);
    const shown = under === undefined ? mark.status : under;
    const status = choose(shown);
    if (status === shown) return;
    if (state.note_needed) return latest.current.ask({ mark, wish: status ?? shown ?? undefined });
    want(student, status);
    if (under === undefined) void carry(state, mark);
  };
  const acts = useRef({
    /** A tap on a status of the row. */
    tap: (student: number, status: Status) => set(student, (shown) => wishOf(shown, status)),
    /** Says what the mark is, whatever it was; null: none. */
    give: (student: number, status: Status | null) => set(student, () => status),
  });
  return { wishes, ...acts.current };
}
