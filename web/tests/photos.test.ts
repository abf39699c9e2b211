// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isReady, packPhotos, photoSize, prepare } from '../src/camera/photos';
import { HEAD_BYTES, isServed, pictureKind } from '../src/camera/picture-kind';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const boxes = (...brands: string[]) => bytes(`\0\0\0${String.fromCharCode(8 + 4 * (brands.length + 1))}ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`);
const JPEG = bytes('\xFF\xD8\xFF\xE0\0\x10JFIF');

test('a photo goes as it is when the server reads it and it is not heavy', () => {
  assert.equal(isReady('jpeg', 4_000_000), true);
  assert.equal(isReady('jpeg', 12_000_000), false);
  assert.equal(isReady('heic', 1_000_000), false);
  assert.equal(isReady('moving-webp', 1_000_000), false);
});

test('what a picture is, its first bytes say', () => {
  const kinds: [Uint8Array, string][] = [
    [JPEG, 'jpeg'],
    [bytes('\x89PNG\r\n\x1A\n\0\0\0\rIHDR'), 'png'],
    [bytes('RIFF\0\0\0\0WEBPVP8L\0\0\0\0'), 'webp'],
    [bytes('RIFF\0\0\0\0WEBPVP8X\n\0\0\0\x10\0\0\0'), 'webp'],
    [bytes('RIFF\0\0\0\0WEBPVP8X\n\0\0\0\x12\0\0\0'), 'moving-webp'],
    [bytes('RIFF\0\0\0\0WAVEfmt '), 'other'],
    [boxes('heic', 'mif1', 'heic'), 'heic'],
    [boxes('mif1', 'mif1', 'heic', 'miaf'), 'heic'],
    [boxes('heix'), 'heic'],
    [boxes('msf1', 'hevc'), 'heic'],
    [boxes('avif', 'mif1', 'miaf'), 'other'],
    [boxes('mif1', 'avif'), 'other'],
    [boxes('isom', 'mp42'), 'other'],
    [bytes('GIF89a'), 'other'],
    [bytes('BM\0\0\0\0'), 'other'],
    [bytes('II*\0'), 'other'],
    [bytes('\xFF\xD8'), 'other'],
    [bytes('\0\0\0\x18ftyp'), 'other'],
    [new Uint8Array(0), 'other'],
  ];
  for (const [head, kind] of kinds) assert.equal(pictureKind(head), kind, String.fromCharCode(...head));
});

test('brands behind the box are nobody’s, and a view into a larger buffer is read from its own start', () => {
  const short = boxes('isom');
  const whole = new Uint8Array([...short, ...bytes('heicheicheic')]);
  assert.equal(pictureKind(whole), 'other');
  const shifted = new Uint8Array([9, 9, 9, ...boxes('mif1', 'heic')]).subarray(3);
  assert.equal(pictureKind(shifted), 'heic');
});

test('the files that the server’s own tests decode', () => {
  // The tests are bundled elsewhere: from the folder that npm runs them in.
  const kinds = { 'baseline.jpg': 'jpeg', 'alpha.png': 'png', 'lossy.webp': 'webp', 'animated.webp': 'moving-webp', 'small.heic': 'heic' };
  for (const [name, kind] of Object.entries(kinds)) {
    const head = new Uint8Array(readFileSync(`${process.cwd()}/../fuzz/corpus/image/${name}`)).subarray(0, HEAD_BYTES);
    assert.equal(pictureKind(head), kind, name);
    assert.equal(isServed(pictureKind(head)), true);
  }
});

test('the name and the type that a file has do not count', async () => {
  const heic = new Blob([boxes('heic', 'mif1')], { type: 'image/jpeg' });
  const jpeg = new Blob([JPEG], { type: 'image/heic' });
  const gif = new Blob([bytes('GIF89a')], { type: 'image/jpeg' });
  // Nothing can be drawn here: what the server reads goes as it is, and nothing else.
  assert.equal(await prepare(heic), heic);
  assert.equal(await prepare(jpeg), jpeg);
  assert.equal(await prepare(gif), null);
  assert.deepEqual(await packPhotos([jpeg, gif]), { why: 'unreadable', place: 1 });
});

test('a heavy photo is made smaller, never larger', () => {
  assert.deepEqual(photoSize(8064, 6048), { width: 4000, height: 3000 });
  assert.deepEqual(photoSize(6048, 8064), { width: 3000, height: 4000 });
  assert.deepEqual(photoSize(1600, 1200), { width: 1600, height: 1200 });
});

test('photos that are too heavy together are not sent', async () => {
  const photo = new Blob([JPEG, new Uint8Array(5 * 1024 * 1024)], { type: 'image/jpeg' });
  const body = await packPhotos([photo, photo]);
  assert.ok(body instanceof Blob);
  assert.equal(body.size, 2 * (photo.size + 4));
  // What this browser cannot draw goes as it is, and seven of those are more than the server takes.
  assert.deepEqual(await packPhotos(Array.from({ length: 7 }, () => photo)), { why: 'heavy' });
});
