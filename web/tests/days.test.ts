// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weekDays, weekStart, weekStartByTable } from '../src/core/week';
import { addDays, daysOf, isDate, lanes, step, weekday, weekOf } from '../src/features/calendar/days';

test('a date is one that exists', () => {
  assert.deepEqual(['2026-11-30', '2028-02-29', '2026-02-29', '2026-13-01', '2026-1-1', '', 'today'].map(isDate), [true, true, false, false, false, false, false]);
});

test('days are counted over months, years and leap days', () => {
  assert.equal(addDays('2026-12-31', 1), '2027-01-01');
  assert.equal(addDays('2028-03-01', -1), '2028-02-29');
  assert.equal(weekday('2026-11-30'), 1);
  assert.equal(weekday('2026-11-29'), 7);
});

test('a week begins where the reader is used to', () => {
  assert.equal(weekOf('2026-11-30', 1), '2026-11-30');
  assert.equal(weekOf('2026-11-30', 7), '2026-11-29');
  assert.equal(weekOf('2026-11-30', 6), '2026-11-28');
});

test('a month is shown in whole weeks, none of them empty of it', () => {
  const november = daysOf('month', '2026-11-17', 1);
  assert.equal(november.length % 7, 0);
  assert.deepEqual([november[0], november.at(-1)], ['2026-10-26', '2026-12-06']);
  // A February of four weeks exactly.
  assert.equal(daysOf('month', '2027-02-10', 1).length, 28);
  for (const first of [1, 6, 7])
    for (let month = 1; month <= 12; month++) {
      const days = daysOf('month', `2026-${String(month).padStart(2, '0')}-15`, first);
      const own = days.map((day) => Number(day.slice(5, 7)) === month);
      assert.ok(own.slice(0, 7).includes(true) && own.slice(-7).includes(true), `${month}, weeks from ${first}`);
      assert.ok(days.length <= 42, 'the server answers 62 days at the most');
    }
});

test('a step keeps within the view', () => {
  assert.equal(step('month', '2026-01-31', 1), '2026-02-01');
  assert.equal(step('month', '2026-01-31', -1), '2025-12-01');
  assert.equal(step('week', '2026-11-30', 1), '2026-12-07');
});

test('what overlaps stands beside one another, what does not has the whole width', () => {
  const span = (from: number, to: number) => ({ from, to });
  assert.deepEqual(lanes([span(540, 630), span(630, 700)]), [{ lane: 0, of: 1 }, { lane: 0, of: 1 }]);
  assert.deepEqual(lanes([span(540, 630), span(600, 660), span(640, 700), span(800, 900)]), [
    { lane: 0, of: 2 }, { lane: 1, of: 2 }, { lane: 0, of: 2 }, { lane: 0, of: 1 },
  ]);
  assert.deepEqual(lanes([]), []);
});

test('a week begins as where the language is spoken, told by the browser or by the table', () => {
  const starts: [string, number][] = [
    ['en-US', 7], ['en', 7], ['en-GB', 1], ['sv', 1], ['de-AT', 1], ['ar-EG', 6], ['ar', 6], ['fa', 6], ['pt-BR', 7], ['he-IL', 7], ['dv-MV', 5],
  ];
  for (const [tag, day] of starts) {
    assert.equal(weekStart(tag), day, tag);
    assert.equal(weekStartByTable(tag), day, `${tag} by the table`);
  }
  assert.equal(weekStart('no tag at all'), 1);
});

test('the days follow one another from there', () => {
  assert.deepEqual(weekDays('en-GB'), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(weekDays('ar-EG'), [6, 7, 1, 2, 3, 4, 5]);
});
