// SPDX-License-Identifier: MIT
// The colours of ui/style/tokens.css: text can be read on what it stands on, and the four statuses are apart for eyes that do not
// tell red from green or blue from yellow.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

type Rgb = readonly [number, number, number];

/** The custom properties of a scheme that are plain colours. */
function tokensOf(css: string): Map<string, Rgb> {
  const found = new Map<string, Rgb>();
  for (const [, name = '', hex = ''] of css.matchAll(/--([\w-]+): #([0-9a-f]{6});/g))
    found.set(name, [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Rgb);
  return found;
}

const [day = '', night = ''] = readFileSync('src/ui/style/tokens.css', 'utf8').split('@media (prefers-color-scheme: dark)');
const light = tokensOf(day);
const schemes = { light, dark: new Map([...light, ...tokensOf(night)]) };

const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const luminance = (colour: Rgb) => {
  const [r, g, b] = colour.map(linear) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** WCAG 2.2, "contrast ratio". */
function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** What stands on what, as text. */
const TEXT: readonly (readonly [string, readonly string[]])[] = [
  ['ink', ['ground', 'surface', 'surface-2', 'brand-soft']],
  ['ink-2', ['ground', 'surface', 'surface-2']],
  ['brand-text', ['ground', 'surface', 'surface-2', 'brand-soft']],
  ['brand-ink', ['brand', 'brand-deep', 'live-1', 'live-2']],
  ['good', ['surface', 'good-soft']],
  ['late', ['surface', 'late-soft']],
  ['excused', ['ground', 'surface', 'excused-soft']],
  ['bad', ['ground', 'surface', 'bad-soft']],
  ['blue', ['surface', 'blue-soft']],
  ['teal', ['surface', 'teal-soft']],
  ['pink', ['surface', 'pink-soft']],
  ['grey', ['surface', 'grey-soft']],
];

test('text can be read on every ground that it stands on, by day and by night', () => {
  for (const [scheme, tokens] of Object.entries(schemes))
    for (const [text, grounds] of TEXT)
      for (const ground of grounds) {
        const [a, b] = [tokens.get(text), tokens.get(ground)];
        assert.ok(a && b, `${scheme}: no colour ${text} or ${ground}`);
        assert.ok(contrast(a, b) >= 4.5, `${scheme}: ${text} on ${ground} is ${contrast(a, b).toFixed(2)}`);
      }
});

test('the edge of a field is seen against what is around it', () => {
  for (const [scheme, tokens] of Object.entries(schemes))
    for (const ground of ['surface', 'ground'])
      assert.ok(contrast(tokens.get('line-strong') as Rgb, tokens.get(ground) as Rgb) >= 3, `${scheme}: line-strong on ${ground}`);
});

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const BLIND: Record<string, readonly Rgb[]> = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

const seenBy = (matrix: readonly Rgb[], colour: Rgb): Rgb => {
  const [r, g, b] = colour.map(linear) as unknown as Rgb;
  return matrix.map(([x, y, z]) => Math.min(1, Math.max(0, x * r + y * g + z * b))) as unknown as Rgb;
};

/** CIE 1976 L*a*b* of linear RGB, D65. */
function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: Rgb, b: Rgb) => Math.hypot(...lab(a).map((value, i) => value - (lab(b)[i] ?? 0)));

// Two colours of squares beside one another are told apart from about here on; the letter on each says the same once more.
const APART = 8;

test('present, late, excused and absent are apart for every eye', () => {
  const words = ['good', 'late', 'excused', 'bad'];
  for (const [scheme, tokens] of Object.entries(schemes))
    for (const [kind, matrix] of Object.entries(BLIND))
      for (const [i, one] of words.entries())
        for (const other of words.slice(i + 1)) {
          const near = ['', '-soft'].map((part) => distance(seenBy(matrix, tokens.get(one + part) as Rgb), seenBy(matrix, tokens.get(other + part) as Rgb)));
          assert.ok(Math.max(...near) >= APART, `${scheme}, ${kind}: ${one} and ${other} are ${near.map((d) => d.toFixed(1)).join(', ')} apart`);
        }
});
