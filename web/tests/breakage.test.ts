// SPDX-License-Identifier: MIT
import { page, serve, settle } from './dom';
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Problem } from '../src/core/api';
import { framesOf, nameThePage, reportBreak, reportOf, watchForBreaks } from '../src/core/breakage';

const broken = (message: string, stack = '') => Object.assign(new TypeError(message), { stack });

test('where it broke is files, lines and columns, and no address', () => {
  const stack = [
    'TypeError: x is undefined',
    '    at draw (https://ams.example.org/assets/board-1a2B_3-d.js:1:2345)',
    '    at https://ams.example.org/assets/index-x.js:9:1',
    'g@https://ams.example.org/assets/a.js:1:2',
    '    at https://ams.example.org/assets/b.js:1:2',
    '    at https://ams.example.org/assets/c.js:1:2',
    '    at https://ams.example.org/classroom/7:3:3',
  ].join('\n');
  assert.equal(framesOf(stack), 'board-1a2B_3-d.js:1:2345 index-x.js:9:1 a.js:1:2 b.js:1:2');
  assert.equal(framesOf('    at <anonymous>:1:1'), '');
});

test('a report is short, of one line, and says the page as the table of pages has it', () => {
  assert.deepEqual(reportOf(broken('x is\n undefined'), '/classroom/:id', 'index-x.js'), { message: 'TypeError: x is undefined', path: '/classroom/:id', build: 'index-x.js' });
  assert.deepEqual(reportOf('thrown', '/', ''), { message: 'Error: thrown', path: '/' });
  assert.equal(reportOf({ secret: 'value' }, '/', '')?.message, 'Error: object');
  assert.equal([...(reportOf(broken('x'.repeat(500)), '/', '')?.message ?? '')].length, 200);
});

test('what the server refused, what was stopped, and the noise of browsers is no fault of a page', () => {
  assert.equal(reportOf(new Problem(409, { code: 'taken', detail: 'Ada has it.' }), '/', ''), null);
  assert.equal(reportOf(Object.assign(new Error('gone'), { name: 'AbortError' }), '/', ''), null);
  assert.equal(reportOf('Script error.', '/', ''), null);
  assert.equal(reportOf('ResizeObserver loop completed with undelivered notifications.', '/', ''), null);
});

test('each fault is told once, and a page that breaks on and on is heard five times', async () => {
  const asked = serve(() => new Response(null, { status: 204 }));
  watchForBreaks();
  nameThePage('/lecture/:id');
  reportBreak(broken('first'));
  page.dispatchEvent(Object.assign(new page.Event('error'), { error: broken('first') }));
  page.dispatchEvent(Object.assign(new page.Event('unhandledrejection'), { reason: broken('second') }));
  page.dispatchEvent(Object.assign(new page.Event('unhandledrejection'), { reason: new Problem(0, {}) }));
  await settle();
  assert.deepEqual(
    asked.map((one) => [one.method, one.path, one.body]),
    ['first', 'second'].map((word) => ['POST', '/api/client-error', { message: `TypeError: ${word}`, path: '/lecture/:id' }]),
  );
  for (let n = 0; n < 20; n++) reportBreak(broken(`fault ${'x'.repeat(n)}`));
  assert.equal(asked.length, 5);
  serve(() => Promise.reject(new TypeError('out of reach')));
  reportBreak(broken('nobody hears it'));
  await settle();
});

test('every page has a pattern that the server takes', () => {
  const files = readdirSync('src/features')
    .flatMap((name) => [`src/features/${name}/first.tsx`, `src/features/${name}/routes.tsx`])
    .filter((path) => existsSync(path)) // going somewhere by typing has no address
    .flatMap((path) => readFileSync(path, 'utf8'));
  const patterns = files.flatMap((source) => [...source.matchAll(/(?:pattern: |^ {2})'(\/[^']*)'/gm)].map((match) => match[1] ?? ''));
  assert.ok(patterns.length > 50 && patterns.includes('/sign-in'));
  for (const pattern of patterns) assert.match(pattern, /^(\/(:?[A-Za-z]+(-[A-Za-z]+)*)?)+$/);
});
