// SPDX-License-Identifier: MIT
// The register on a phone: one lecture at a time, the newest that was taken first.

import { useState } from 'preact/hooks';
import { LinkButton, standingWords } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { StatusChip } from '../../ui/status';
import { lineOf, named } from '../../ui/statuses';
import { text } from './words';
import { clockTime, day, facts, percent, shortDay } from '../../core/text/format';
import type { Register } from '../../core/types';

export function LectureByLecture({ register }: { register: Register }) {
  const t = text();
  const words = t.figures.register;
  const zone = register.classroom.timezone;
  const order = register.lectures
    .map((lecture, column) => ({ lecture, column }))
    .sort((a, b) => Date.parse(a.lecture.starts_at) - Date.parse(b.lecture.starts_at));
  const newest = order.map(({ lecture }) => lecture.taken).lastIndexOf(true);
  const [at, setAt] = useState(Math.max(0, newest));
  const shown = order[Math.min(at, order.length - 1)];
  if (!shown) return null;
  const { lecture, column } = shown;
  const theirs = register.students.filter((student) => !student.outside.includes(lecture.id));
  const set = register.classroom.statuses;
  const shownStatuses = named(set, (status) => theirs.some((student) => student.marks[column] === status));
  const inRoom = theirs.filter((student) => student.marks[column] && lineOf(set, student.marks[column]).in_room).length;
  const of = (status: string | null) => theirs.filter((student) => (student.marks[column] ?? null) === status).length;
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
              <option key={one.lecture.id} value={String(i)}>
                {facts([shortDay(one.lecture.starts_at, zone), clockTime(one.lecture.starts_at, zone), one.lecture.title])}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="icon-button"
          aria-label={words.after}
          disabled={at >= order.length - 1}
          onClick={() => setAt(at + 1)}
        >
          <Icon name="forward" turns />
        </button>
      </div>
      <ul class="by-lecture-counts" aria-label={t.register.legend}>
        {shownStatuses.map(({ status }) => (
          <li key={status}>
            <StatusChip set={set} status={status} word={false} /> <span>{of(status)}</span>
          </li>
        ))}
        <li>
          <StatusChip set={set} status={null} word={false} /> <span>{of(null)}</span>
        </li>
      </ul>
      <p class="muted small">{t.register.inRoom(inRoom, theirs.length)}</p>
      <LinkButton href={`/lecture/${lecture.id}`} kind="quiet">
        {words.open(day(lecture.starts_at, zone))}
      </LinkButton>
      <ul class="card rows">
        {theirs.map((student) => (
          <li key={student.id} class={student.left_at ? 'row gone' : 'row'} data-student={student.id} data-status={student.marks[column] ?? 'none'}>
            <div>
              <p class="row-lead">{student.name}</p>
              {!student.email_proven && <p class="muted small">{t.me.unproven}</p>}
              {student.left_at && <p class="muted">{t.register.left(shortDay(student.left_at, zone))}</p>}
              <p class="muted">
                {student.standing.percentage === null
                  ? '–'
                  : facts([
                      percent(student.standing.percentage),
                      standingWords(student.standing, t.register.of(student.standing.attended, student.standing.counted)),
                    ])}
              </p>
            </div>
            <StatusChip set={set} status={student.marks[column] ?? null} />
          </li>
        ))}
      </ul>
    </section>
  );
}
