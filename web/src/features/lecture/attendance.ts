// SPDX-License-Identifier: MIT
// The attendance of a lecture as it happens: read once, then kept by what the server sends. What comes within a frame is drawn at once.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLoad } from '../../core/hooks';
import { useLive } from '../../core/live';
import { words } from '../../core/text';
import { lecture as lectureWords, roll as rollWords } from '../../core/text/books';
import { useWithWaiting } from '../../ui/later';
import { keepSame, withMarks } from '../../ui/class/marks';
import { statusName } from '../../ui/class/status';
import { count } from '../../ui/class/statuses';
import type { Attendance, Counts, Mark, Refusal, RefusedStudent } from '../../core/types';

const text = words(lectureWords, rollWords);

// Whoever listens hears one sentence for what came meanwhile.
const SPEAK_MS = 2000;
const NOBODY: ReadonlySet<number> = new Set();

/** A refused check goes to the top of the list, and is one more of the student's. Pure. */
export function withRefusal(list: readonly RefusedStudent[], { student, code, at }: Refusal): RefusedStudent[] {
  const before = list.find((one) => one.student.id === student.id);
  return [{ student, code, at, times: (before?.times ?? 0) + 1 }, ...list.filter((one) => one !== before)];
}

/** The latest mark of each student, in the order in which they came first. Pure. */
export function latest(marks: readonly Mark[]): Mark[] {
  return [...new Map(marks.map((mark) => [mark.student.id, mark])).values()];
}

/** Says what was marked, gathered: a hall that checks in at once would talk for minutes. */
function useSpeaker(): { said: string; speak: (words: string[], many: (n: number) => string) => void } {
  const [said, setSaid] = useState('');
  const waiting = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  const speak = (words: string[], many: (n: number) => string) => {
    waiting.current.push(...words);
    timer.current ??= setTimeout(() => {
      const gathered = waiting.current.splice(0);
      timer.current = undefined;
      setSaid(gathered.length > 1 ? many(gathered.length) : (gathered[0] ?? ''));
    }, SPEAK_MS);
  };
  return { said, speak };
}

/** Hands over in one go what was given to it since the last frame. */
function useFrames<T>(draw: (gathered: T[]) => void): (one: T) => void {
  const waiting = useRef<T[]>([]);
  const frame = useRef(0);
  const newest = useRef(draw);
  newest.current = draw;
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return (one) => {
    waiting.current.push(one);
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0;
      newest.current(waiting.current.splice(0));
    });
  };
}

export function useAttendance(id: string | number) {
  const t = text();
  const read = useLoad<Attendance>(`/api/attendance/${id}`);
  const { said, speak } = useSpeaker();
  const [fresh, setFresh] = useState<ReadonlySet<number>>(NOBODY);
  const own = useRef(new Set<number>());
  const kept = useRef<Mark[]>([]);
  const shown = useWithWaiting(read.data);
  const data = useMemo(() => shown && { ...shown, marks: keepSame(kept.current, shown.marks) }, [shown]);
  kept.current = data?.marks ?? [];
  const page = { ...read, data };
  const arrive = useFrames<{ mark: Mark; counts: Counts }>((told) => {
    const marks = latest(told.map((one) => one.mark));
    const before = new Map(kept.current.map((mark) => [mark.student.id, mark]));
    // Only the server knows where a newcomer's name sorts.
    if (marks.some((mark) => !before.has(mark.student.id))) void page.reload();
    const news = marks.filter((mark) => before.get(mark.student.id)?.version !== mark.version && !own.current.delete(mark.student.id));
    const counts = told.at(-1)?.counts;
    page.set((old) => ({ ...old, marks: withMarks(old.marks, marks), ...(counts && { counts }) }));
    if (news.length === 0) return;
    setFresh(new Set(news.map((mark) => mark.student.id)));
    const set = data?.classroom.statuses;
    speak(
      news.map((mark) => t.lecture.justMarked(mark.student.name, mark.status ? statusName(set, mark.status) : t.notYetMarked)),
      t.roll.moreMarked,
    );
  });
  const connection = useLive(id, {
    onMark: (mark, counts) => arrive({ mark, counts }),
    onWindow: (window) => {
      page.set((old) => ({ ...old, lecture: { ...old.lecture, window } }));
      // When the marks are final follows from it; and the lecture may have been moved, cancelled or restored with it.
      void page.reload();
    },
    onRefusal: (refusal) => page.set((old) => ({ ...old, refusals: old.refusals + 1, refused: withRefusal(old.refused, refusal) })),
    onGap: () => void page.reload(),
  });
  const putMarks = (changed: Mark[]) =>
    page.set((old) => {
      const marks = withMarks(old.marks, changed);
      return { ...old, marks, counts: count(marks, old.classroom.statuses) };
    });
  /** What the page does itself is not news to whoever did it: from before it is asked for until it is answered. */
  const doing = (student: number, under: boolean) => void (under ? own.current.add(student) : own.current.delete(student));
  return { page, connection, fresh, said, putMarks, doing };
}

export type Running = ReturnType<typeof useAttendance>;
