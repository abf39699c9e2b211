// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advise, Coach, type Sighting } from '../src/camera/advice';
import { frameSize, pack, takeFrame } from '../src/camera/burst';
import { cameraWords, isEven, labelWord, type Seen } from '../src/camera/odd';
import { CameraError, watchCamera } from '../src/camera/stream';
import { brightness, decode, fit, INPUT_HEIGHT, INPUT_WIDTH, motion, TENSOR_LENGTH, toTensor, type FaceBox } from '../src/camera/detect';

const face = (over: Partial<FaceBox> = {}): FaceBox => ({ x: 0.35, y: 0.25, width: 0.3, height: 0.5, score: 0.99, ...over });
const sight = (over: Partial<Sighting> = {}): Sighting => ({ faces: [face()], luma: 120, motion: 0, aspect: 4 / 3, ...over });

test('a frame is padded to 4:3, never stretched', () => {
  assert.deepEqual(fit(640, 480), { width: 320, height: 240 });
  assert.deepEqual(fit(480, 640), { width: 180, height: 240 });
  assert.deepEqual(fit(1280, 720), { width: 320, height: 180 });
});

test('the tensor is RGB by pixel around 127, and the padding and what frames it are zero', () => {
  const rgba = new Uint8ClampedArray(4 * INPUT_WIDTH * INPUT_HEIGHT).fill(255);
  rgba.set([127, 255, 0, 255]);
  const tensor = new Float32Array(TENSOR_LENGTH + 1).fill(9);
  toTensor(rgba, { width: 180, height: 240 }, tensor);
  const pixel = (x: number, y: number) => [...tensor.subarray(3 * ((y + 1) * (INPUT_WIDTH + 1) + x + 1)).subarray(0, 3)];
  assert.deepEqual(pixel(0, 0), [0, 1, Math.fround(-127 / 128)]);
  assert.deepEqual(pixel(179, 239), [1, 1, 1]);
  assert.deepEqual(pixel(180, 0), [0, 0, 0]);
  assert.deepEqual(pixel(5, -1), [0, 0, 0]);
  assert.deepEqual(pixel(-1, 5), [0, 0, 0]);
  assert.equal(tensor[TENSOR_LENGTH], 9);
});

test('weak boxes fall, overlapping ones fall, and boxes come back in parts of the frame', () => {
  const scores = [0.1, 0.9, 0.05, 0.95, 0.3, 0.7, 0.15, 0.85];
  const boxes = [0.1, 0.1, 0.3, 0.3, 0.11, 0.1, 0.31, 0.3, 0.6, 0.6, 0.7, 0.7, 0.45, 0.5, 0.5, 0.75];
  const found = decode(scores, boxes, { width: 180, height: 240 });
  assert.equal(found.length, 2);
  assert.equal(found[0]?.score, 0.95);
  assert.ok(Math.abs((found[1]?.x ?? 0) - 0.45 * (320 / 180)) < 1e-9);
  assert.ok(Math.abs((found[1]?.height ?? 0) - 0.25) < 1e-9);
});

test('brightness is the mean luma of the face alone', () => {
  const rgba = new Uint8ClampedArray(4 * INPUT_WIDTH * INPUT_HEIGHT);
  for (let y = 60; y < 180; y++) {
    for (let x = 80; x < 240; x++) rgba.set([200, 200, 200, 255], 4 * (y * INPUT_WIDTH + x));
  }
  const used = { width: 320, height: 240 };
  assert.ok(Math.abs(brightness(rgba, used, face({ x: 0.25, y: 0.25, width: 0.5, height: 0.5 })) - 200) < 1);
  assert.ok(brightness(rgba, used, face({ x: 0, y: 0, width: 0.2, height: 0.2 })) < 1);
});

test('motion is measured in the height of the face', () => {
  assert.equal(motion(undefined, face(), 1), 0);
  assert.ok(Math.abs(motion(face(), face({ x: 0.4 }), 1) - 0.1) < 1e-9);
});

test('each fault gets its own advice', () => {
  assert.equal(advise(sight()), 'good');
  assert.equal(advise(sight({ faces: [] })), 'no_face');
  assert.equal(advise(sight({ faces: [], luma: 10 })), 'too_dark');
  assert.equal(advise(sight({ faces: [], luma: 2 })), 'covered');
  assert.equal(advise(sight({ luma: 20 })), 'too_dark');
  assert.equal(advise(sight({ luma: 250 })), 'too_bright');
  assert.equal(advise(sight({ motion: 0.5 })), 'hold_still');
  assert.equal(advise(sight({ faces: [face(), face({ x: 0, height: 0.4 })] })), 'several_faces');
  assert.equal(advise(sight({ faces: [face(), face({ x: 0, height: 0.1 })] })), 'good');
  assert.equal(advise(sight({ faces: [face({ x: 0.45, y: 0.45, width: 0.1, height: 0.12 })] })), 'move_closer');
  assert.equal(advise(sight({ faces: [face({ x: 0.1, y: 0.02, width: 0.8, height: 0.95 })] })), 'move_back');
});

test('directions are those of the person, who sees a mirror', () => {
  assert.equal(advise(sight({ faces: [face({ x: 0 })] })), 'move_left');
  assert.equal(advise(sight({ faces: [face({ x: 0.7 })] })), 'move_right');
  assert.equal(advise(sight({ faces: [face({ y: 0 })] })), 'move_down');
  assert.equal(advise(sight({ faces: [face({ y: 0.5 })] })), 'move_up');
});

test('two good sightings take the pictures; one does not', () => {
  const coach = new Coach();
  assert.equal(coach.see(sight(), 0).take, false);
  assert.equal(coach.see(sight(), 100).take, true);
});

test('a face that keeps moving a little is taken in the end, one out of place never', () => {
  const restless = new Coach();
  assert.equal(restless.see(sight({ motion: 0.3 }), 0).take, false);
  assert.equal(restless.see(sight({ motion: 0.3 }), 2400).take, false);
  assert.equal(restless.see(sight({ motion: 0.3 }), 2600).take, true);
  const away = new Coach();
  for (let at = 0; at < 20_000; at += 100) assert.equal(away.see(sight({ faces: [] }), at).take, false);
});

test('a dim face is asked to find light, and taken in the end; one in the dark is not', () => {
  const dim = new Coach();
  assert.deepEqual(dim.see(sight({ luma: 40 }), 0), { say: 'too_dark', take: false });
  assert.equal(dim.see(sight({ luma: 40 }), 2400).take, false);
  assert.equal(dim.see(sight({ luma: 40 }), 2600).take, true);
  const dark = new Coach();
  for (let at = 0; at < 20_000; at += 100) {
    assert.equal(dark.see(sight({ luma: 25 }), at).take, false);
    assert.equal(dark.see(sight({ faces: [], luma: 40 }), at).take, false);
  }
});

test('what is said does not change faster than a sentence is read', () => {
  const coach = new Coach();
  assert.equal(coach.see(sight({ faces: [] }), 0).say, 'no_face');
  assert.equal(coach.see(sight({ faces: [face({ x: 0 })] }), 100).say, 'move_left');
  assert.equal(coach.see(sight({ faces: [face({ x: 0.7 })] }), 200).say, 'move_left');
  assert.equal(coach.see(sight({ faces: [face({ x: 0.7 })] }), 1100).say, 'move_right');
});

test('a burst is each frame behind its length, big-endian', async () => {
  const burst = pack([new Blob([new Uint8Array(258).fill(7)]), new Blob([new Uint8Array([1, 2])])]);
  const octets = new Uint8Array(await burst.arrayBuffer());
  assert.equal(octets.length, 4 + 258 + 4 + 2);
  assert.deepEqual([...octets.slice(0, 5)], [0, 0, 1, 2, 7]);
  assert.deepEqual([...octets.slice(262)], [0, 0, 0, 2, 1, 2]);
});

test('frames are sent with a long edge of 640, never enlarged', () => {
  assert.deepEqual(frameSize(1280, 720), { width: 640, height: 360 });
  assert.deepEqual(frameSize(480, 640), { width: 480, height: 640 });
  assert.deepEqual(frameSize(320, 240), { width: 320, height: 240 });
});

test('a camera that stands still is lost: its last picture is not taken again', async () => {
  const real = globalThis.setTimeout;
  const waits: (() => void)[] = [];
  globalThis.setTimeout = ((run: () => void) => waits.push(run)) as unknown as typeof setTimeout;
  const still = { videoWidth: 640, videoHeight: 480, requestVideoFrameCallback: () => 0 } as unknown as HTMLVideoElement;
  const taken = takeFrame(still, {} as HTMLCanvasElement);
  globalThis.setTimeout = real;
  for (const run of waits) run();
  await assert.rejects(taken, (error) => error instanceof CameraError && error.trouble === 'lost');
});

test('what the device does with its camera is told: taken, given back, gone', () => {
  const track = Object.assign(new EventTarget(), { muted: false });
  const stream = { getVideoTracks: () => [track] } as unknown as MediaStream;
  const told: string[] = [];
  const stop = watchCamera(stream, (turn) => told.push(turn));
  for (const name of ['mute', 'unmute', 'ended']) track.dispatchEvent(new Event(name));
  stop();
  track.dispatchEvent(new Event('mute'));
  assert.deepEqual(told, ['away', 'back', 'lost']);
  // One that opens without a picture says so at once.
  watchCamera({ getVideoTracks: () => [{ ...track, muted: true, addEventListener: () => undefined }] } as unknown as MediaStream, (turn) => told.push(turn));
  assert.equal(told.at(-1), 'away');
});

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
