// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ar, en, tables } from './words';

const read = (path: string) => readFileSync(path, 'utf8');

test('each action that the server may write into the audit log has its words in both languages', () => {
  const list = read('../src/school/common/audit_action.c');
  const actions = [...list.matchAll(/^ +"([a-z_]+)",$/gm)].map((match) => match[1] ?? '');
  assert.ok(actions.length > 100);
  assert.deepEqual(actions, [...actions].sort(), 'the server looks them up by halves');
  for (const { office } of tables) assert.deepEqual(Object.keys(office.audit.actions).sort(), actions);
  for (const action of actions) {
    assert.ok(en.office.audit.actions[action]?.includes(' ') || action === 'signed_in', action);
    assert.match(ar.office.audit.actions[action] ?? '', /[\u0600-\u06ff]/, action);
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
  for (const type of types) for (const { office } of tables) assert.ok(type in office.audit.subjects, type);
});
