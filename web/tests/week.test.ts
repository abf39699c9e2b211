// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weekDays, weekStart, weekStartByTable } from '../src/core/week';

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
