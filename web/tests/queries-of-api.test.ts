// SPDX-License-Identifier: MIT
// What the app asks behind a "?" is what the address takes: the server refuses a parameter that it does not know.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

/** As the server takes them on: what they are called today. */
const FORMER: Record<string, string> = { before: 'to', until: 'to', first_date: 'from', last_date: 'to' };

const described: Record<string, Record<string, string>> = JSON.parse(readFileSync('../tests/openapi/v1.json', 'utf8'));

/** The parameters of all operations of an address, its names aside: "/api/user/:x". */
const known = new Map<string, Set<string>>();
for (const [name, lines] of Object.entries(described)) {
  const path = name.match(/^[A-Z]+ (\/api\/\S+)$/)?.[1];
  if (!path) continue;
  const shape = path.replace('/api/v1/', '/api/').replace(/\{[^}]*\}/g, ':x');
  const names = known.get(shape) ?? new Set();
  for (const key of Object.keys(lines)) if (key.startsWith('query ')) names.add(key.slice('query '.length));
  known.set(shape, names);
}

/** Addresses with a query that stand whole in the code, and the names in it. */
function* asked(text: string): Generator<{ shape: string; names: string[] }> {
  for (const [, path, query] of text.matchAll(/['"`](\/api\/[^'"`?\s]*)\?([^'"`\s]*)['"`]/g)) {
    const shape = (path ?? '').replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, ':x');
    // A value in braces may be a name and its value, or hold further texts: only what stands before "=" in plain sight counts.
    const plain = (query ?? '').replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '');
    yield { shape, names: [...plain.matchAll(/(?:^|&)([a-z_]+)=/g)].map((match) => match[1] ?? '') };
  }
}

const strangers = (shape: string, names: string[]): string[] => {
  const takes = known.get(shape);
  return names.filter((name) => !takes?.has(name) && !takes?.has(FORMER[name] ?? name)).map((name) => `${shape}: ${name}`);
};

test('every parameter that the app sends is one that the address takes', () => {
  let seen = 0;
  const wrong: string[] = [];
  for (const path of files('src'))
    for (const { shape, names } of asked(readFileSync(path, 'utf8'))) {
      if (!known.has(shape)) continue; // a part of it is put together elsewhere
      seen += names.length;
      wrong.push(...strangers(shape, names).map((one) => `${path}: ${one}`));
    }
  assert.deepEqual(wrong, []);
  assert.ok(seen >= 10, `only ${seen} were found`);
});

test('one that it does not take is noticed', () => {
  assert.deepEqual(strangers('/api/user/days', ['from', 'before']), []);
  assert.deepEqual(strangers('/api/user/days', ['nonsense']), ['/api/user/days: nonsense']);
  assert.deepEqual([...asked('get(`/api/user/days?from=${a}&before=${b}`)')], [{ shape: '/api/user/days', names: ['from', 'before'] }]);
});
