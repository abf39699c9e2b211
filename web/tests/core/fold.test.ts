// SPDX-License-Identifier: MIT
// Searching compares as the server does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { finds, fold } from '../../src/core/fold';

test('text is folded as the server folds it', () => {
  const lines = readFileSync('../tests/support/folded.tsv', 'utf8').split('\n').slice(0, -1);
  assert.ok(lines.length > 40);
  for (const line of lines) {
    const [text, folded] = line.split('\t');
    assert.equal(fold(text!), folded, text);
    assert.equal(fold(folded!), folded, `${text} once more`);
  }
});

test('each word of a query is somewhere in the text', () => {
  assert.ok(finds('Zoë Öberg', 'oberg zoe'));
  assert.ok(finds('Zoë Öberg', ' ZOË '));
  assert.ok(finds('Zoë Öberg', ''));
  assert.ok(!finds('Zoë Öberg', 'oberg ada'));
});
