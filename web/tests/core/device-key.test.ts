// SPDX-License-Identifier: MIT
// The key of this device: what it signs is what the server reads (tests/school/test_devices.c has the same answer), one for each person, and
// not to be taken away.

import { onDevice } from './vault';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mock, test } from 'node:test';
import { createStore, get } from 'idb-keyval';
import { learnServerTime } from '../../src/core/clock';
import { proof, textOf } from '../../src/core/device-key';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const octets = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'));

test('the words that are signed are those that the server expects', () => {
  const text = textOf(12, 345, 'Y2hhbGxlbmdl_-09', 1764500000000, [digest('first frame'), digest('second frame')]);
  assert.equal(
    text,
    'ams-device-1\nperson:12\nlecture:345\nfor:Y2hhbGxlbmdl_-09\ntime:1764500000000\n' +
      'frame:cae20f4d12b7c47ea8580a805f770f4abafee7fcd1e22ba6cdd9b31ef7d3b986\n' +
      'frame:45e24c8efc817a2b6f4f617082d9ecf038890379d262840872a7c49fd88f457a\n',
  );
  assert.equal(digest(text), 'b09e48f3725449ccb2d7c8fa456ca17269b1994488f024a0a2cd22cccc61c7d0');
});

async function holds(headers: Record<string, string>, text: (time: number) => string): Promise<boolean> {
  const raw = octets(headers['X-Device-Key'] ?? '');
  assert.equal(raw.length, 65);
  const [time = '', signature = ''] = (headers['X-Device-Signature'] ?? '').split('.');
  assert.match(time, /^\d{13}$/);
  assert.equal(octets(signature).length, 64);
  assert.equal(signature.length, 86);
  const key = await crypto.subtle.importKey('raw', raw, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, octets(signature), new TextEncoder().encode(text(Number(time))));
}

test('a check-in is signed over its frames, by the server’s clock', async () => {
  learnServerTime('2031-05-06T07:08:09.000Z');
  const frames = [new Blob(['one']), new Blob(['two'])];
  const headers = await proof(7, { lecture: 3, what: 'challenge', frames });
  const time = Number(headers['X-Device-Signature']?.slice(0, 13));
  assert.ok(Math.abs(time - Date.parse('2031-05-06T07:08:09Z')) < 60_000, String(time));
  assert.ok(await holds(headers, (at) => textOf(7, 3, 'challenge', at, [digest('one'), digest('two')])));
  assert.ok(!(await holds(headers, (at) => textOf(7, 3, 'challenge', at, [digest('two'), digest('one')]))));
  assert.ok(!(await holds(headers, (at) => textOf(8, 3, 'challenge', at, [digest('one'), digest('two')]))));
  learnServerTime(new Date().toISOString());
});

test('each person has one key here, whatever asks for it at once, and no script can read it', async () => {
  const asked = { lecture: 1, what: '123456', frames: [] };
  const many = await Promise.all([1, 2, 3, 4].map(() => proof(21, asked)));
  assert.equal(new Set(many.map((one) => one['X-Device-Key'])).size, 1);
  const other = await proof(22, asked);
  assert.notEqual(other['X-Device-Key'], many[0]?.['X-Device-Key']);
  const kept = await get<{ secret: CryptoKey }>(21, createStore('ams-device', 'keys'));
  assert.equal(kept?.secret.extractable, false);
  await assert.rejects(crypto.subtle.exportKey('jwk', kept.secret));
  await assert.rejects(crypto.subtle.exportKey('pkcs8', kept.secret));
  assert.equal((await onDevice()).size, 0); // not where what is kept of a person is emptied with them
});

test('where nothing can be kept or signed it says so by saying nothing', async () => {
  const refused = mock.method(crypto.subtle, 'generateKey', () => Promise.reject(new Error('refused')));
  assert.deepEqual(await proof(31, { lecture: 1, what: 'x', frames: [] }), {});
  refused.mock.restore();
});
