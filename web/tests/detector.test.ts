// SPDX-License-Identifier: MIT
// The detector against ONNX Runtime on the same model and the same pictures (faces.json; make-faces.mjs makes it).

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decode, toTensor } from '../src/camera/detect';
import { openDetector, type Detector } from '../src/camera/detector';
import { paint, PICTURES } from './painted';

interface Golden {
  pictures: { name: string; count: number; priors: [index: number, score: number, x1: number, y1: number, x2: number, y2: number][] }[];
}

const FOLDER = '../build/detector';
const SCORE_TOLERANCE = 0.01;
const CORNER_TOLERANCE = 1 / 320;
const WHOLE = { width: 320, height: 240 };
const skip = existsSync('../models/fr_detect.onnx') ? false : 'models/fr_detect.onnx is not here (tools/fetch-models)';

const octets = (name: string): ArrayBuffer => new Uint8Array(readFileSync(`${FOLDER}/${name}`)).buffer;
const golden = JSON.parse(readFileSync('tests/faces.json', 'utf8')) as Golden;

function look(detector: Detector, name: string) {
  toTensor(paint(PICTURES[name]!), WHOLE, detector.input);
  return detector.run();
}

/** How far the answer is from the golden one at most: a score, and a corner in parts of the picture. */
function distance(detector: Detector, { name, priors }: Golden['pictures'][number]): { score: number; corner: number } {
  const { scores, boxes } = look(detector, name);
  const most = { score: 0, corner: 0 };
  for (const [index, score, ...corners] of priors) {
    most.score = Math.max(most.score, Math.abs(scores[2 * index + 1]! - score));
    corners.forEach((corner, i) => (most.corner = Math.max(most.corner, Math.abs(boxes[4 * index + i]! - corner))));
  }
  return most;
}

test('scores and boxes are those of ONNX Runtime', { skip }, async () => {
  const detector = await openDetector(octets('detector.wasm'), octets('detector.bin'));
  assert.deepEqual(golden.pictures.map(({ name }) => name), Object.keys(PICTURES));
  for (const picture of golden.pictures) {
    assert.equal(look(detector, picture.name).scores.length, 2 * picture.count);
    const { score, corner } = distance(detector, picture);
    assert.ok(score < SCORE_TOLERANCE, `${picture.name}: a score is ${score} off`);
    assert.ok(corner < CORNER_TOLERANCE, `${picture.name}: a corner is ${corner * 320} px off`);
  }
});

test('as many faces are found as are painted, and where', { skip }, async () => {
  const detector = await openDetector(octets('detector.wasm'), octets('detector.bin'));
  for (const [name, painted] of Object.entries(PICTURES)) {
    const { scores, boxes } = look(detector, name);
    const found = decode(scores, boxes, WHOLE);
    assert.equal(found.length, painted.length, name);
    for (const { x, y } of painted)
      assert.ok(found.some((box) => Math.abs(box.x * 320 + box.width * 160 - x) < 8 && Math.abs(box.y * 240 + box.height * 120 - y) < 8), name);
  }
});

test('the comparison notices weights that are a little off, anywhere in the net', { skip }, async () => {
  const whole = octets('detector.bin');
  const weights = new Int32Array(whole, 0, 8)[7]!;
  for (const part of [0, 0.2, 0.4, 0.6, 0.8, 0.95]) {
    const file = whole.slice(0);
    const high = new Uint8Array(file, file.byteLength - weights).subarray(part * weights, (part + 0.05) * weights);
    high.forEach((octet, i) => (high[i] = octet + (i % 2)));
    const detector = await openDetector(octets('detector.wasm'), file);
    const seen = golden.pictures.map((picture) => distance(detector, picture));
    assert.ok(seen.some(({ score, corner }) => score >= SCORE_TOLERANCE || corner >= CORNER_TOLERANCE), `the weights at ${part}`);
  }
});

test('what is no net is refused', async () => {
  await assert.rejects(openDetector(new ArrayBuffer(8), new ArrayBuffer(64)), /no net/);
});

test('without what the browser cannot compile there is no detector', { skip }, async () => {
  await assert.rejects(openDetector(new ArrayBuffer(8), octets('detector.bin')), WebAssembly.CompileError);
});
