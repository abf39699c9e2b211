// SPDX-License-Identifier: MIT
// What is ticked for a program.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { words as arabic } from '../src/core/text/ar/office/programs.ar';
import { words as english } from '../src/core/text/en/office/programs.en';
import { words as hindi } from '../src/core/text/hi/office/programs.hi';
import { areasOf, chosenWith } from '../src/ui/programs/scopes';

test('scopes stand by area, in the order of the server', () => {
  assert.deepEqual(areasOf(['marks:read', 'marks:write', 'audit:read', 'imports:write']), [
    { name: 'marks', read: 'marks:read', write: 'marks:write' },
    { name: 'audit', read: 'audit:read' },
    { name: 'imports', write: 'imports:write' },
  ]);
  assert.deepEqual(areasOf([]), []);
});

test('ticking adds and takes away one, and keeps the order', () => {
  const all = ['a:read', 'a:write', 'b:read'];
  assert.deepEqual(chosenWith(all, ['b:read'], 'a:read', true), ['a:read', 'b:read']);
  assert.deepEqual(chosenWith(all, ['a:read', 'b:read'], 'a:read', false), ['b:read']);
  assert.deepEqual(chosenWith(all, ['gone:read'], 'a:write', true), ['a:write']);
});

test('each scope of the server has its area in plain words, in every language', () => {
  const source = readFileSync('../src/school/people/tokens/scope.c', 'utf8');
  const scopes = [...source.matchAll(/= \{"([a-z]+:(?:read|write))"/g)].map((match) => match[1] ?? '');
  assert.ok(scopes.length >= 20);
  for (const { programs } of [english, arabic, hindi])
    assert.deepEqual(
      areasOf(scopes).map((area) => area.name),
      Object.keys(programs.areas),
    );
});
