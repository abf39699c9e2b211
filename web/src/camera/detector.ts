// SPDX-License-Identifier: MIT
// The face detector: its layers run in wasm/detector.ts, on a net that scripts/detector.mjs made of fr_detect.onnx.

const MAGIC = 0x44534d41;
const PAGE_BYTES = 65_536;
const HEAD_WORDS = 6;
// Of a step's record, and where in it stands what is needed here.
const STEP_WORDS = 24;
const [KIND, CHANNELS, BLOCKS, WINDOW_HEIGHT, WINDOW_WIDTH, WEIGHTS, BIAS] = [0, 10, 11, 12, 13, 20, 21] as const;
const DEPTHWISE = 1;
const LANES = 8;

export interface Found {
  /** Of each prior: no face, face. */
  scores: Float32Array;
  /** Of each prior: x1, y1, x2, y2 in parts of the input. */
  boxes: Float32Array;
}

export interface Detector {
  /** What `toTensor` writes. */
  readonly input: Float32Array;
  /** What is in the input; the answer is overwritten by the next one. */
  run(): Found;
}

interface Head {
  cells: number;
  anchors: number;
  scores: number;
  scorePixel: number;
  boxes: number;
  boxPixel: number;
}

interface Step {
  /** Places in memory, counted in floats. */
  weights: number;
  bias: number;
  outputs: number;
  /** How many outputs' weights lie beside each other, and how many weights such a block has. */
  lanes: number;
  size: number;
}

interface Net {
  bytes: number;
  program: number;
  input: number;
  words: Int32Array;
  heads: Head[];
  steps: Step[];
  variances: Float32Array;
  priors: Float32Array;
  biases: Float32Array;
  scales: Float32Array;
  low: Uint8Array;
  high: Uint8Array;
}

const sum = (numbers: number[]) => numbers.reduce((all, number) => all + number, 0);

function stepOf(words: Int32Array): Step {
  const [channels, taps] = [words[CHANNELS]!, words[WINDOW_HEIGHT]! * words[WINDOW_WIDTH]!];
  const places = { weights: words[WEIGHTS]! / 4, bias: words[BIAS]! / 4 };
  if (words[KIND] === DEPTHWISE) return { ...places, outputs: channels, lanes: channels, size: taps * channels };
  return { ...places, outputs: words[BLOCKS]! * LANES, lanes: LANES, size: taps * channels * LANES };
}

function read(file: ArrayBuffer): Net {
  let at = 0;
  const take = <T>(kind: new (buffer: ArrayBuffer, at: number, length: number) => T, octets: number, length: number): T => {
    at += octets * length;
    return new kind(file, at - octets * length, length);
  };
  const ints = (length: number) => take(Int32Array, 4, length);
  const floats = (length: number) => take(Float32Array, 4, length);
  const [magic, bytes = 0, program = 0, stepCount = 0, input = 0, headCount = 0, priorCount = 0, weightCount = 0] = ints(8);
  if (magic !== MAGIC) throw new Error('this is no net for the detector');
  const heads = Array.from({ length: headCount }, () => {
    const [cells = 0, anchors = 0, scores = 0, scorePixel = 0, boxes = 0, boxPixel = 0] = ints(HEAD_WORDS);
    return { cells, anchors, scores: scores / 4, scorePixel, boxes: boxes / 4, boxPixel };
  });
  const words = ints(STEP_WORDS * stepCount);
  const steps = Array.from({ length: stepCount }, (_, i) => stepOf(words.subarray(i * STEP_WORDS, (i + 1) * STEP_WORDS)));
  const outputs = sum(steps.map((step) => step.outputs));
  return { bytes, program, input, words, heads, steps, variances: floats(2), priors: floats(4 * priorCount), biases: floats(outputs),
    scales: floats(outputs), low: take(Uint8Array, 1, weightCount), high: take(Uint8Array, 1, weightCount) };
}

/** The program, and the weights as floats again. */
function fill(memory: WebAssembly.Memory, net: Net): void {
  const floats = new Float32Array(memory.buffer);
  new Int32Array(memory.buffer).set(net.words, net.program / 4);
  let output = 0;
  let next = 0;
  for (const { weights, bias, outputs, lanes, size } of net.steps) {
    floats.set(net.biases.subarray(output, output + outputs), bias);
    for (let to = weights, block = output; block < output + outputs; block += lanes) {
      for (let i = 0; i < size; i++, next++) {
        const whole = (((net.high[next]! << 8) | net.low[next]!) << 16) >> 16;
        floats[to++] = whole * net.scales[block + (i % lanes)]!;
      }
    }
    output += outputs;
  }
}

/** What the heads say of each prior: a softmax of two, and offsets in parts of the prior's own size. */
function judge(values: Float32Array, { heads, priors, variances }: Net, { scores, boxes }: Found): void {
  const [shift, growth] = [variances[0]!, variances[1]!];
  let prior = 0;
  for (const head of heads) {
    for (let i = 0; i < head.cells * head.anchors; i++, prior++) {
      const [cell, anchor] = [Math.floor(i / head.anchors), i % head.anchors];
      const score = head.scores + cell * head.scorePixel + 2 * anchor;
      const box = head.boxes + cell * head.boxPixel + 4 * anchor;
      const face = 1 / (1 + Math.exp(values[score]! - values[score + 1]!));
      scores[2 * prior] = 1 - face;
      scores[2 * prior + 1] = face;
      const at = 4 * prior;
      for (let axis = 0; axis < 2; axis++) {
        const size = priors[at + 2 + axis]!;
        const centre = priors[at + axis]! + values[box + axis]! * shift * size;
        const half = (Math.exp(values[box + 2 + axis]! * growth) * size) / 2;
        boxes[at + axis] = centre - half;
        boxes[at + 2 + axis] = centre + half;
      }
    }
  }
}

/** Throws where the browser has no WebAssembly with SIMD. */
export async function openDetector(code: ArrayBuffer, file: ArrayBuffer): Promise<Detector> {
  const net = read(file);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(net.bytes / PAGE_BYTES) });
  const { instance } = await WebAssembly.instantiate(code, { env: { memory } });
  const run = instance.exports['run'] as (step: number, count: number) => void;
  fill(memory, net);
  const values = new Float32Array(memory.buffer);
  const priors = net.priors.length / 4;
  const found = { scores: new Float32Array(2 * priors), boxes: new Float32Array(4 * priors) };
  return {
    input: values.subarray(net.input / 4),
    run() {
      run(net.program, net.steps.length);
      judge(values, net, found);
      return found;
    },
  };
}
