// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReady, packPhotos, photoSize } from '../src/camera/photos';

test('a photo goes as it is when the server reads it and it is not heavy', () => {
  assert.equal(isReady('image/jpeg', 4_000_000), true);
  assert.equal(isReady('image/jpeg', 12_000_000), false);
  assert.equal(isReady('image/heic', 1_000_000), false);
});

test('a heavy photo is made smaller, never larger', () => {
  assert.deepEqual(photoSize(8064, 6048), { width: 4000, height: 3000 });
  assert.deepEqual(photoSize(6048, 8064), { width: 3000, height: 4000 });
  assert.deepEqual(photoSize(1600, 1200), { width: 1600, height: 1200 });
});

test('photos that are too heavy together are not sent', async () => {
  const photo = new Blob([new Uint8Array(5 * 1024 * 1024)], { type: 'image/jpeg' });
  assert.equal((await packPhotos([photo, photo]))?.size, 2 * (photo.size + 4));
  // What this browser cannot draw goes as it is, and seven of those are more than the server takes.
  assert.equal(await packPhotos(Array.from({ length: 7 }, () => photo)), null);
});
