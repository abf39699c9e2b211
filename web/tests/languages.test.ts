// SPDX-License-Identifier: MIT
// Every language of the table says the same: the same sentences, with the same figures and names in them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LANGUAGES } from '../src/core/text';
import { isolated, isolating } from '../src/core/text/direction';
import { arabicPlural, englishPlural, hindiPlural } from '../src/core/text/plural';
import { percent } from '../src/core/text/format';
import { useLanguageOf } from '../src/core/text';
import { en, tables } from './words';

const others = LANGUAGES.map(({ code }, i) => ({ code, table: tables[i] as unknown as Table })).filter(({ code }) => code !== 'en');

type Table = { [key: string]: unknown };

/** Each function of a table, by its path. */
function* sayings(table: unknown, path = ''): Generator<[string, (...given: unknown[]) => unknown]> {
  if (typeof table === 'function') yield [path, table as (...given: unknown[]) => unknown];
  else if (typeof table === 'object' && table !== null) for (const [key, value] of Object.entries(table)) yield* sayings(value, `${path}.${key}`);
}

const at = (table: unknown, path: string): unknown => path.split('.').filter(Boolean).reduce((found, key) => (found as Table)[key], table);

/** What is put in. */
const FIGURES = [71, 73, 79, 83];
const TEXTS = ['aaa-1', 'bbb-2', 'ccc-3', 'ddd-4'];

/** What a number that is none is called. */
const NO_NUMBERS = LANGUAGES.map(({ code }) => new Intl.NumberFormat(`${code}-u-nu-latn`).format(NaN));

/** Which of the marks come out again, or null when it takes no such thing as was given. */
function keeps(say: (...given: unknown[]) => unknown, given: readonly unknown[], marks: readonly string[]): string | null {
  try {
    const said = String(say(...given));
    if (given === TEXTS && NO_NUMBERS.some((word) => said.includes(word))) return null;
    return marks.filter((mark) => said.includes(mark)).sort().join(' ');
  } catch {
    return null;
  }
}

test('every language puts the same names, codes and figures into its sentences', () => {
  const faults: string[] = [];
  let asked = 0;
  for (const [path, english] of sayings(en)) {
    for (const { code, table } of others) {
      const own = at(table, path) as (...given: unknown[]) => unknown;
      assert.equal(typeof own, 'function', `${code}${path}`);
      // Texts, figures; and whatever the number is, nothing that people do not say.
      for (const [given, marks] of [
        [TEXTS, TEXTS],
        [FIGURES, FIGURES.map(String)],
        ...[0, 1, 2, 3, 11].map((n) => [[n, n, n, n], ['undefined', 'NaN', 'null', 'false']] as const),
      ] as const) {
        const expected = keeps(english, given, marks);
        const found = keeps(own, given, marks);
        if (expected !== null && found !== null && found !== expected) faults.push(`${code}${path}(${given.join(', ')}): ${found} instead of ${expected}`);
      }
      asked++;
    }
  }
  assert.deepEqual(faults, []);
  assert.ok(asked > 400);
});

test('no sentence of a language is still in English', () => {
  const same: string[] = [];
  const SHARED = new Set(['AMS', 'Excel', 'CSV', 'email']);
  const compare = (english: unknown, own: unknown, path: string) => {
    if (typeof english === 'string' && english === own && /\p{L}{3,}/u.test(english) && !SHARED.has(english)) same.push(path);
    if (typeof english === 'object' && english !== null) for (const [key, value] of Object.entries(english)) compare(value, (own as Table)?.[key], `${path}.${key}`);
  };
  for (const { code, table } of others) compare(en, table, code);
  assert.deepEqual(same, []);
});

test('each language has the refusals that another has, and a letter for each usual status', () => {
  const keys = others.map(({ table }) => Object.keys(table['refusals'] as object).sort());
  for (const own of keys) assert.deepEqual(own, keys[0]);
  for (const table of tables) {
    const letters = Object.values(table.statusLetter);
    assert.equal(new Set(letters).size, letters.length);
    assert.deepEqual(Object.keys(table.statusLetter), Object.keys(table.status));
  }
});

test('numbers and their nouns go together as the language counts', () => {
  assert.deepEqual([0, 1, 2, 1234].map((n) => englishPlural(n, 'day', 'days')), ['0 days', '1 day', '2 days', '1,234 days']);
  assert.deepEqual([0, 1, 2, 123456].map((n) => hindiPlural(n, 'एक', 'कई')), ['0 एक', '1 एक', '2 कई', '1,23,456 कई']);
  assert.deepEqual(
    [0, 1, 2, 3, 11, 100, 102].map((n) => arabicPlural(n, 'يوم', 'يومان', 'أيام', 'يومًا')),
    ['0 يوم', 'يوم', 'يومان', '3 أيام', '11 يومًا', '100 يوم', '102 يوم'],
  );
  assert.deepEqual([0, 1, 100].map((n) => arabicPlural(n, 'صف واحد', 'صفّان', 'صفوف', 'صفًا')), ['0 صف', 'صف واحد', '100 صف']);
});

test('what is written in the other direction keeps its own order, and only that is touched', () => {
  for (const [text, direction] of [['Ada N.', 'rtl'], ['92.3%', 'rtl'], ['12 · 13', 'rtl'], ['أحمد 3', 'rtl'], ['أحمد', 'ltr'], ['B 204, قاعة', 'ltr']] as const)
    assert.equal(isolated(text, direction), `\u2068${text}\u2069`);
  for (const [text, direction] of [['Ada N.', 'ltr'], ['नेहा', 'ltr'], ['أحمد علي', 'rtl'], ['attended', 'rtl'], ['', 'rtl'], ['\u206892%\u2069', 'rtl']] as const)
    assert.equal(isolated(text, direction), text);
  const table = isolating({ of: (n: number, name: string) => `${n} · ${name}`, deep: { by: (kind: 'one' | 'two') => ({ one: 1, two: 2 })[kind] }, list: ['a', 'b'] }, 'rtl');
  assert.equal(table.of(3, 'Ada N.'), '3 · \u2068Ada N.\u2069');
  assert.equal(table.deep.by('two'), 2);
  assert.deepEqual(table.list, ['a', 'b']);
});

test('a figure stands by itself in a sentence from right to left', async () => {
  Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en-GB'] }, configurable: true });
  Object.defineProperty(globalThis, 'document', { value: { documentElement: {} }, configurable: true });
  assert.equal(percent(92.3), '92.3%');
  await useLanguageOf('ar');
  assert.match(percent(92.3), /^\u2068.*92\.3.*\u2069$/);
  await useLanguageOf('hi');
  assert.equal(percent(92.3), '92.3%');
  await useLanguageOf('en');
});
