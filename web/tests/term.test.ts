// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsReady } from '../src/core/text';
import type { Lecture, Mark, Standing, TermCell } from '../src/core/types';
import { standingTone } from '../src/ui/study/subject-card';
import { recordCells, termCells } from '../src/ui/study/term';

// What formats times asks the browser for its languages.
Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en-GB'] }, configurable: true });

const DAY_MS = 86_400_000;
const at = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const cell = (days: number, status: string | null, decided: boolean): TermCell => ({ starts_at: at(days), status, decided });

test('a square says whether its lecture was held, is today, is to come, or was not taken', () => {
  const cells = termCells([cell(-9, 'P', true), cell(-7, null, true), cell(-5, null, false), cell(0, null, false), cell(3, null, false)], 'UTC');
  assert.deepEqual(cells.map(({ when }) => when), ['held', 'held', 'cancelled', 'today', 'future']);
  assert.deepEqual(cells.map(({ status }) => status), ['P', null, null, null, null]);
  assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length);
});

test('the record’s squares stand in the order of time, without what is not the student’s', async () => {
  await wordsReady();
  const lecture = (id: number, days: number, more: Partial<Lecture> = {}) =>
    ({ id, starts_at: at(days), ends_at: at(days + 0.01), taken: true, cancelled: false, ...more }) as Lecture;
  const mark = (status: string) => ({ status }) as Mark;
  const newestFirst = [
    { lecture: lecture(5, 4, { taken: false }), mark: null, outside: false },
    { lecture: lecture(4, -2, { cancelled: true, taken: false }), mark: null, outside: false },
    { lecture: lecture(3, -4, { taken: false }), mark: null, outside: false },
    { lecture: lecture(2, -6), mark: null, outside: true },
    { lecture: lecture(1, -8), mark: mark('L'), outside: true }, // a mark makes it theirs
  ];
  const cells = recordCells(newestFirst, 'UTC', ({ mark: of }) => of?.status ?? undefined);
  assert.deepEqual(cells.map(({ id }) => id), [1, 3, 4, 5]);
  assert.deepEqual(cells.map(({ when }) => when), ['held', 'cancelled', 'cancelled', 'future']);
  assert.equal(cells[0]?.more, 'L');
  assert.ok(cells[1]?.more, 'nothing says that nobody took it');
});

test('red is for what is below alone', () => {
  const standing = (counted: number, outlook: Partial<Standing['outlook']>) =>
    ({ counted, outlook: { threshold: 75, below: false, near: false, out_of_reach: false, can_miss: 2, ...outlook } }) as Standing;
  assert.equal(standingTone(standing(0, { below: true })), 'none');
  assert.equal(standingTone(standing(9, {})), 'good');
  assert.equal(standingTone(standing(9, { near: true })), 'warn');
  assert.equal(standingTone(standing(9, { can_miss: 0 })), 'warn');
  assert.equal(standingTone(standing(9, { threshold: 0, can_miss: 0 })), 'good');
  assert.equal(standingTone(standing(9, { below: true })), 'bad');
  assert.equal(standingTone(standing(9, { out_of_reach: true })), 'bad');
});
