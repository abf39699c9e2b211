// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { wordsReady } from '../src/core/text';
import { tables } from './words';
import { LINK_MINUTES } from '../src/core/limits';
import { readWarning, warningLine } from '../src/ui/class/rule-words';
import { TOLD_KINDS, toldKind, type NotificationKind } from '../src/core/push/told-kinds';
import type { Notification, Role } from '../src/core/types';

function told(kind: NotificationKind, more: Partial<Notification> = {}): Notification {
  return {
    id: 1, kind, classroom_id: 7, lecture_id: null, subject_id: null, subject: 'Optics', title: null, starts_at: null, timezone: null,
    text: null,
  about: null, created_at: '2026-01-01T10:00:00.000Z', read: false, ...more,
  };
}

const placeOf = (one: Notification, role: Role) => toldKind(one.kind).place(one, role);

test('a notification leads to what it is about, for each role', () => {
  assert.equal(placeOf(told('window_opened', { lecture_id: 3 }), 'student'), '/mark/3');
  assert.equal(placeOf(told('window_opened', { lecture_id: 3 }), 'professor'), '/lecture/3');
  assert.equal(placeOf(told('lecture_changed', { lecture_id: 3 }), 'student'), '/record/7');
  assert.equal(placeOf(told('lecture_changed', { lecture_id: 3 }), 'professor'), '/lecture/3');
  assert.equal(placeOf(told('board_item', { subject_id: 9 }), 'student'), '/classroom/7/board/9');
  assert.equal(placeOf(told('erasure_request', { subject_id: 5 }), 'administrator'), '/people/5');
  assert.equal(placeOf(told('request'), 'professor'), '/classroom/7/requests');
  assert.equal(placeOf(told('join_request', { subject_id: 5 }), 'professor'), '/classroom/7/students');
  assert.equal(placeOf(told('not_taken', { lecture_id: 3 }), 'student'), '/lecture/3');
  assert.equal(placeOf(told('student_left', { subject_id: 5 }), 'professor'), '/classroom/7/register');
  assert.equal(placeOf(told('mark_changed'), 'student'), '/record/7');
  assert.equal(placeOf(told('new_device', { classroom_id: null }), 'student'), '/account/devices');
  assert.equal(placeOf(told('job_done', { subject_id: 4 }), 'administrator'), '/jobs/4');
});

test('a notification without a place leads nowhere', () => {
  assert.equal(placeOf(told('mark_changed', { classroom_id: null }), 'student'), null);
  assert.equal(placeOf(told('board_item', { classroom_id: null, subject_id: 9 }), 'student'), null);
  assert.equal(placeOf(told('request_answered', { text: 'join_refused' }), 'student'), null);
  assert.equal(placeOf(told('request_answered', { text: 'join_accepted' }), 'student'), '/record/7');
});

test('a kind of a newer server leads to its classroom', () => {
  for (const kind of ['of_tomorrow', 'toString', '__proto__'] as unknown as NotificationKind[])
    assert.equal(placeOf(told(kind), 'student'), '/record/7');
});

test('each kind has its words in each language', () => {
  for (const kind of Object.keys(TOLD_KINDS) as NotificationKind[])
    for (const { told: words } of tables) assert.ok(words.kinds[kind], kind);
});

test('the text of a warning is read: its rule, its figures, its lectures', () => {
  const read = readWarning('advised in_a_row: 3|1795424400000 Sets | and more|1795510800000');
  assert.equal(read.kind, 'in_a_row');
  assert.equal(read.figures, '3');
  assert.deepEqual(read.lectures, [{ at: '2026-11-23T09:00:00.000Z', title: 'Sets ' }, { at: '2026-11-24T09:00:00.000Z', title: null }]);
  assert.deepEqual(readWarning('4/9, 75 %'), { kind: null, figures: '4/9, 75 %', lectures: [] });
});

Object.defineProperty(globalThis, 'navigator', { value: { language: 'en-GB', languages: ['en-GB'] }, configurable: true });

test('the lectures of a warning stand on the days of their classroom, wherever the reader is', async () => {
  await wordsReady();
  const words = `in_a_row: 3|${Date.parse('2026-11-23T23:30:00Z')} Sets`;
  assert.match(warningLine(words, 'UTC'), /23 Nov Sets|Nov 23 Sets/);
  assert.match(warningLine(words, 'Pacific/Auckland'), /24 Nov Sets|Nov 24 Sets/);
});

test('the app and the server agree for how long a link works', () => {
  const header = readFileSync('../src/school/people/own_account.h', 'utf8');
  assert.equal(Number(/ACCOUNT_LINK_MINUTES = (\d+)/.exec(header)?.[1]), LINK_MINUTES);
});

/** The words that a source gives a field of its tables' lines. */
const wordsOf = (source: string, field: RegExp): string[] => [...new Set([...source.matchAll(field)].map(([, word]) => word ?? ''))];

test('whatever of a person is erased, merged or swept has a name in each language', () => {
  const office = '../src/school/office';
  const places = readFileSync(`${office}/person_place.c`, 'utf8');
  const erased = wordsOf(places, /\.kind = "([a-z_]+)"/g);
  const merged = wordsOf(places, /\.what = "([a-z_]+)"/g);
  const kept = [...readFileSync(`${office}/retention.c`, 'utf8').matchAll(/\{"([a-z_]+)", SETTING_KEEP/g)].map(([, word]) => word ?? '');
  assert.ok(erased.length > 20 && merged.length > 30 && kept.length > 4, 'the tables are not read any more');
  for (const { office: words } of tables) {
    assert.deepEqual(erased.filter((word) => !words.erase.kinds[word]), []);
    assert.deepEqual(kept.filter((word) => !words.retention.kinds[word]), []);
    assert.deepEqual(merged.filter((word) => !words.merge.things[word]), []);
  }
});

test('the app and the mails know the same words of what a notification is about', () => {
  const source = readFileSync('../src/school/post/notification_text.c', 'utf8');
  const table = /\} details\[\] = \{[^]*?\n\};/.exec(source)?.[0] ?? '';
  const words = [...table.matchAll(/^ {4}\{"([a-z_]+)",/gm)].map(([, word]) => word);
  assert.ok(words.length > 10);
  for (const { told: t } of tables) assert.deepEqual(Object.keys(t.details).sort(), [...words].sort());
});
