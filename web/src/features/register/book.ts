// SPDX-License-Identifier: MIT
// The register as the page holds it: students in their order, lectures by start, and the cells that have been read. Pure, but for the
// cells that it keeps.

import { finds } from '../../core/fold';
import type { Classroom, Lecture, Mark, Person, Register, RegisterStudent, Standing, Status } from '../../core/types';

export interface Cell {
  status: Status | null;
  /** What an edit is based on; null: no mark. */
  version: number | null;
  noted: boolean;
}

export interface Student extends Person {
  email_proven: boolean;
  standing: Standing;
  joined_at: string | null;
  left_at: string | null;
  outside: Set<number>;
}

/** A page of students: it begins behind `after`. */
export interface Page {
  after: number | null;
  ids: number[];
}

const EMPTY: Cell = { status: null, version: null, noted: false };

const byStart = (a: Lecture, b: Lecture) => Date.parse(a.starts_at) - Date.parse(b.starts_at) || a.id - b.id;

/** The month of a moment, in UTC: what is read at a time. */
export const monthOf = (time: string | number): string => new Date(time).toISOString().slice(0, 7);

export function monthAfter(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return monthOf(Date.UTC(year, number, 1));
}

/** Runs of months that follow one another, so that each is one request. */
export function monthRuns(months: readonly string[]): [string, string][] {
  const runs: [string, string][] = [];
  for (const month of [...new Set(months)].sort()) {
    const last = runs.at(-1);
    if (last && monthAfter(last[1]) === month) last[1] = month;
    else runs.push([month, month]);
  }
  return runs;
}

export const monthsBetween = (first: string, last: string): string[] => {
  const months = [first];
  while ((months.at(-1) ?? last) < last) months.push(monthAfter(months.at(-1) ?? last));
  return months;
};

/** The moments that a run of months lies between, as a query. */
export const monthQuery = ([first, last]: readonly [string, string]): string =>
  `from=${first}-01T00:00:00Z&before=${monthAfter(last)}-01T00:00:00Z`;

export class Book {
  classroom: Classroom | null = null;
  lectures: Lecture[] = [];
  students: Student[] = [];
  pages: Page[] = [];
  /** Of the classroom, whatever has been read. */
  total = 0;
  /** All students are here. */
  whole = false;
  private readonly cells = new Map<number, Map<number, Cell>>();
  private readonly at = new Map<number, number>();
  private readonly revs = new Map<number, number>();
  private readonly read = new Set<string>();
  /** What is being saved, and what somebody else was faster with: by student and lecture. */
  readonly pending = new Map<string, Status | null>();
  readonly conflicts = new Map<string, Status | null>();

  static key = (student: number, lecture: number): string => `${student}:${lecture}`;

  cell(student: number, lecture: number): Cell {
    return this.cells.get(student)?.get(lecture) ?? EMPTY;
  }

  /** The cell as it will be when what is being saved has been saved. */
  shown(student: number, lecture: number): Status | null {
    const pending = this.pending.get(Book.key(student, lecture));
    return pending === undefined ? this.cell(student, lecture).status : pending;
  }

  has(student: number, lecture: number): boolean {
    return this.cells.get(student)?.has(lecture) ?? false;
  }

  student(id: number): Student | undefined {
    return this.students[this.at.get(id) ?? -1];
  }

  /** Counts up when anything in the student's row changes. */
  rev(student: number): number {
    return this.revs.get(student) ?? 0;
  }

  touch(student: number): void {
    this.revs.set(student, this.rev(student) + 1);
  }

  /** Who stands before the student in the order of names: what a page that begins with them is asked by; null: nobody. */
  before(student: number): number | null {
    const at = this.at.get(student) ?? 0;
    return at === 0 ? null : (this.students[at - 1]?.id ?? null);
  }

  isRead(page: number, month: string): boolean {
    return this.read.has(`${page}:${month}`);
  }

  setLectures(lectures: readonly Lecture[]): void {
    this.lectures = lectures.filter((lecture) => !lecture.cancelled).sort(byStart);
  }

  /** Takes an answer for a page of students and some months. A page that is new is the one behind the last. */
  take(answer: Register, page: number, months: readonly string[]): void {
    this.classroom = answer.classroom;
    this.total = answer.total;
    if (!this.pages[page]) this.pages[page] = { after: this.students.at(-1)?.id ?? null, ids: answer.students.map((student) => student.id) };
    for (const student of answer.students) this.takeRow(student, answer.lectures);
    for (const month of months) this.read.add(`${page}:${month}`);
    if (page === this.pages.length - 1 && answer.next === null) this.whole = true;
  }

  /** Takes what is newly read of somebody who is here already. */
  takeRow(row: RegisterStudent, lectures: readonly Lecture[]): void {
    const { id, name, email_proven, standing, joined_at, left_at } = row;
    const old = this.student(id);
    const outside = new Set([...(old?.outside ?? []), ...row.outside]);
    for (const lecture of lectures) if (!row.outside.includes(lecture.id)) outside.delete(lecture.id);
    const student: Student = { id, name, email_proven, standing, joined_at, left_at, outside };
    if (old) this.students[this.at.get(id) ?? 0] = student;
    else this.at.set(id, this.students.push(student) - 1);
    const cells = this.cells.get(id) ?? new Map<number, Cell>();
    this.cells.set(id, cells);
    const noted = new Set(row.noted ?? []);
    lectures.forEach((lecture, i) => {
      cells.set(lecture.id, { status: row.marks[i] ?? null, version: row.versions?.[i] ?? null, noted: noted.has(lecture.id) });
    });
    this.touch(id);
  }

  takeMark(lecture: number, mark: Mark): void {
    const id = mark.student.id;
    this.cells.get(id)?.set(lecture, { status: mark.status, version: mark.status ? mark.version : null, noted: Boolean(mark.note) });
    this.touch(id);
  }
}

/* ---- what is shown of it ---- */

export interface Filters {
  text: string;
  below: boolean;
  late: boolean;
  left: boolean;
  order: 'name' | 'percent';
}

export const NO_FILTERS: Filters = { text: '', below: false, late: false, left: false, order: 'name' };

export const filtersOn = ({ text, below, late, left }: Filters): boolean => text.trim() !== '' || below || late || left;

/** Who came after the first lecture had begun. */
export const joinedLate = (student: Student, first: Lecture | undefined): boolean =>
  Boolean(first && student.joined_at && Date.parse(student.joined_at) > Date.parse(first.ends_at));

/** Those who fit every filter, in the order that is asked for. */
export function filtered(students: readonly Student[], filters: Filters, first: Lecture | undefined): Student[] {
  const fitting = students.filter(
    (student) =>
      finds(student.name, filters.text) &&
      (!filters.below || student.standing.outlook.below || student.standing.outlook.out_of_reach) &&
      (!filters.late || joinedLate(student, first)) &&
      (!filters.left || student.left_at !== null),
  );
  if (filters.order === 'name') return fitting;
  // Those of whom there is no figure yet are last, in the order of names.
  return fitting
    .map((student, i) => ({ student, i, of: student.standing.percentage ?? Infinity }))
    .sort((a, b) => (a.of === b.of ? a.i - b.i : a.of - b.of))
    .map(({ student }) => student);
}

/** Past and running lectures, and those that are only planned. */
export function split(lectures: readonly Lecture[], now: number): { begun: Lecture[]; planned: Lecture[] } {
  const begun = lectures.filter((lecture) => lecture.taken || Date.parse(lecture.starts_at) <= now);
  return { begun, planned: lectures.filter((lecture) => !begun.includes(lecture)) };
}

export interface Band {
  key: string;
  first: number;
  count: number;
}

/** Neighbours that have the same key. */
export function bands(keys: readonly string[]): Band[] {
  const found: Band[] = [];
  keys.forEach((key, i) => {
    const last = found.at(-1);
    if (last?.key === key) last.count += 1;
    else found.push({ key, first: i, count: 1 });
  });
  return found;
}

export interface Foot {
  inRoom: number;
  expected: number;
}

/** How many of these students were in the room; null while some of them have not been read. */
export function footOf(book: Book, students: readonly Student[], lecture: number, inRoom: (status: Status) => boolean): Foot | null {
  const foot: Foot = { inRoom: 0, expected: 0 };
  for (const student of students) {
    if (!book.has(student.id, lecture)) return null;
    if (student.outside.has(lecture)) continue;
    const status = book.shown(student.id, lecture);
    foot.expected += 1;
    if (status && inRoom(status)) foot.inRoom += 1;
  }
  return foot;
}

/** How often a student has each status, by the server's count. */
export function countOf({ standing }: Student, status: Status): number {
  const usual: Record<string, number> = { P: standing.present, L: standing.late, E: standing.excused, A: standing.absent };
  return usual[status] ?? standing.own[status] ?? 0;
}
