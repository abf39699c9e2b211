// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { daysIn, detailOf, markOf, partsOf } from '../src/features/office/audit-words';
import { ar, en, tables } from './words';

const read = (path: string) => readFileSync(path, 'utf8');

test('each action that the server may write into the audit log has its words in both languages', () => {
  const list = read('../src/school/common/audit_action.c');
  const actions = [...list.matchAll(/^ +\{"([a-z_]+)", AUDIT_[A-Z_]+\},$/gm)].map((match) => match[1] ?? '');
  assert.ok(actions.length > 100);
  assert.deepEqual(actions, [...actions].sort(), 'the server looks them up by halves');
  for (const { log } of tables) assert.deepEqual(Object.keys(log.actions).sort(), actions);
  for (const action of actions) {
    assert.ok(en.log.actions[action]?.includes(' ') || action === 'signed_in', action);
    assert.match(ar.log.actions[action] ?? '', /[\u0600-\u06ff]/, action);
  }
});

test('and each kind of thing that it is about', () => {
  const folder = '../src/';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.c'));
  const types = new Set<string>();
  for (const file of files)
    for (const line of read(folder + file).matchAll(/\.subject_type = ([^,;]*)/g))
      for (const word of (line[1] ?? '').matchAll(/"([a-z_]+)"/g)) types.add(word[1] ?? '');
  assert.ok(types.size > 10);
  for (const type of types) for (const { log } of tables) assert.ok(type in log.subjects, type);
});

test('each action is told as a sentence whose places are known, in both languages', () => {
  const places = ['actor', 'person', 'subject', 'class', 'from', 'to', 'setting', 'token'];
  const keys = Object.keys(en.log.sentences).sort();
  const silent = Object.keys(en.log.actions).filter((action) => !keys.includes(action));
  // What nobody did, or what no place could be named for.
  assert.deepEqual(silent.sort(), ['address_given_up', 'audit_keyed', 'demo_filled', 'receipt_key_made']);
  for (const { log } of tables) {
    assert.deepEqual(Object.keys(log.sentences).sort(), keys);
    for (const [action, sentence] of Object.entries(log.sentences)) {
      assert.ok(action in log.actions || ['mark_set_first', 'hand_in_ungraded'].includes(action), action);
      const asked = partsOf(sentence).flatMap((part) => (part.place === undefined ? [] : [part.place]));
      assert.deepEqual(asked.filter((name) => !places.includes(name)), [], action);
      const same = partsOf(en.log.sentences[action] ?? '').flatMap((part) => (part.place === undefined ? [] : [part.place]));
      assert.deepEqual(asked.sort(), same.sort(), action);
    }
  }
});

test('what a mark was and became is read from the detail', () => {
  assert.deepEqual(markOf('student 17: A -> P: was there'), { from: 'A', to: 'P', reason: 'was there' });
  assert.deepEqual(markOf('student 17: - -> S1'), { from: null, to: 'S1', reason: null });
  assert.deepEqual(markOf('student 17: L -> -: wrong row: mine'), { from: 'L', to: null, reason: 'wrong row: mine' });
  assert.equal(markOf('closes 10:15'), null);
  assert.equal(markOf(null), null);
});

test('each finding of the doctor has its words where the server has none, and each kind of action its group', () => {
  const doctor = read('../src/app/doctor.c');
  const codes = new Set([...doctor.matchAll(/(?:OK|WARN|FAIL),\s+"[a-z -]+",\s+"([a-z_]+)"/g)].map((match) => match[1] ?? ''));
  for (const code of ['backup_late', 'backup_recent']) codes.add(code);
  assert.ok(codes.size > 40);
  for (const code of codes) assert.match(ar.desk.doctor.reasons[code] ?? '', /[\u0600-\u06ff]/, code);
  const checks = new Set([...doctor.matchAll(/(?:OK|WARN|FAIL),\s+"([a-z -]+)",/g)].map((match) => match[1] ?? ''));
  const groups = [...read('../src/school/common/audit_action.c').matchAll(/\[AUDIT_[A-Z_]+\] = "([a-z_]+)"/g)].map((match) => match[1] ?? '');
  for (const { desk, log } of tables) {
    for (const check of checks) assert.ok(check in desk.doctor.checks, check);
    assert.deepEqual(Object.keys(log.groups).sort(), [...groups].sort());
  }
});

test('details of an entry are told without numbers of things and the server’s own words', () => {
  assert.equal(detailOf('hand_in_graded', 'student 16: graded'), '');
  assert.equal(detailOf('request_made', 'appeal'), '');
  assert.equal(detailOf('group_created', 'group 2: Exercises B'), 'Exercises B');
  assert.equal(detailOf('leave_kind_made', 'Illness: decided by office, evidence optional, for office, gives E, 0 named'), 'Illness');
  assert.equal(detailOf('status_set_changed', 'S1: R, Remote, 200, attended, teal; L: L, Late, 50, attended, amber'), 'Remote (R), Late (L)');
  assert.equal(detailOf('status_set_changed', 'of another time'), 'of another time');
  assert.equal(detailOf('setting_changed', 'language: en -> sv'), 'language: en -> sv');
  assert.equal(detailOf('signed_in', null), '');
  assert.deepEqual(daysIn('2026-12-18'), ['2026-12-18']);
  assert.deepEqual(daysIn('2026-12-18 to 2026-12-20'), ['2026-12-18', '2026-12-20']);
  assert.deepEqual(daysIn('Exercises B'), []);
});
