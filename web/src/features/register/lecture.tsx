// SPDX-License-Identifier: MIT
// The register on a phone: one lecture at a time, the newest that was taken first. A tap on a student opens the mark.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { now } from '../../core/clock';
import { words } from '../../core/text';
import { account as accountWords, figures as figuresWords, lecture as lectureWords, office as officeWords } from '../../core/text/books';
import { clockTime, day, facts, number, percent, shortDay } from '../../core/text/format';
import { LinkButton, standingWords } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { StatusChip } from '../../ui/class/status';
import { lineOf, named } from '../../ui/class/statuses';
import { footOf, monthOf, split, type Book, type Student } from './book';
import type { SheetFor } from './sheet';

const text = words(accountWords, figuresWords, lectureWords, officeWords);

interface Props {
  book: Book;
  students: readonly Student[];
  turn: number;
  onNeed: (months: string[], pages: number[]) => void;
  onSheet: (sheet: SheetFor) => void;
  readOnly: boolean;
}

export function LectureByLecture({ book, students, turn, onNeed, onSheet, readOnly }: Props) {
  const t = text();
  const words = t.figures.register;
  const zone = book.classroom?.timezone ?? 'UTC';
  const set = book.classroom?.statuses;
  const order = book.lectures;
  const newest = useMemo(() => {
    const taken = order.map((lecture) => lecture.taken).lastIndexOf(true);
    return taken < 0 ? Math.max(0, split(order, now()).begun.length - 1) : taken;
  }, [order]);
  const [at, setAt] = useState(newest);
  const lecture = order[Math.min(at, order.length - 1)];
  useEffect(() => {
    if (lecture) onNeed([monthOf(lecture.starts_at)], []);
  }, [lecture?.id, book.pages.length]);
  const theirs = useMemo(() => students.filter((student) => lecture && !(student.outside.has(lecture.id) && !book.shown(student.id, lecture.id))), [students, lecture, turn]);
  if (!lecture) return null;
  const statuses = named(set, (status) => theirs.some((student) => book.shown(student.id, lecture.id) === status));
  const foot = footOf(book, theirs, lecture.id, (status) => lineOf(set, status).in_room);
  const of = (status: string | null) => theirs.filter((student) => book.shown(student.id, lecture.id) === status).length;
  return (
    <section class="by-lecture" aria-label={words.oneLecture} data-lecture={lecture.id}>
      <div class="by-lecture-head">
        <button type="button" class="icon-button" aria-label={words.before} disabled={at === 0} onClick={() => setAt(at - 1)}>
          <Icon name="back" turns />
        </button>
        <label class="by-lecture-pick">
          <span class="visually-hidden">{t.office.imports.lecture}</span>
          <select value={String(at)} onChange={(event) => setAt(Number(event.currentTarget.value))}>
            {order.map((one, i) => (
              <option key={one.id} value={String(i)}>
                {facts([shortDay(one.starts_at, zone), clockTime(one.starts_at, zone), one.title])}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="icon-button" aria-label={words.after} disabled={at >= order.length - 1} onClick={() => setAt(at + 1)}>
          <Icon name="forward" turns />
        </button>
      </div>
      <ul class="by-lecture-counts" aria-label={t.register.legend}>
        {statuses.map(({ status }) => (
          <li key={status}>
            <StatusChip set={set} status={status} word={false} /> <span>{number(of(status))}</span>
          </li>
        ))}
        <li>
          <StatusChip set={set} status={null} word={false} /> <span>{number(of(null))}</span>
        </li>
      </ul>
      <p class="muted small">{foot && t.register.inRoom(foot.inRoom, foot.expected)}</p>
      <LinkButton href={`/lecture/${lecture.id}`} kind="quiet">
        {words.open(day(lecture.starts_at, zone))}
      </LinkButton>
      <ul class="card rows">
        {theirs.map((student) => {
          const { standing } = student;
          const status = book.shown(student.id, lecture.id);
          return (
            <li key={student.id} data-student={student.id} data-status={status ?? 'none'}>
              <button
                type="button"
                class={`row row-button${student.left_at ? ' gone' : ''}`}
                disabled={readOnly && !status}
                onClick={() => onSheet({ targets: [{ lecture: lecture.id, students: [student.id] }] })}
              >
                <span class="by-lecture-student">
                  <span class="row-lead">
                    <bdi>{student.name}</bdi>
                  </span>
                  {!student.email_proven && <span class="muted small">{t.me.unproven}</span>}
                  {student.left_at && <span class="muted small">{t.register.left(shortDay(student.left_at, zone))}</span>}
                  <span class="muted small">
                    {standing.percentage === null
                      ? '–'
                      : facts([percent(standing.percentage), standingWords(standing, t.student.of(standing.attended, standing.counted))])}
                  </span>
                </span>
                <StatusChip set={set} status={status} />
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
