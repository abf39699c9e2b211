// SPDX-License-Identifier: MIT
// What a page says of its camera: names as words of a table alone, pictures that come like a clock, and never more than the server reads.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraWords, isEven, labelWord, type Seen } from '../src/camera/odd';

test('the name of a program is told as a word, any other as nothing', () => {
  const names: Record<string, string> = {
    'OBS Virtual Camera': 'obs',
    'ManyCam Virtual Webcam': 'manycam',
    'XSplit VCam': 'xsplit',
    'Snap Camera': 'snap',
    'DroidCam Source 3': 'droidcam',
    'Dummy video device (0x0000)': 'v4l2loopback',
    'v4l2loopback 1': 'v4l2loopback',
    'Some Virtual Cam': 'virtual',
    fake_device_0: 'fake',
    '/home/somebody/dora.mjpeg': 'fake',
    'Integrated Camera (5986:2113)': 'plain',
    'Front Camera': 'plain',
    'FaceTime HD Camera': 'plain',
    'camera2 1, facing front': 'plain',
    'Jobs’ camera': 'plain',
    '': 'plain',
  };
  for (const [name, word] of Object.entries(names)) assert.equal(labelWord(name), word, name);
});

test('pictures as by a clock, also where some were passed over, are told from those of a sensor', () => {
  const clock = Array.from({ length: 30 }, (_, i) => (i * 1000) / 30);
  assert.ok(isEven(clock));
  assert.ok(isEven(clock.filter((_, i) => i % 7 !== 3)));
  assert.ok(!isEven(clock.slice(0, 20)), 'too few');
  assert.ok(!isEven(clock.map((time, i) => time + 0.3 * Math.sin(i))), 'a sensor');
  assert.ok(!isEven(clock.map((time, i) => (i === 17 ? time + 0.05 : time))));
  assert.ok(!isEven(clock.map(() => 5)), 'standing still');
  assert.ok(!isEven([]));
});

test('what is sent is short, and reads as the server reads it', () => {
  const seen: Seen = { label: 'plain', strange: false, faceless: false, times: [], pictures: 5, still: 0 };
  assert.equal(cameraWords(seen), 'label=plain;lens=own;facing=said;even=0;still=0');
  assert.equal(cameraWords({ ...seen, still: 4 }), 'label=plain;lens=own;facing=said;even=0;still=100');
  assert.equal(cameraWords({ ...seen, pictures: 2, still: 1 }), 'label=plain;lens=own;facing=said;even=0;still=0');
  const longest = cameraWords({ ...seen, label: 'v4l2loopback', strange: true, faceless: true });
  assert.ok(longest.length <= 200);
  assert.match(longest, /^([a-z]+=[a-z0-9]+;)+[a-z]+=[a-z0-9]+$/);
});
