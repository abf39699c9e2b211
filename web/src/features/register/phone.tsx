// SPDX-License-Identifier: MIT
// The register on a phone: who is in the class, the picture of each one's term, and the figure. A row leads to the student.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { now } from '../../core/clock';
import { words } from '../../core/text';
import { lecture as lectureWords, register as registerWords } from '../../core/text/books';
import { number, percent, shortDay } from '../../core/text/format';
import type { Lecture } from '../../core/types';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icons';
import { StripPicture, type StripCell } from '../../ui/class/strip';
import { monthOf, split, type Book, type Student } from './book';

const text = words(lectureWords, registerWords);

const STRIP = 14;
const AT_ONCE = 40;

/** The last lectures of a student as squares. */
export function stripOf(book: Book, student: Student, lectures: readonly Lecture[], zone: string): StripCell[] {
  return lectures.map((lecture) => {
    const status = book.shown(student.id, lecture.id);
    return {
      id: lecture.id,
      status,
      day: shortDay(lecture.starts_at, zone),
      when: !status && student.outside.has(lecture.id) ? 'outside' : 'held',
    };
  });
}

/** Shows more of a long list when its end comes into view. */
function useGrowing(total: number): { count: number; end: { current: HTMLLIElement | null } } {
  const [count, setCount] = useState(AT_ONCE);
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const element = end.current;
    if (!element) return;
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setCount((old) => old + AT_ONCE);
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, [count, total]);
  return { count, end };
}

export function StudentList({ book, students, onNeed }: { book: Book; students: readonly Student[]; onNeed: (months: string[], pages: number[]) => void }) {
  const t = text();
  const zone = book.classroom?.timezone ?? 'UTC';
  const set = book.classroom?.statuses;
  const held = useMemo(() => split(book.lectures, now()).begun.filter((lecture) => lecture.taken).slice(-STRIP), [book.lectures]);
  const { count, end } = useGrowing(students.length);
  useEffect(() => onNeed([...new Set(held.map((lecture) => monthOf(lecture.starts_at)))], [0]), [held, book.pages.length]);
  return (
    <ul class="card rows register-list">
      {students.slice(0, count).map((student) => {
        const { standing } = student;
        const share = standing.percentage === null ? '–' : percent(standing.percentage);
        const figures = t.grid.figures(number(standing.attended), number(standing.counted));
        return (
          <li key={student.id} data-student={student.id}>
            <a class={`row row-link${student.left_at ? ' gone' : ''}`} href={`/classroom/${book.classroom?.id ?? 0}/students/${student.id}`}>
              <Avatar id={student.id} name={student.name} />
              <span class="register-list-main">
                <span class="row-lead">
                  <bdi>{student.name}</bdi>
                </span>
                {student.left_at && <span class="muted small">{t.register.left(shortDay(student.left_at, zone))}</span>}
                <StripPicture newest cells={stripOf(book, student, held, zone)} set={set} label={`${share}, ${figures}`} />
              </span>
              <span class={`register-list-share${standing.outlook.below || standing.outlook.out_of_reach ? ' grid-below' : ''}`}>
                <strong>{share}</strong>
                <span class="muted small">
                  {figures}
                </span>
              </span>
              <Icon name="forward" turns />
            </a>
          </li>
        );
      })}
      {count < students.length && <li ref={end} class="register-list-end" />}
    </ul>
  );
}
