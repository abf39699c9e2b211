// SPDX-License-Identifier: MIT
// Pushes: where a tap leads is what the app says, each kind has its sentence, and what passes between page, service
// worker and server is read as it is written.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isPlace, keyBytes, sameKey, subscriptionBody } from '../src/core/push/push-keys';
import { words as ar } from '../src/core/text/ar/push.ar';
import { words as hi } from '../src/core/text/hi/push.hi';
import { words as en } from '../src/core/text/en/push.en';
import { TOLD_KINDS, toldKind, type NotificationKind } from '../src/core/push/told-kinds';
import type { Role } from '../src/core/types';

/** The server's rows: kind, and the places of a push for a student and for everybody else. */
function serverPlaces(): { kind: NotificationKind; student: string; others: string }[] {
  const source = readFileSync('../src/school/post/notification_kind.c', 'utf8');
  const text = (word: string) => (word === 'PUSH_LIST' ? '/notifications' : word.replace(/"/g, ''));
  return [...source.matchAll(/\[NOTIFY_\w+\] = \{\s*"(\w+)",[^]*?\.push = \{(PUSH_LIST|"[^"]*"), (PUSH_LIST|"[^"]*"),/g)].map((row) => ({
    kind: row[1] as NotificationKind,
    student: text(row[2] ?? ''),
    others: text(row[3] ?? ''),
  }));
}

test('a tap on a push leads where a tap on the notification does', () => {
  const about = { classroom_id: 5, lecture_id: 7, subject_id: 9, text: null };
  const filled = (place: string) => place.replace('{class}', '5').replace('{lecture}', '7').replace('{subject}', '9');
  const rows = serverPlaces();
  assert.deepEqual(rows.map(({ kind }) => kind).sort(), Object.keys(TOLD_KINDS).sort());
  for (const { kind, student, others } of rows) {
    for (const [role, place] of [['student', student], ['professor', others]] as [Role, string][]) {
      assert.ok(isPlace(filled(place)), place);
      // The list stands for what only the app can tell, and for what would name a person.
      if (place !== '/notifications') assert.equal(filled(place), toldKind(kind).place(about, role), `${kind} for a ${role}`);
    }
  }
});

test('each kind has its sentence in each language, and none says more than that', () => {
  for (const book of [en, ar, hi]) {
    for (const kind of Object.keys(TOLD_KINDS)) assert.ok(Object.hasOwn(book, kind), kind);
    for (const [kind, [title, body]] of Object.entries(book)) {
      assert.ok(title.length > 0 && title.length <= 40, `${kind}: ${title}`);
      assert.ok(body.length > 0 && body.length <= 60, `${kind}: ${body}`);
    }
  }
});

test('a place is a page of this app', () => {
  for (const good of ['/', '/mark/7', '/classroom/5/board/9', '/notifications/choices']) assert.ok(isPlace(good), good);
  for (const bad of ['', 'mark/7', '//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example/', '/a?b=c', '/a#b', '/a b', 'javascript:alert(1)', null, 7, {}])
    assert.ok(!isPlace(bad), String(bad));
});

test('keys are compared by their bytes', () => {
  assert.deepEqual([...keyBytes('_-8BAg')], [255, 239, 1, 2]);
  assert.deepEqual([...keyBytes('_-8BAg==')], [255, 239, 1, 2]);
  assert.ok(sameKey(keyBytes('_-8BAg').buffer, '_-8BAg'));
  assert.ok(!sameKey(keyBytes('_-8BAw').buffer, '_-8BAg'));
  assert.ok(!sameKey(keyBytes('_-8B').buffer, '_-8BAg'));
  assert.ok(!sameKey(null, '_-8BAg'));
});

test('the server is told what the browser says, and nothing else of it', () => {
  const json = { endpoint: 'https://push.example/1', expirationTime: 5, keys: { p256dh: 'point', auth: 'secret' } };
  assert.deepEqual(subscriptionBody(json), { endpoint: 'https://push.example/1', p256dh: 'point', auth: 'secret' });
  assert.deepEqual(subscriptionBody({}), { endpoint: '', p256dh: '', auth: '' });
});
