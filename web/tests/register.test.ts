// SPDX-License-Identifier: MIT
// The register without a page: what keys mean, what is in view, whom filters show, what is counted, and what a term comes to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lecture, Register, RegisterStudent, Standing, StudentDetails } from '../src/core/types';
import { bands, Book, countOf, filtered, footOf, joinedLate, monthAfter, monthRuns, monthsBetween, NO_FILTERS, split } from '../src/features/register/book';
import { toWrite } from '../src/features/register/edit';
import { box, meaning, statusOf, type Key } from '../src/features/register/keys';
import { changesByLecture, trendOf } from '../src/features/register/term';
import { windowOf } from '../src/features/register/window';
import { labelled, levelOf, trimmed } from '../src/ui/chart';

const lecture = (id: number, starts: string, more: Partial<Lecture> = {}): Lecture =>
  ({ id, starts_at: starts, ends_at: new Date(Date.parse(starts) + 5_400_000).toISOString(), taken: true, cancelled: false, groups: [], window: null, ...more }) as Lecture;

const standing = (attended: number, counted: number, below = false): Standing =>
  ({ attended, counted, percentage: counted ? (100 * attended) / counted : null, present: attended, late: 0, excused: 0, absent: counted - attended, own: {}, outlook: { below, out_of_reach: false } }) as unknown as Standing;

const row = (id: number, name: string, marks: (string | null)[], more: Partial<RegisterStudent> = {}): RegisterStudent =>
  ({ id, name, email_proven: true, standing: standing(1, 2), marks, outside: [], joined_at: '2026-09-01T00:00:00Z', left_at: null, versions: marks.map((mark, i) => (mark ? id * 100 + i : null)), noted: [], ...more }) as RegisterStudent;

const LECTURES = [lecture(1, '2026-09-28T09:00:00Z'), lecture(2, '2026-10-01T09:00:00Z'), lecture(3, '2026-10-05T09:00:00Z', { taken: false })];

function bookOf(students: RegisterStudent[], next: number | null = null): Book {
  const book = new Book();
  book.setLectures([...LECTURES].reverse());
  book.take({ classroom: { statuses: [] }, lectures: LECTURES, students, total: students.length, next } as unknown as Register, 0, ['2026-09', '2026-10']);
  return book;
}

test('months run on over the year, and runs of them are asked for at once', () => {
  assert.equal(monthAfter('2026-12'), '2027-01');
  assert.deepEqual(monthsBetween('2026-11', '2027-01'), ['2026-11', '2026-12', '2027-01']);
  assert.deepEqual(monthRuns(['2026-12', '2026-09', '2026-10', '2026-10']), [['2026-09', '2026-10'], ['2026-12', '2026-12']]);
});

test('the book keeps lectures by start, cells by version, and knows who stands before whom', () => {
  const book = bookOf([row(7, 'Ada', ['P', null, null]), row(8, 'Bo', ['A', 'L', null], { noted: [2] })]);
  assert.deepEqual(book.lectures.map((one) => one.id), [1, 2, 3]);
  assert.deepEqual(book.cell(8, 2), { status: 'L', version: 801, noted: true });
  assert.equal(book.cell(7, 2).version, null);
  assert.equal(book.before(8), 7);
  assert.equal(book.before(7), null);
  assert.ok(book.whole && book.isRead(0, '2026-10') && !book.isRead(1, '2026-10'));
});

test('a lecture that becomes the student’s own again is no longer outside', () => {
  const book = bookOf([row(7, 'Ada', [null, null, null], { outside: [1, 2] })]);
  book.takeRow(row(7, 'Ada', ['P'], { outside: [] }), LECTURES.slice(0, 1));
  assert.deepEqual([...(book.student(7)?.outside ?? [])], [2]);
});

test('what is being saved is shown at once, and is counted by nobody else', () => {
  const book = bookOf([row(7, 'Ada', ['A', null, null])]);
  book.pending.set(Book.key(7, 1), 'P');
  assert.equal(book.shown(7, 1), 'P');
  assert.equal(book.cell(7, 1).status, 'A');
  book.pending.set(Book.key(7, 1), null);
  assert.equal(book.shown(7, 1), null);
});

test('filters show whom they say, accents or not, and those without a figure come last', () => {
  const book = bookOf([
    row(1, 'Ayşe Costa', ['P'], { standing: standing(9, 10) }),
    row(2, 'Bo', ['A'], { standing: standing(1, 10, true) }),
    row(3, 'Cy', [null], { standing: standing(0, 0), joined_at: '2026-10-03T00:00:00Z' }),
    row(4, 'Di', ['P'], { left_at: '2026-10-02T00:00:00Z' }),
  ]);
  const ids = (filters: Partial<typeof NO_FILTERS>) => filtered(book.students, { ...NO_FILTERS, ...filters }, book.lectures[0]).map((one) => one.id);
  assert.deepEqual(ids({ text: 'ayse' }), [1]);
  assert.deepEqual(ids({ below: true }), [2]);
  assert.deepEqual(ids({ late: true }), [3]);
  assert.deepEqual(ids({ left: true }), [4]);
  assert.deepEqual(ids({ order: 'percent' }), [2, 4, 1, 3]);
  assert.equal(joinedLate({ ...book.students[2]!, joined_at: null }, book.lectures[0]), false);
});

test('the foot counts who was in the room, of those whose lecture it was; nothing while somebody is unread', () => {
  const book = bookOf([row(1, 'A', ['P', 'L', null]), row(2, 'B', ['A', null, null]), row(3, 'C', [null, null, null], { outside: [1] })]);
  const inRoom = (status: string) => status === 'P' || status === 'L';
  assert.deepEqual(footOf(book, book.students, 1, inRoom), { inRoom: 1, expected: 2 });
  assert.equal(footOf(book, book.students, 99, inRoom), null);
  assert.equal(countOf(book.students[0]!, 'P'), 1);
  assert.equal(countOf(book.students[0]!, 'S3'), 0);
});

test('only marks that would become others are written, and of nobody who has left', () => {
  const book = bookOf([row(1, 'A', ['P', null, null]), row(2, 'B', ['A', null, null]), row(3, 'C', ['A', null, null], { left_at: '2026-10-02T00:00:00Z' })]);
  assert.deepEqual(toWrite(book, [{ lecture: 1, students: [1, 2, 3] }], 'P'), [{ lecture: 1, students: [2] }]);
  assert.deepEqual(toWrite(book, [{ lecture: 2, students: [1] }], null), []);
  assert.deepEqual(toWrite(book, [{ lecture: 99, students: [1] }], 'P'), []);
});

test('what is planned is apart from what has begun', () => {
  const { begun, planned } = split(LECTURES, Date.parse('2026-10-02T00:00:00Z'));
  assert.deepEqual([begun.length, planned.length], [2, 1]);
  assert.deepEqual(bands(['a', 'a', 'b', 'a']), [{ key: 'a', first: 0, count: 2 }, { key: 'b', first: 2, count: 1 }, { key: 'a', first: 3, count: 1 }]);
});

const key = (name: string, more: Partial<Key> = {}): Key => ({ key: name, ctrl: false, shift: false, rtl: false, ...more });
const AT = { at: { row: 5, col: 3 }, to: { row: 5, col: 3 } };
const SIZE = { rows: 10, cols: 8, page: 4 };
const to = (pressed: Key) => {
  const meant = meaning(pressed, AT, SIZE);
  return meant?.act === 'move' ? [meant.to.row, meant.to.col, meant.extend] : meant;
};

test('arrows, Home, End and pages lead where a sheet leads, and stop at its edges', () => {
  assert.deepEqual(to(key('ArrowDown')), [6, 3, false]);
  assert.deepEqual(to(key('ArrowRight', { shift: true })), [5, 4, true]);
  assert.deepEqual(to(key('ArrowRight', { rtl: true })), [5, 2, false]);
  assert.deepEqual(to(key('ArrowLeft', { ctrl: true })), [5, 0, false]);
  assert.deepEqual(to(key('ArrowLeft', { ctrl: true, rtl: true })), [5, 7, false]);
  assert.deepEqual(to(key('Home', { ctrl: true })), [0, 0, false]);
  assert.deepEqual(to(key('End')), [5, 7, false]);
  assert.deepEqual(to(key('PageDown')), [9, 3, false]);
  assert.deepEqual(to(key('PageUp')), [1, 3, false]);
  assert.deepEqual(meaning(key('ArrowUp'), { at: { row: 0, col: 0 }, to: { row: 0, col: 0 } }, SIZE), { act: 'move', to: { row: 0, col: 0 }, extend: false });
});

test('letters mark, and what belongs to the browser is left to it', () => {
  assert.deepEqual(meaning(key('p'), AT, SIZE), { act: 'letter', letter: 'p' });
  assert.deepEqual(meaning(key('z', { ctrl: true }), AT, SIZE), { act: 'undo' });
  assert.deepEqual(meaning(key('Z', { ctrl: true, shift: true }), AT, SIZE), { act: 'redo' });
  assert.deepEqual(meaning(key('y', { ctrl: true }), AT, SIZE), { act: 'redo' });
  assert.equal(meaning(key('r', { ctrl: true }), AT, SIZE), null);
  assert.equal(meaning(key('Tab'), AT, SIZE), null);
  assert.equal(meaning(key('F5'), AT, SIZE), null);
  assert.equal(meaning(key(' '), AT, SIZE), null);
});

test('a letter stands for a status by how the class writes it, by its code, or by its place', () => {
  const set = [{ status: 'P', letter: 'ح' }, { status: 'A', letter: 'غ' }, { status: 'S1', letter: 'R' }];
  assert.equal(statusOf('ح', set), 'P');
  assert.equal(statusOf('r', set), 'S1');
  assert.equal(statusOf('a', set), 'A');
  assert.equal(statusOf('2', set), 'A');
  assert.equal(statusOf('9', set), null);
  assert.equal(statusOf('x', set), null);
});

test('a selection is a rectangle, whichever corner it began at', () => {
  assert.deepEqual(box({ at: { row: 5, col: 1 }, to: { row: 2, col: 4 } }), { top: 2, bottom: 5, start: 1, end: 4 });
});

test('only what is in view is drawn, with some over, and never more than there is', () => {
  const view = windowOf({ top: 4400, start: 2200, height: 600, width: 1000 }, 500, 120);
  assert.ok(view.top <= 100 && view.bottom >= 114 && view.bottom - view.top < 50, JSON.stringify(view));
  assert.ok(view.from <= 50 && view.until >= 73 && view.until - view.from < 50, JSON.stringify(view));
  assert.deepEqual(windowOf({ top: 0, start: 0, height: 600, width: 1000 }, 3, 2), { top: 0, bottom: 3, from: 0, until: 2 });
});

type Entry = StudentDetails['lectures'][number];
const entry = (id: number, day: number, status: string | null, more: Partial<Entry> = {}): Entry =>
  ({ lecture: lecture(id, `2026-10-0${day}T09:00:00Z`), mark: status ? { status } : null, outside: false, left_out: false, ...more }) as Entry;
const COUNTS = { P: 'attended', L: 'attended', E: 'ignored', A: 'missed' } as const;
const line = (status: string) => ({ counts: COUNTS[status as keyof typeof COUNTS] });

test('a term comes to what the server counts: without what is ignored, left out or not theirs', () => {
  const entries = [entry(1, 1, 'P'), entry(2, 2, 'A'), entry(3, 3, 'E'), entry(4, 4, null), entry(5, 5, 'A', { left_out: true }), entry(6, 6, null, { outside: true })];
  const points = trendOf([...entries].reverse(), line, Date.parse('2026-10-09T00:00:00Z'));
  assert.deepEqual(points.map((one) => [one.entry.lecture.id, one.attended, one.counted]), [[1, 1, 1], [2, 1, 2], [4, 1, 3]]);
});

test('a lecture that still takes marks says nothing of who has none', () => {
  assert.deepEqual(trendOf([entry(1, 1, null)], line, Date.parse('2026-10-01T09:30:00Z')), []);
});

test('changes stand beside their lecture', () => {
  const change = (id: number, lecture_id: number) => ({ id, lecture_id, at: '', by: null, from: null, to: 'P', reason: null });
  assert.deepEqual([...changesByLecture([change(3, 1), change(2, 2), change(1, 1)])].map(([id, all]) => [id, all.map((one) => one.id)]), [[1, [3, 1]], [2, [2]]]);
});

test('labels of a picture do not lie on one another, and the last has one', () => {
  assert.deepEqual(labelled(0, 500), []);
  assert.deepEqual(labelled(5, 500), [0, 1, 2, 3, 4]);
  const at = labelled(120, 500);
  assert.ok(at.length <= 8 && at.at(-1) === 119, at.join());
});

test('a picture begins and ends with a value, and its shades reach from the lowest to the highest', () => {
  const column = (percentage: number | null) => ({ key: '', label: '', percentage });
  assert.deepEqual(trimmed([column(null), column(3), column(null), column(5), column(null)]).map((one) => one.percentage), [3, null, 5]);
  assert.deepEqual(trimmed([column(null)]), []);
  assert.deepEqual([levelOf(50, 50, 90), levelOf(90, 50, 90), levelOf(70, 50, 90), levelOf(null, 0, 1), levelOf(5, 5, 5)], [1, 5, 3, 0, 3]);
});
