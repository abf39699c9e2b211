// SPDX-License-Identifier: MIT
// A row of the register: one element a cell, drawn anew only when something in it has changed.

import { Component } from 'preact';
import { words } from '../../core/text';
import { account as accountWords, lecture as lectureWords, register as registerWords, teaching as teachingWords } from '../../core/text/books';
import { facts, number, percent } from '../../core/text/format';
import type { Lecture, Status } from '../../core/types';
import { statusLetter, statusName } from '../../ui/class/status';
import { lineOf, type Statuses } from '../../ui/class/statuses';
import { Book, countOf, type Student } from './book';
import { COL, ROW } from './window';

const text = words(accountWords, lectureWords, registerWords, teachingWords);

export interface RowProps {
  book: Book;
  student: Student;
  /** Of the student's row, so that a change in it is noticed. */
  rev: number;
  row: number;
  columns: readonly Lecture[];
  /** Columns that are drawn: from the first to before the last. */
  from: number;
  until: number;
  /** Where a week begins. */
  weeks: ReadonlySet<number>;
  /** Columns of this row that are selected; -1: none. */
  selFrom: number;
  selUntil: number;
  set: Statuses;
  totals: readonly Status[];
  /** Where the totals stand. */
  totalsAt: number;
  threshold: number;
  href: string;
}

/** So many pixels behind the names. */
export const startOf = (pixels: number) => ({ insetInlineStart: `calc(var(--grid-names) + ${pixels}px)` });

export const cellId = (row: number, col: number) => `cell-${row}-${col}`;

function cellWords(book: Book, student: Student, lecture: Lecture, status: Status | null, set: Statuses): string {
  const t = text();
  const words = status ? statusName(set, status) : student.outside.has(lecture.id) ? t.register.outside : lecture.taken ? t.notYetMarked : t.classroom.notTaken;
  const key = Book.key(student.id, lecture.id);
  if (book.conflicts.has(key)) return `${words}. ${t.grid.conflict}`;
  return book.pending.has(key) ? `${words}. ${t.grid.saving}` : words;
}

export class GridRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const old = this.props;
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => old[key] !== next[key]);
  }

  private cell(col: number) {
    const { book, student, row, columns, weeks, selFrom, selUntil, set } = this.props;
    const lecture = columns[col];
    if (!lecture) return null;
    const key = Book.key(student.id, lecture.id);
    const status = book.shown(student.id, lecture.id);
    const line = status ? lineOf(set, status) : null;
    const outside = !status && student.outside.has(lecture.id);
    const read = book.has(student.id, lecture.id);
    const kinds = [
      'grid-cell',
      line ? 'grid-marked' : '',
      line ? `tone-${line.colour}` : outside ? 'cell-outside' : '',
      weeks.has(col) ? 'grid-week' : '',
      book.cell(student.id, lecture.id).noted ? 'grid-noted' : '',
      book.conflicts.has(key) ? 'grid-conflict' : '',
      book.pending.has(key) ? 'grid-pending' : '',
    ];
    return (
      <div
        key={lecture.id}
        id={cellId(row, col)}
        role="gridcell"
        class={kinds.filter(Boolean).join(' ')}
        aria-colindex={col + 2}
        aria-selected={col >= selFrom && col < selUntil}
        aria-label={cellWords(book, student, lecture, status, set)}
        data-c={col}
        data-status={read ? (status ?? 'none') : 'unread'}
      >
        {line ? statusLetter(set, line.status) : (lecture.taken && !outside && read ? '–' : '')}
      </div>
    );
  }

  override render({ student, row, from, until, totals, totalsAt, columns, threshold, href }: RowProps) {
    const t = text();
    const { standing } = student;
    const cells = [];
    for (let col = from; col < until; col++) cells.push(this.cell(col));
    const below = standing.percentage !== null && threshold > 0 && (standing.outlook.below || standing.outlook.out_of_reach);
    const more = [
      standing.excused > 0 && standing.denominator === 'taken_lectures_not_excused' ? t.grid.excused(number(standing.excused)) : '',
      standing.left_out > 0 ? t.grid.leftOut(number(standing.left_out)) : '',
    ].filter(Boolean);
    return (
      <div
        role="row"
        class={student.left_at ? 'grid-row gone' : 'grid-row'}
        style={{ insetBlockStart: `${row * ROW}px` }}
        aria-rowindex={row + 2}
        data-r={row}
        data-student={student.id}
      >
        <div role="rowheader" class="grid-name" aria-colindex={1}>
          <a href={href} tabIndex={-1}>
            <bdi>{student.name}</bdi>
          </a>
          {!student.email_proven && <span class="muted grid-aside">{t.me.unproven}</span>}
          {student.left_at && <span class="muted grid-aside">{t.grid.left}</span>}
        </div>
        {/* Cells in a line need no place of their own each: a third of what it costs to scroll. */}
        <div role="presentation" class="grid-cells" style={startOf(from * COL)}>
          {cells}
        </div>
        <div role="presentation" class="grid-cells" style={startOf(totalsAt)}>
          {totals.map((status, i) => (
            <div
              key={status}
              role="gridcell"
              class="grid-cell grid-total"
              aria-colindex={columns.length + 2 + i}
            >
              {number(countOf(student, status))}
            </div>
          ))}
        </div>
        <div role="gridcell" class={below ? 'grid-share grid-below' : 'grid-share'} aria-colindex={columns.length + totals.length + 2}>
          <strong>{standing.percentage === null ? '–' : percent(standing.percentage)}</strong>
          <span class="muted">
            {facts([t.grid.figures(number(standing.attended), number(standing.counted)), ...more])}
          </span>
        </div>
      </div>
    );
  }
}
