// SPDX-License-Identifier: MIT
// The detector's layers, in AssemblyScript with 128-bit SIMD. scripts/plan.mjs plans the net: each step is a record of 24 words (the
// numbers below), every address in it is one of the imported memory. Pixels lie one after the other, each with its channels (NHWC).

const STEP_BYTES: usize = 96;

// The fields of a record, in bytes; scripts/detector.mjs writes them in this order.
const KIND: usize = 0;
const INPUT: usize = 4;
const INPUT_PIXEL: usize = 8;
const INPUT_ROW: usize = 12;
const INPUT_HEIGHT: usize = 16;
const INPUT_WIDTH: usize = 20;
const OUTPUT: usize = 24;
const OUTPUT_PIXEL: usize = 28;
const OUTPUT_HEIGHT: usize = 32;
const OUTPUT_WIDTH: usize = 36;
const CHANNELS: usize = 40;
const BLOCKS: usize = 44;
const WINDOW_HEIGHT: usize = 48;
const WINDOW_WIDTH: usize = 52;
const STRIDE: usize = 56;
const DILATION: usize = 60;
const PADDING: usize = 64;
const LEAST: usize = 68;
const ADDED: usize = 72;
const ADDED_PIXEL: usize = 76;
const WEIGHTS: usize = 80;
const BIAS: usize = 84;
const ZEROS: usize = 88;

const DEPTHWISE: i32 = 1;
const BLOCK_BYTES: usize = 32; // eight channels

@inline
function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** Stores eight channels of one pixel after what is added to them, none of them less than `least`. */
@inline
function finish(low: v128, high: v128, at: usize, added: usize, least: v128): void {
  v128.store(at, f32x4.max(f32x4.add(low, v128.load(added)), least));
  v128.store(at, f32x4.max(f32x4.add(high, v128.load(added, 16)), least), 16);
}

/**
 * Any convolution that is not depthwise. Four pixels of a row by eight channels at a time: eight sums that stay in registers. What lies
 * outside the picture is read from zeros. The weights lie as [eight outputs][window][input channel][output].
 */
function convolve(step: usize): void {
  const input = load<usize>(step, INPUT);
  const inputPixel = load<i32>(step, INPUT_PIXEL);
  const inputRow = load<i32>(step, INPUT_ROW);
  const height = load<i32>(step, INPUT_HEIGHT);
  const width = load<i32>(step, INPUT_WIDTH);
  const outputPixel = load<usize>(step, OUTPUT_PIXEL);
  const outputHeight = load<i32>(step, OUTPUT_HEIGHT);
  const outputWidth = load<i32>(step, OUTPUT_WIDTH);
  const channels = load<i32>(step, CHANNELS);
  const blocks = load<i32>(step, BLOCKS);
  const windowHeight = load<i32>(step, WINDOW_HEIGHT);
  const windowWidth = load<i32>(step, WINDOW_WIDTH);
  const stride = load<i32>(step, STRIDE);
  const dilation = load<i32>(step, DILATION);
  const padding = load<i32>(step, PADDING);
  const least = v128.load32_splat(step, LEAST);
  const addedPixel = load<usize>(step, ADDED_PIXEL);
  const zeros = load<usize>(step, ZEROS);
  const tapBytes = <usize>channels * BLOCK_BYTES;
  const rowBytes = <usize>windowWidth * tapBytes;

  for (let y = 0; y < outputHeight; y++) {
    let weights = load<usize>(step, WEIGHTS);
    let bias = load<usize>(step, BIAS);
    let output = load<usize>(step, OUTPUT);
    let added = load<usize>(step, ADDED);
    for (let block = 0; block < blocks; block++) {
      const bias0 = v128.load(bias);
      const bias1 = v128.load(bias, 16);
      for (let next = 0; next < outputWidth; next += 4) {
        // The last four overlap those before them rather than leave the row.
        const x = min(next, outputWidth - 4);
        let s00 = bias0, s01 = bias1, s10 = bias0, s11 = bias1, s20 = bias0, s21 = bias1, s30 = bias0, s31 = bias1;
        for (let i = 0; i < windowHeight; i++) {
          const inputY = y * stride + i * dilation - padding;
          if (<u32>inputY >= <u32>height) continue;
          const row = input + <usize>(inputY * inputRow);
          let w = weights + <usize>i * rowBytes;
          for (let j = 0; j < windowWidth; j++) {
            const x0 = x * stride + j * dilation - padding;
            const x1 = x0 + stride, x2 = x1 + stride, x3 = x2 + stride;
            let p0 = <u32>x0 < <u32>width ? row + <usize>(x0 * inputPixel) : zeros;
            let p1 = <u32>x1 < <u32>width ? row + <usize>(x1 * inputPixel) : zeros;
            let p2 = <u32>x2 < <u32>width ? row + <usize>(x2 * inputPixel) : zeros;
            let p3 = <u32>x3 < <u32>width ? row + <usize>(x3 * inputPixel) : zeros;
            for (const end = w + tapBytes; w < end; w += BLOCK_BYTES) {
              const w0 = v128.load(w), w1 = v128.load(w, 16);
              let a = v128.load32_splat(p0);
              s00 = multiplyAdd(s00, a, w0);
              s01 = multiplyAdd(s01, a, w1);
              a = v128.load32_splat(p1);
              s10 = multiplyAdd(s10, a, w0);
              s11 = multiplyAdd(s11, a, w1);
              a = v128.load32_splat(p2);
              s20 = multiplyAdd(s20, a, w0);
              s21 = multiplyAdd(s21, a, w1);
              a = v128.load32_splat(p3);
              s30 = multiplyAdd(s30, a, w0);
              s31 = multiplyAdd(s31, a, w1);
              p0 += 4;
              p1 += 4;
              p2 += 4;
              p3 += 4;
            }
          }
        }
        const pixel = <usize>(y * outputWidth + x);
        let at = output + pixel * outputPixel;
        let more = added + pixel * addedPixel;
        finish(s00, s01, at, more, least);
        finish(s10, s11, (at += outputPixel), (more += addedPixel), least);
        finish(s20, s21, (at += outputPixel), (more += addedPixel), least);
        finish(s30, s31, (at += outputPixel), (more += addedPixel), least);
      }
      weights += <usize>windowHeight * rowBytes;
      bias += BLOCK_BYTES;
      output += BLOCK_BYTES;
      added += BLOCK_BYTES;
    }
  }
}

/** The sum of a column of three under three weights. */
@inline
function column(sum: v128, a: v128, b: v128, c: v128, w0: v128, w1: v128, w2: v128): v128 {
  return multiplyAdd(multiplyAdd(multiplyAdd(sum, a, w0), b, w1), c, w2);
}

/**
 * A depthwise 3x3 window with one pixel of zeros around the picture, stride 1 or 2 (then the width is even). Four channels along a row:
 * the nine weights stay in registers, and each column is read once and goes into every sum that it belongs to. A row outside the picture
 * counts with weights of zero. The weights lie as [window][channel].
 */
function convolveDepthwise(step: usize): void {
  const input = load<usize>(step, INPUT);
  const pixel = load<usize>(step, INPUT_PIXEL);
  const inputRow = load<i32>(step, INPUT_ROW);
  const height = load<i32>(step, INPUT_HEIGHT);
  const outputPixel = load<usize>(step, OUTPUT_PIXEL);
  const outputHeight = load<i32>(step, OUTPUT_HEIGHT);
  const outputWidth = load<usize>(step, OUTPUT_WIDTH);
  const rowBytes = outputWidth * outputPixel;
  const stride = load<i32>(step, STRIDE);
  const least = v128.load32_splat(step, LEAST);
  const channelBytes = load<usize>(step, CHANNELS) * 4;
  const nothing = f32x4.splat(0);

  for (let y = 0; y < outputHeight; y++) {
    const middle = y * stride;
    const above = middle > 0;
    const below = middle + 1 < height;
    for (let c: usize = 0; c < channelBytes; c += 16) {
      let row1 = input + <usize>(middle * inputRow) + c;
      let row0 = above ? row1 - <usize>inputRow : row1;
      let row2 = below ? row1 + <usize>inputRow : row1;
      let w = load<usize>(step, WEIGHTS) + c;
      const w00 = above ? v128.load(w) : nothing;
      w += channelBytes;
      const w01 = above ? v128.load(w) : nothing;
      w += channelBytes;
      const w02 = above ? v128.load(w) : nothing;
      w += channelBytes;
      const w10 = v128.load(w);
      w += channelBytes;
      const w11 = v128.load(w);
      w += channelBytes;
      const w12 = v128.load(w);
      w += channelBytes;
      const w20 = below ? v128.load(w) : nothing;
      w += channelBytes;
      const w21 = below ? v128.load(w) : nothing;
      w += channelBytes;
      const w22 = below ? v128.load(w) : nothing;
      const bias = v128.load(load<usize>(step, BIAS) + c);
      let at = load<usize>(step, OUTPUT) + <usize>y * rowBytes + c;
      const end = at + rowBytes;
      let before = bias;
      if (stride == 2) {
        for (; at < end; at += outputPixel) {
          const sum = column(before, v128.load(row0), v128.load(row1), v128.load(row2), w01, w11, w21);
          row0 += pixel;
          row1 += pixel;
          row2 += pixel;
          const a = v128.load(row0), b = v128.load(row1), d = v128.load(row2);
          v128.store(at, f32x4.max(column(sum, a, b, d, w02, w12, w22), least));
          before = column(bias, a, b, d, w00, w10, w20);
          row0 += pixel;
          row1 += pixel;
          row2 += pixel;
        }
        continue;
      }
      let a = v128.load(row0), b = v128.load(row1), d = v128.load(row2);
      let sum = column(bias, a, b, d, w01, w11, w21);
      let after = column(bias, a, b, d, w00, w10, w20);
      for (const last = end - outputPixel; at < last; at += outputPixel) {
        row0 += pixel;
        row1 += pixel;
        row2 += pixel;
        a = v128.load(row0);
        b = v128.load(row1);
        d = v128.load(row2);
        v128.store(at, f32x4.max(column(sum, a, b, d, w02, w12, w22), least));
        sum = column(after, a, b, d, w01, w11, w21);
        after = column(bias, a, b, d, w00, w10, w20);
      }
      v128.store(at, f32x4.max(sum, least));
    }
  }
}

/** Runs `count` steps whose records begin at `step`. */
export function run(step: usize, count: i32): void {
  for (; count > 0; count--) {
    if (load<i32>(step, KIND) == DEPTHWISE) convolveDepthwise(step);
    else convolve(step);
    step += STEP_BYTES;
  }
}
