// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut, ordered } from '../src/features/classroom/lecture-order';
import { stageOf } from '../src/ui/class/start';
import type { Lecture } from '../src/core/types';

Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en-GB'] }, configurable: true });

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// A Wednesday, ten in the morning in Berlin.
const AT = Date.parse('2026-11-25T09:00:00Z');

function lecture(id: number, starts: number, more: Partial<Lecture> = {}): Lecture {
  return {
    id, starts_at: new Date(starts).toISOString(), ends_at: new Date(starts + HOUR).toISOString(), cancelled: false, taken: false, window: null, ...more,
  } as Lecture;
}

const ids = (lectures: readonly Lecture[]) => lectures.map(({ id }) => id);

test('today first, then what comes soonest first, then what was newest first, by week', () => {
  const all = [lecture(1, AT - 8 * DAY), lecture(2, AT - DAY), lecture(3, AT + 2 * HOUR), lecture(4, AT - 2 * HOUR), lecture(5, AT + 6 * DAY), lecture(6, AT + 2 * DAY)];
  const { today, coming, past } = ordered(all, AT, 'Europe/Berlin', 1);
  assert.deepEqual(ids(today), [4, 3]);
  assert.deepEqual(coming.map(({ away, lectures }) => [away, ids(lectures)]), [[0, [6]], [1, [5]]]);
  assert.deepEqual(past.map(({ away, lectures }) => [away, ids(lectures)]), [[0, [2]], [-1, [1]]]);
});

test('a week begins where the reader begins it, and a day by the clocks of the class', () => {
  const sunday = lecture(1, Date.parse('2026-11-29T10:00:00Z'));
  assert.equal(ordered([sunday], AT, 'UTC', 1).coming[0]?.away, 0);
  assert.equal(ordered([sunday], AT, 'UTC', 7).coming[0]?.away, 1);
  const night = lecture(2, Date.parse('2026-11-25T22:30:00Z'));
  assert.deepEqual(ids(ordered([night], AT, 'UTC', 1).today), [2]);
  assert.deepEqual(ids(ordered([night], AT, 'Asia/Tokyo', 1).today), []);
});

test('what goes on over midnight is still of today', () => {
  const late = lecture(1, AT - 12 * HOUR, { ends_at: new Date(AT + HOUR).toISOString() });
  assert.deepEqual(ids(ordered([late], AT, 'UTC', 1).today), [1]);
});

test('a long list is cut, and says how much is left', () => {
  const weeks = [{ away: 0, lectures: [1, 2, 3] }, { away: 1, lectures: [4, 5] }];
  assert.deepEqual(cut(weeks, 4), { shown: [{ away: 0, lectures: [1, 2, 3] }, { away: 1, lectures: [4] }], left: 1 });
  assert.deepEqual(cut(weeks, 9), { shown: weeks, left: 0 });
});

test('where a lecture stands for who takes its attendance', () => {
  const open = { state: 'open' } as Lecture['window'];
  assert.equal(stageOf(lecture(1, AT + 10 * 60_000), AT), 'soon');
  assert.equal(stageOf(lecture(1, AT + 2 * HOUR), AT), 'ahead');
  assert.equal(stageOf(lecture(1, AT - 2 * HOUR), AT), 'missed');
  assert.equal(stageOf(lecture(1, AT - 2 * HOUR, { taken: true }), AT), 'done');
  assert.equal(stageOf(lecture(1, AT, { window: open }), AT), 'open');
  assert.equal(stageOf(lecture(1, AT, { cancelled: true, window: open }), AT), 'cancelled');
});
