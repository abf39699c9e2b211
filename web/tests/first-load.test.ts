// SPDX-License-Identifier: MIT
// What a first page needs is found whole: what is not counted is not held.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { booksOf, CALLED_FOR, filesOf, FIRST_PAGES } from '../scripts/first-load.mjs';
import { sources } from '../scripts/shapes.mjs';

test('the books that a module asks for', () => {
  const asked = (calls: string) => booksOf(`import { checkIn, lecture as lectureWords, own } from '../../core/text/books';\n${calls}`);
  assert.deepEqual(asked('const text = words(checkIn, lectureWords);'), ['check-in', 'lecture']);
  assert.deepEqual(asked('export const words = 1;'), []);
  assert.deepEqual(booksOf("import { words } from '../core/text';"), []);
});

test('a page has the main file, its own, what they import, and its words', () => {
  const chunk = (fileName: string, source: string, imports: string[] = [], more = {}) =>
    ({ fileName, imports, facadeModuleId: `${process.cwd()}/src/${source}`, modules: { [`${process.cwd()}/src/${source}`]: {} }, isEntry: false, ...more }) as unknown as Parameters<typeof filesOf>[0][number];
  const chunks = [
    chunk('index.js', 'main.tsx', ['shared.js'], { isEntry: true }),
    chunk('shared.js', 'core/api.ts'),
    chunk('push.js', 'core/push/push.ts', ['index.js']),
    chunk('student.js', 'features/home/student.tsx', ['index.js', 'card.js']),
    chunk('card.js', 'ui/study/subject-card.tsx', ['index.js']),
    chunk('own.js', 'core/text/en/own.en.ts', ['plural.js']),
    chunk('plural.js', 'core/text/plural.ts'),
    chunk('other.js', 'features/board/board.tsx', ['index.js']),
    chunk('board.js', 'core/text/en/board.en.ts'),
  ];
  assert.deepEqual(filesOf(chunks, 'features/home/student.tsx').sort(), ['card.js', 'index.js', 'own.js', 'plural.js', 'push.js', 'shared.js', 'student.js']);
  assert.throws(() => filesOf(chunks, 'features/home/gone.tsx'), /gone/);
});

test('the pages and parts that are named are there', () => {
  for (const module of [...FIRST_PAGES.map((one) => one.module), ...CALLED_FOR]) assert.ok(readFileSync(`src/${module}`, 'utf8').length > 0);
});

test('the outlines of the icons are those of the set', async () => {
  for (const [name, source] of Object.entries(await sources())) assert.equal(readFileSync(`src/ui/${name}`, 'utf8'), source, 'run `npm run shapes`');
});
