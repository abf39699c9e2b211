// SPDX-License-Identifier: MIT
// A spell of work in the register: what was changed, the way back and forth, what somebody else was faster with, and what went wrong.

import { useRef, useState } from 'preact/hooks';
import { get, type Problem } from '../../core/api';
import { asProblem } from '../../core/hooks';
import { words } from '../../core/text';
import { register as registerWords } from '../../core/text/books';
import type { MarkSheet, Status } from '../../core/types';
import { statusName } from '../../ui/class/status';
import { Book, monthOf } from './book';
import { countOfTargets, toWrite, undo, write, type Change, type Target, type Written } from './edit';
import type { Loading } from './load';
import type { SheetFor } from './sheet';

const text = words(registerWords);

const READ_ONE_BY_ONE = 10;
const REST_MS = 700;

export interface Edits {
  said: string;
  problem: Problem | null;
  undoable: boolean;
  /** What somebody else was faster with, and what was wanted of it. */
  conflict: { targets: Target[]; status: Status | null } | null;
  write: (targets: Target[], status: Status | null) => void;
  written: (done: Written, status: Status | null) => void;
  undo: () => void;
  redo: () => void;
  setMine: () => void;
  keepTheirs: () => void;
  clearProblem: () => void;
}

export function useEdits({ loader, book, redraw }: Loading, onSheet: (sheet: SheetFor) => void): Edits {
  const t = text().grid;
  const [said, say] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState<Edits['conflict']>(null);
  const done = useRef<Change[][]>([]);
  const undone = useRef<Change[][]>([]);
  const [undoable, setUndoable] = useState(false);
  const line = useRef<Promise<void>>(Promise.resolve());
  const touched = useRef<{ students: Set<number>; months: Set<string>; timer?: ReturnType<typeof setTimeout> }>({ students: new Set(), months: new Set() });

  /** What the students come to is counted by the server: it is read again once the hands rest. */
  const recount = (targets: readonly Target[]) => {
    const { students, months } = touched.current;
    for (const { lecture, students: ids } of targets) {
      const found = book.lectures.find((one) => one.id === lecture);
      if (found) months.add(monthOf(found.starts_at));
      for (const id of ids) students.add(id);
    }
    clearTimeout(touched.current.timer);
    touched.current.timer = setTimeout(() => {
      const ids = [...students];
      const of = [...months];
      students.clear();
      months.clear();
      loader.reread(ids, of).catch((error: unknown) => setProblem(asProblem(error)));
    }, REST_MS);
  };
  /** One act after another, in the order in which they were asked for. */
  const queue = (act: () => Promise<void>) => {
    line.current = line.current.then(async () => {
      try {
        setProblem(null);
        await act();
      } catch (error) {
        setProblem(asProblem(error));
      }
    });
  };
  /** Shows what others have made of it; what was wanted is offered again. */
  const readTheirs = async (kept: readonly Target[], status: Status | null) => {
    if (countOfTargets(kept) <= READ_ONE_BY_ONE)
      for (const { lecture, students } of kept)
        for (const id of students) book.takeMark(lecture, (await get<MarkSheet>(`/api/attendance/${lecture}/marks/${id}`)).mark);
    else recount(kept);
    setConflict({ targets: [...kept], status });
    redraw();
  };
  const settle = async (written: Written, status: Status | null) => {
    if (written.changes.length > 0) {
      done.current.push(written.changes);
      undone.current = [];
    }
    setUndoable(done.current.length > 0);
    const n = countOfTargets(written.changed);
    const words = status === null ? t.cleared(n) : t.marked(statusName(book.classroom?.statuses, status), n);
    say(n > 0 ? words : written.kept.length > 0 ? '' : t.nothing);
    recount(written.changed);
    if (written.kept.length > 0) await readTheirs(written.kept, status);
  };
  const set = (asked: Target[], status: Status | null) => {
    const targets = toWrite(book, asked, status);
    if (targets.length === 0) {
      const gone = asked.some(({ students }) => students.some((id) => book.student(id)?.left_at !== null));
      return say(gone ? t.gone : t.nothing);
    }
    queue(async () => {
      try {
        await settle(await write(book, targets, status, {}, redraw), status);
      } catch (error) {
        const refusal = asProblem(error);
        // It goes on in the sheet, which has the field.
        if (refusal.code === 'note_needed') onSheet({ targets, status });
        else throw refusal;
      }
    });
  };
  const back = (from: Change[][], to: Change[][], words: (n: number) => string) => {
    queue(async () => {
      const changes = from.pop();
      if (!changes) return say(t.nothingToUndo);
      try {
        const written = await undo(book, changes);
        if (written.changes.length > 0) to.push(written.changes);
        const kept = countOfTargets(written.kept);
        say([words(countOfTargets(written.changed)), kept > 0 && t.stayed(kept)].filter(Boolean).join(' '));
        recount(written.changed);
        if (written.kept.length > 0) recount(written.kept);
      } catch (error) {
        from.push(changes);
        throw error;
      } finally {
        setUndoable(done.current.length > 0);
        redraw();
      }
    });
  };
  const forget = () => {
    for (const { lecture, students } of conflict?.targets ?? [])
      for (const id of students) {
        book.conflicts.delete(Book.key(id, lecture));
        book.touch(id);
      }
    setConflict(null);
    redraw();
  };
  return {
    said,
    problem,
    undoable,
    conflict,
    write: set,
    written: (written, status) => queue(() => settle(written, status)),
    undo: () => back(done.current, undone.current, t.undone),
    redo: () => back(undone.current, done.current, t.redone),
    setMine: () => {
      const again = conflict;
      forget();
      if (again) set(again.targets, again.status);
    },
    keepTheirs: forget,
    clearProblem: () => setProblem(null),
  };
}
