// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patiently, Problem, retryDelay } from '../src/core/api';
import { roughSeconds } from '../src/ui/turn';
import { keepSame, withMarks } from '../src/ui/class/marks';
import { count, expected, lineOf, named, offered, USUAL, usualName } from '../src/ui/class/statuses';
import { matchPath } from '../src/core/router';
import { ar, en, tables } from './words';
import { countdown, facts, span } from '../src/core/text/format';
import type { Mark, StatusLine } from '../src/core/types';
import { isZone, lectureTimes, overnight, wallClock, zonedTime } from '../src/core/zone';

test('paths match whole segments, and parameters are decoded', () => {
  assert.deepEqual(matchPath('/', '/'), {});
  assert.deepEqual(matchPath('/join/:code', '/join/AB%20C'), { code: 'AB C' });
  assert.equal(matchPath('/join/:code', '/join'), null);
  assert.equal(matchPath('/join/:code', '/join/%E0%A4%A'), null);
  assert.equal(matchPath('/classroom/:id', '/classroom/1/register'), null);
});

test('a countdown never goes below zero', () => {
  assert.equal(countdown(245_000), '4:05');
  assert.equal(countdown(3_720_000), '1:02:00');
  assert.equal(countdown(-5), '0:00');
});

test('wall-clock times become UTC in any zone', () => {
  assert.equal(zonedTime('2026-01-15', '09:30', 'Europe/Berlin').toISOString(), '2026-01-15T08:30:00.000Z');
  assert.equal(zonedTime('2026-07-15', '09:30', 'Europe/Berlin').toISOString(), '2026-07-15T07:30:00.000Z');
  assert.equal(zonedTime('2026-07-15', '00:15', 'Asia/Kolkata').toISOString(), '2026-07-14T18:45:00.000Z');
  assert.equal(zonedTime('2026-03-29', '03:30', 'Europe/Berlin').toISOString(), '2026-03-29T01:30:00.000Z');
});

test('the hour that spring skips is the clock an hour on; the one that autumn repeats is the first', () => {
  assert.equal(zonedTime('2026-03-29', '02:30', 'Europe/Berlin').toISOString(), '2026-03-29T01:30:00.000Z');
  assert.equal(zonedTime('2026-10-25', '02:30', 'Europe/Berlin').toISOString(), '2026-10-25T00:30:00.000Z');
});

test('a lecture may run into the next day, but not longer than twelve hours, and a slip stays one', () => {
  const night = lectureTimes('2026-03-28', '22:00', '01:00', 'Europe/Berlin');
  assert.deepEqual(night, { starts_at: '2026-03-28T21:00:00.000Z', ends_at: '2026-03-29T00:00:00.000Z' });
  assert.equal(lectureTimes('2026-03-28', '22:00', '03:00', 'Europe/Berlin')?.ends_at, '2026-03-29T01:00:00.000Z');
  assert.equal(lectureTimes('2026-12-31', '23:00', '00:30', 'UTC')?.ends_at, '2027-01-01T00:30:00.000Z');
  for (const [from, to] of [['10:00', '09:30'], ['10:00', '10:00'], ['12:59', '01:00']] as const) {
    assert.equal(lectureTimes('2026-05-05', from, to, 'UTC'), null);
  }
  assert.equal(overnight('13:00', '01:00'), true);
  assert.equal(overnight('09:00', '10:00'), false);
});

test('the end of a lecture names its day when that is another one', () => {
  Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en-GB'] }, configurable: true });
  assert.match(span('2026-05-05T22:00:00Z', '2026-05-06T01:00:00Z', 'UTC'), /Wed/);
  assert.doesNotMatch(span('2026-05-05T21:00:00Z', '2026-05-05T22:00:00Z', 'UTC'), /Tue/);
  assert.match(span('2026-05-05T21:00:00Z', '2026-05-05T22:00:00Z', 'Europe/Berlin'), /Wed/);
});

test('a moment shows as the clocks of its zone do', () => {
  assert.deepEqual(wallClock(Date.parse('2026-07-14T18:45:00Z'), 'Asia/Kolkata'), { date: '2026-07-15', time: '00:15' });
  assert.equal(isZone('Europe/Berlin'), true);
  assert.equal(isZone('Mars/Base'), false);
  assert.equal(isZone(''), false);
});

test('lost connections and a full server are retried, refusals are not, and not for ever', () => {
  const network = new Problem(0, {});
  assert.equal(network.code, 'network');
  assert.equal(retryDelay(network, 0, 0), 500);
  assert.equal(retryDelay(network, 2, 0), 2000);
  assert.equal(retryDelay(network, 4, 0), null);
  const busy = new Problem(503, { code: 'busy' }, 2);
  const delay = retryDelay(busy, 0, 0) ?? 0;
  assert.ok(delay >= 2000 && delay <= 3000);
  assert.equal(retryDelay(busy, 0, 12), null);
  assert.equal(retryDelay(new Problem(422, { code: 'no_face' }), 0, 0), null);
  assert.equal(retryDelay(new Problem(500, {}), 0, 0), null);
});

test('a full server is asked again when it said so, and how long that is is told without a flicker', async () => {
  const answers = [new Problem(503, { code: 'busy' }, 0), new Problem(503, { code: 'busy' }, 0)];
  const told: number[] = [];
  const ask = () => {
    const problem = answers.shift();
    return problem ? Promise.reject(problem) : Promise.resolve('done');
  };
  assert.equal(await patiently(ask, (_, delayMs) => told.push(delayMs)), 'done');
  assert.equal(told.length, 2);
  await assert.rejects(patiently(() => Promise.reject(new Problem(409, {})), () => assert.fail('not to be repeated')));
  assert.deepEqual([0, -5, 900, 3000, 10_000, 10_001, 31_000].map(roughSeconds), [0, 0, 1, 3, 10, 15, 35]);
});

/** Where two tables of words differ in shape. `refusals` and `reasons` may hold more in one language. */
function differences(a: unknown, b: unknown, path: string): string[] {
  if (typeof a !== typeof b) return [path];
  if (typeof a !== 'object' || a === null || b === null) return a === '' || b === '' ? [path] : [];
  const open = /\.refusals$|\.reasons$/.test(path);
  const keys = new Set([...Object.keys(a), ...(open ? [] : Object.keys(b as object))]);
  return [...keys].flatMap((key) =>
    differences((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}.${key}`),
  );
}

test('every word exists in every language', () => {
  for (const table of tables) assert.deepEqual(differences(en, table, table.language), []);
});

test('counting words follow the language', () => {
  assert.equal(en.professor.students(1), '1 student');
  assert.equal(en.professor.students(0), '0 students');
  assert.equal(ar.professor.students(2), 'طالبان');
  assert.equal(ar.professor.students(5), '5 طلاب');
});

const markOf = (id: number, name: string, status: Mark['status']): Mark => ({
  student: { id, name },
  external_id: null,
  status,
  minutes_late: null,
  method: status === null ? null : 'face',
  marked_at: null,
  marked_by: null,
  note: null,
  flags: [],
  version: null,
  left_at: null,
  outside: false,
  other_group: false,
});

test('marks that arrive take their places in the list', () => {
  const list = [markOf(1, 'Ada', null), markOf(2, 'Cyd', null)];
  const marked = withMarks(list, [markOf(2, 'Cyd', 'L'), markOf(3, 'Bob', 'P')]);
  assert.deepEqual(marked.map((mark) => mark.status), [null, 'L']); // the server knows where Bob sorts
  const joined = [...marked, markOf(3, 'Bob', 'P')];
  const none = { excused: 0, absent: 0, other: 0, missed: 0, ignored: 0, flagged: 0 };
  assert.deepEqual(count(joined, undefined), { ...none, students: 3, marked: 2, present: 1, late: 1, unmarked: 1, attended: 2, in_room: 2 });
  // Who joined after the lecture is not missing in it; who has left since still counts.
  const later = [...joined, { ...markOf(4, 'Dan', null), outside: true }, { ...markOf(5, 'Eve', 'P'), left_at: '2026-01-01T10:00:00.000Z' }];
  assert.deepEqual(count(later, undefined), { ...none, students: 4, marked: 3, present: 2, late: 1, unmarked: 1, attended: 3, in_room: 3 });
});

test('a list that is read anew keeps the marks that are the same, so that their rows are not drawn again', () => {
  const before = [markOf(1, 'Ada', 'P'), { ...markOf(2, 'Bob', 'L'), version: 7 }, markOf(3, 'Cyd', null)];
  const next = [markOf(1, 'Ada', 'P'), { ...markOf(2, 'Bob', 'L'), version: 8 }, markOf(3, 'Cyd', null), markOf(4, 'Dan', null)];
  const kept = keepSame(before, next);
  assert.deepEqual(kept.map((mark) => before.includes(mark)), [true, false, true, false]);
  assert.deepEqual(kept, next);
  const flagged = keepSame(before, [{ ...markOf(1, 'Ada', 'P'), flags: ['outside'] }]);
  assert.deepEqual(flagged[0]?.flags, ['outside']);
});

test('a classroom counts and names its own statuses', () => {
  const own = (status: string, name: string, counts: StatusLine['counts'], in_room: boolean, retired = false): StatusLine => ({
    ...lineOf(undefined, 'P'),
    status,
    letter: name[0] ?? '',
    name,
    counts,
    in_room,
    retired,
  });
  const set = [...USUAL, own('S1', 'Remote', 'attended', false), own('S2', 'Duty', 'ignored', false), own('S3', 'Visit', 'missed', true, true)];
  const marks = ['P', 'S1', 'S2', 'S3', 'A', null].map((status, i) => markOf(i, `N${i}`, status));
  const counts = count(marks, set);
  assert.deepEqual(
    [counts.marked, counts.other, counts.attended, counts.missed, counts.ignored, counts.unmarked, counts.in_room],
    [5, 3, 2, 2, 1, 1, 2],
  );
  assert.equal(expected(counts), 5);
  // One that is no longer offered stays with the marks that have it.
  assert.deepEqual(offered(set).map((line) => line.status), ['P', 'L', 'E', 'A', 'S1', 'S2']);
  assert.equal(offered(set, 'S3').length, 7);
  assert.equal(named(set, (status) => status === 'S3').length, 7);
  // A name of the classroom's own is said as it is, in every language; an unknown code by itself.
  assert.equal(usualName(lineOf(set, 'P')), true);
  assert.equal(usualName({ ...lineOf(set, 'P'), name: 'Anwesend' }), false);
  assert.equal(usualName(lineOf(set, 'S1')), false);
  assert.equal(lineOf(set, 'S9').letter, 'S9');
});

test('the name of a button that says whom it is about begins with what stands on it', () => {
  for (const t of tables) {
    const named = [
      [t.leave.answerTo, t.leave.answer],
      [t.settings.letIn, t.leave.accept],
      [t.settings.turnAway, t.leave.refuse],
    ] as const;
    for (const [name, word] of named) assert.ok(name('Ada').startsWith(`${word} `), `${name('Ada')} | ${word}`);
  }
});

test('a room stays whole in a line of facts, a name or a longer sentence may be broken', () => {
  assert.equal(facts(['B 204', null, 'Lab A', 'attended 11 of 13']), 'B\u00a0204\u00a0· Lab A\u00a0· attended 11 of 13');
});
