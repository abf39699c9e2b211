// SPDX-License-Identifier: MIT
import './vault';
import '../dom';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiptsOf } from '../../src/core/receipts-kept';
import { claim, look, put } from '../../src/core/vault';
import { json, serve } from '../dom';

test('as many lectures’ receipts are kept as may be: one that is read again is none of the oldest any more', async () => {
  await claim(1);
  for (let lecture = 1; lecture <= 300; lecture++) await put(`receipt ${lecture}`, { lines: [], at: lecture });
  const line = { written_at: '2026-11-29T10:00:00.000Z', status: 'P' };
  serve(() => json({ receipts: [line] }));
  await receiptsOf(1);
  assert.deepEqual((await look<{ lines: unknown[] }>('receipt 1'))?.lines, [line]);
  assert.ok(await look('receipt 2'), 'there was room for all of them');
  await receiptsOf(301);
  assert.equal(await look('receipt 2'), undefined, 'one more: the oldest goes');
  assert.ok(await look('receipt 3'));
  serve(() => {
    throw new TypeError('no network');
  });
  assert.deepEqual(await receiptsOf(1), [line]);
});
