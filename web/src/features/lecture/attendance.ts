// SPDX-License-Identifier: MIT
// The attendance of a lecture as it happens: read once, then kept by what the server sends.

import { useState } from 'preact/hooks';
import { useLoad } from '../../core/hooks';
import { useLive } from '../../core/live';
import { withMark, withMarks } from '../../ui/marks';
import { statusName } from '../../ui/status';
import { count } from '../../ui/statuses';
import { text } from './words';
import type { Attendance, Mark, Refusal } from '../../core/types';

export function useAttendance(id: string | number) {
  const t = text();
  const page = useLoad<Attendance>(`/api/attendance/${id}`);
  const [said, setSaid] = useState('');
  const [fresh, setFresh] = useState<number | null>(null);
  const [refused, setRefused] = useState<Refusal[]>([]);
  const connection = useLive(id, {
    onMark: (mark, counts) => {
      // Only the server knows where a newcomer's name sorts.
      if (page.data && !page.data.marks.some((old) => old.student.id === mark.student.id)) void page.reload();
      page.set((old) => ({ ...old, marks: withMark(old.marks, mark), counts }));
      setSaid(t.lecture.justMarked(mark.student.name, mark.status ? statusName(page.data?.classroom.statuses, mark.status) : t.notYetMarked));
      setFresh(mark.student.id);
      setRefused((old) => old.filter((refusal) => refusal.student.id !== mark.student.id));
    },
    onWindow: (window) => {
      page.set((old) => ({ ...old, lecture: { ...old.lecture, window } }));
      // When the marks are final follows from it; and the lecture may have been moved, cancelled or restored with it.
      void page.reload();
    },
    onRefusal: (refusal) => {
      page.set((old) => ({ ...old, refusals: old.refusals + 1 }));
      setRefused((old) => [refusal, ...old.filter((o) => o.student.id !== refusal.student.id)].slice(0, 5));
    },
    onGap: () => void page.reload(),
  });
  const putMarks = (changed: Mark[]) =>
    page.set((old) => {
      const marks = withMarks(old.marks, changed);
      return { ...old, marks, counts: count(marks, old.classroom.statuses) };
    });
  return { page, connection, fresh, said, refused, putMarks };
}
