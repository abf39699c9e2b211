// SPDX-License-Identifier: MIT
// The rooms of the app and the doors between them: features share nothing but what lies below them.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { test } from 'node:test';

const SRC = 'src';
const BELOW: Record<string, readonly string[]> = { core: [], ui: ['core'], camera: ['core', 'ui'], features: ['core', 'ui', 'camera'], sw: ['core'] };

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(ts|tsx|css)$/.test(entry.name)) yield relative(SRC, path);
  }
}

/** 'features/board' of 'features/board/item.tsx', 'core' of 'core/text/en.ts', '' of 'app.tsx'. */
function roomOf(path: string): string {
  const [room = '', feature = ''] = path.split('/');
  if (!path.includes('/')) return '';
  return room === 'features' ? `features/${feature}` : room;
}

function breaches(path: string, source: string): string[] {
  const room = roomOf(path);
  if (room === '') return [];
  const allowed = [room, ...(BELOW[room.split('/')[0] ?? ''] ?? [])];
  // Types are gone once it is built.
  const code = source.replace(/^import type [^;]*;/gm, '');
  return [...code.matchAll(/(?:from\s+|import\s+|import\()['"](\.[^'"]+)['"]/g)]
    .map((match) => normalize(join(dirname(path), match[1] ?? '')))
    .filter((target) => !target.startsWith('..') && !allowed.includes(roomOf(target.includes('/') ? target : `${target}/`)))
    .map((target) => `${path} -> ${target}`);
}

test('no feature opens another one, and nothing below opens what is above it', () => {
  const paths = [...sources(SRC)];
  assert.ok(paths.length > 150);
  assert.deepEqual(paths.flatMap((path) => breaches(path, readFileSync(join(SRC, path), 'utf8'))), []);
});

test('the rule finds what breaks it', () => {
  assert.equal(breaches('features/board/item.tsx', "import { x } from '../lecture/lecture';").length, 1);
  assert.equal(breaches('core/api.ts', "import { Button } from '../ui/basics';").length, 1);
  assert.equal(breaches('ui/basics.tsx', "const m = await import('../features/board/item');").length, 1);
  assert.equal(breaches('features/board/item.tsx', "import { x } from '../../camera/view';\nimport { y } from './edit';").length, 0);
});

test('formatters are made where they are kept: making one for each look took half of a scrolled frame', () => {
  const kept = ['core/text/format.ts', 'core/text/plural.ts', 'core/week.ts', 'core/zone.ts'];
  const makers = [...sources(SRC)].filter((path) => /new Intl\./.test(readFileSync(join(SRC, path), 'utf8')));
  assert.deepEqual(makers.sort(), kept);
});
