// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latest, withRefusal } from '../src/features/lecture/attendance';
import { inRowOrder, keyMeans, placeAfter } from '../src/features/lecture/keys';
import { answerOf, doneOf } from '../src/features/lecture/spot-keys';
import { wishOf } from '../src/features/lecture/marking';
import { fits } from '../src/features/lecture/roll';
import { pulled } from '../src/features/lecture/swipe';
import { phaseOf } from '../src/features/lecture/window';
import { USUAL } from '../src/ui/class/statuses';
import type { Lecture, Mark, StatusLine } from '../src/core/types';

const own = (status: string, letter: string): StatusLine => ({ ...(USUAL[0] as StatusLine), status, letter, name: letter });
const lines = inRowOrder([...USUAL, own('S2', 'R'), own('S1', 'D')]);

const markOf = (id: number, status: Mark['status'], more: Partial<Mark> = {}): Mark => ({
  student: { id, name: `N${id}` },
  external_id: null,
  status,
  minutes_late: null,
  method: null,
  marked_at: null,
  marked_by: null,
  note: null,
  flags: [],
  version: null,
  left_at: null,
  outside: false,
  other_group: false,
  ...more,
});

test('on a row stand present, late, absent, excused; the classroom’s own come after, as they are set', () => {
  assert.deepEqual(lines.map((line) => line.status), ['P', 'L', 'A', 'E', 'S2', 'S1']);
});

test('a digit is a place on the row, a letter a status, arrows move', () => {
  assert.deepEqual(keyMeans('1', lines), { status: 'P' });
  assert.deepEqual(keyMeans('3', lines), { status: 'A' });
  assert.deepEqual(keyMeans('6', lines), { status: 'S1' });
  assert.deepEqual(keyMeans('e', lines), { status: 'E' });
  assert.deepEqual(keyMeans('R', lines), { status: 'S2' });
  assert.deepEqual(keyMeans('ArrowDown', lines), { move: 'next' });
  assert.deepEqual(keyMeans('Delete', lines), { clear: true });
  for (const key of ['9', 'q', 'Enter', ' ', 'Tab', '0']) assert.equal(keyMeans(key, lines), null, key);
});

test('a move stays within the list', () => {
  assert.equal(placeAfter('next', 2, 3), 2);
  assert.equal(placeAfter('previous', 0, 3), 0);
  assert.equal(placeAfter('last', 0, 3), 2);
  assert.equal(placeAfter('first', 2, 3), 0);
});

test('a row is pulled by what goes sideways, far enough it says something', () => {
  assert.equal(pulled(5, 5), 'wait');
  assert.equal(pulled(20, 40), 'scroll');
  assert.deepEqual(pulled(40, 8), { by: 40, side: 'right', enough: false });
  assert.deepEqual(pulled(-300, 8), { by: -120, side: 'left', enough: true });
});

test('the same status again takes the mark away', () => {
  assert.equal(wishOf('P', 'P'), null);
  assert.equal(wishOf('P', 'L'), 'L');
  assert.equal(wishOf(null, 'A'), 'A');
});

test('a figure shows those that it counts', () => {
  const all = [markOf(1, 'P'), markOf(2, 'L'), markOf(3, 'E'), markOf(4, 'A'), markOf(5, null), markOf(6, null, { outside: true }), markOf(7, 'P', { flags: ['outside'] })];
  const shown = (filter: Parameters<typeof fits>[1]) => all.filter((mark) => fits(mark, filter, undefined)).map((mark) => mark.student.id);
  assert.deepEqual(shown('all').length, 7);
  assert.deepEqual(shown('in'), [1, 2, 7]);
  assert.deepEqual(shown('open'), [5]);
  assert.deepEqual(shown('absent'), [4]);
  assert.deepEqual(shown('check'), [7]);
});

test('of what comes within a frame the last mark of each student counts', () => {
  const marks = latest([markOf(1, 'P'), markOf(2, 'L'), markOf(1, 'A')]);
  assert.deepEqual(marks.map((mark) => [mark.student.id, mark.status]), [[1, 'A'], [2, 'L']]);
});

test('who is refused again comes to the top, and is counted', () => {
  const first = withRefusal([], { student: { id: 1, name: 'Ada' }, code: 'too_dark', at: 'a' });
  const other = withRefusal(first, { student: { id: 2, name: 'Bo' }, code: 'no_match', at: 'b' });
  const again = withRefusal(other, { student: { id: 1, name: 'Ada' }, code: 'blurred', at: 'c' });
  assert.deepEqual(again.map((one) => [one.student.id, one.times, one.code]), [[1, 2, 'blurred'], [2, 1, 'no_match']]);
});

test('a cancelled lecture is nothing else, whatever its window was', () => {
  const window = { state: 'open' } as Lecture['window'];
  assert.equal(phaseOf({ cancelled: true, window } as Lecture), 'cancelled');
  assert.equal(phaseOf({ cancelled: false, window } as Lecture), 'open');
  assert.equal(phaseOf({ cancelled: false, window: null } as Lecture), 'never');
});

test('H and N say whether somebody is here, by their letter or their place', () => {
  const press = (key: string, code: string, more = {}) => answerOf({ key, code, ctrlKey: false, metaKey: false, altKey: false, ...more });
  assert.equal(press('h', 'KeyH'), true);
  assert.equal(press('N', 'KeyN'), false);
  assert.equal(press('h', 'KeyJ'), true); // the letter, wherever it lies
  assert.equal(press('d', 'KeyH'), null);
  assert.equal(press('ا', 'KeyH'), true); // a keyboard of another script
  assert.equal(press('ى', 'KeyN'), false);
  assert.equal(press('h', 'KeyH', { ctrlKey: true }), null);
  assert.equal(press('Enter', 'Enter'), null);
});

test('a list of names that are looked up is counted', () => {
  const check = (id: number, here: boolean | null) => ({ student: { id, name: 'Ada' }, here, answered_at: null, answered_by: null });
  const list = { names: 5, waiting: 0, marks: 3, open: true, checks: [check(1, true), check(2, false), check(3, null)] };
  assert.deepEqual(doneOf(list), { done: 2, here: 1, wanted: 2 });
  assert.deepEqual(doneOf({ ...list, names: 2 }), { done: 2, here: 1, wanted: 0 });
});
