// SPDX-License-Identifier: MIT
// Usage: node scripts/detector.mjs: makes what the camera page's guidance runs, in build/detector: detector.wasm of wasm/detector.ts, and
// detector.bin of models/fr_detect.onnx. Does nothing when they are newer than all they are made of. Vite and the tests call it themselves.
import asc from 'assemblyscript/asc';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readOnnx } from './onnx.mjs';
import { planNet, STEP_WORDS } from './plan.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
export const MODEL = at('../../models/fr_detect.onnx');
const FOLDER = at('../../build/detector/');
const CODE = `${FOLDER}detector.wasm`;
const NET = `${FOLDER}detector.bin`;
const SOURCE = at('../wasm/detector.ts');
const MADE_OF = [MODEL, SOURCE, ...['./detector.mjs', './onnx.mjs', './plan.mjs', '../package.json'].map(at)];

// Named as wasm/detector.ts and src/camera/detector.ts have them.
const MAGIC = 0x44534d41;
const STEP_FIELDS = ['kind', 'input', 'inputPixel', 'inputRow', 'inputHeight', 'inputWidth', 'output', 'outputPixel', 'outputHeight',
  'outputWidth', 'channels', 'blocks', 'windowHeight', 'windowWidth', 'stride', 'dilation', 'padding', 'least', 'added', 'addedPixel',
  'weights', 'bias', 'zeros'];
const HEAD_FIELDS = ['cells', 'anchors', 'scores', 'scorePixel', 'boxes', 'boxPixel'];

/** Faults of single weights even out in large layers and not in small ones, which cost little (web/README.md has what was measured). */
const bitsFor = (weights) => (weights < 4096 ? 16 : weights < 30_000 ? 12 : 10);

/** Whole numbers for the weights, and a scale for each output. */
function quantise({ weights, blocks, lanes }) {
  const most = 2 ** (bitsFor(weights.length) - 1) - 1;
  const scales = new Float32Array(blocks * lanes);
  const whole = new Int16Array(weights.length);
  const size = weights.length / blocks;
  const laneOf = (i) => Math.floor(i / size) * lanes + (i % lanes);
  weights.forEach((weight, i) => (scales[laneOf(i)] = Math.max(scales[laneOf(i)], Math.abs(weight) / most)));
  weights.forEach((weight, i) => (whole[i] = scales[laneOf(i)] && Math.round(weight / scales[laneOf(i)])));
  return { scales, whole };
}

const octetsOf = (numbers) => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** Words, then floats, then the weights' low octets and their high ones: like beside like, which is what compresses. */
function writeNet(net) {
  const words = new Int32Array(STEP_WORDS);
  const record = (step) => {
    words.fill(0);
    STEP_FIELDS.forEach((field, i) => (words[i] = step[field]));
    new Float32Array(words.buffer)[STEP_FIELDS.indexOf('least')] = step.least;
    return Int32Array.from(words);
  };
  const numbers = net.packed.map(quantise);
  const whole = numbers.flatMap((layer) => [...layer.whole]);
  return Buffer.concat([
    Int32Array.of(MAGIC, net.bytes, net.program, net.steps.length, net.input, net.heads.length, net.priors.length / 4, whole.length),
    ...net.heads.map((head) => Int32Array.from(HEAD_FIELDS, (field) => head[field])),
    ...net.steps.map(record),
    Float32Array.from(net.variances),
    net.priors,
    ...net.packed.map(({ bias }) => bias),
    ...numbers.map(({ scales }) => scales),
    Uint8Array.from(whole, (number) => number & 0xff),
    Uint8Array.from(whole, (number) => (number >> 8) & 0xff),
  ].map(octetsOf));
}

async function compile() {
  const { error, stderr } = await asc.main([SOURCE, '--outFile', `${CODE}.part`, '-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd',
    '--importMemory', '--use', 'abort=', '--baseDir', '/']);
  if (error) throw new Error(`wasm/detector.ts cannot be compiled: ${stderr.toString()}`);
  renameSync(`${CODE}.part`, CODE);
}

export async function makeDetector() {
  const made = Math.min(...[CODE, NET].map((path) => (existsSync(path) ? statSync(path).mtimeMs : 0)));
  if (MADE_OF.every((path) => statSync(path).mtimeMs < made)) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${NET}.part`, writeNet(planNet(readOnnx(readFileSync(MODEL)))));
  renameSync(`${NET}.part`, NET);
  await compile();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeDetector();
