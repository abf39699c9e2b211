// SPDX-License-Identifier: MIT
// The face detector's input and output (fr_detect.onnx), as pure functions: the worker calls them, tests too.

export const INPUT_WIDTH = 320;
export const INPUT_HEIGHT = 240;
const TENSOR_WIDTH = INPUT_WIDTH + 1;
export const TENSOR_LENGTH = 3 * TENSOR_WIDTH * (INPUT_HEIGHT + 1);
const MIN_SCORE = 0.8;
const MAX_OVERLAP = 0.4;

/** A face in parts (0..1) of the video frame's width and height. */
export interface FaceBox {
  x: number;
  y: number;
  width: number;
  height: number;
  score: number;
}

export interface Fit {
  /** Size of the frame inside the 320x240 input, top left; the rest is padding. */
  width: number;
  height: number;
}

/** Fits a frame into the input without stretching it: padded right or below to 4:3. */
export function fit(frameWidth: number, frameHeight: number): Fit {
  const scale = Math.min(INPUT_WIDTH / frameWidth, INPUT_HEIGHT / frameHeight);
  return { width: Math.round(frameWidth * scale), height: Math.round(frameHeight * scale) };
}

/** RGBA octets (320x240) -> RGB by pixel, (x - 127) / 128; the padding is 0, that is 127, and so are a row above and a pixel before each row. */
export function toTensor(rgba: Uint8ClampedArray, used: Fit, tensor: Float32Array): void {
  tensor.fill(0, 0, TENSOR_LENGTH);
  for (let y = 0; y < used.height; y++) {
    let to = 3 * ((y + 1) * TENSOR_WIDTH + 1);
    for (let i = 4 * y * INPUT_WIDTH; i < 4 * (y * INPUT_WIDTH + used.width); i += 4) {
      tensor[to++] = (rgba[i]! - 127) / 128;
      tensor[to++] = (rgba[i + 1]! - 127) / 128;
      tensor[to++] = (rgba[i + 2]! - 127) / 128;
    }
  }
}

function overlap(a: FaceBox, b: FaceBox): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}

/**
 * `scores` (1, n, 2) after softmax, [1] = face; `boxes` (1, n, 4) x1, y1, x2, y2 in parts of the padded input.
 * Returns the faces left by greedy non-maximum suppression, best first, in parts of the frame.
 */
export function decode(scores: ArrayLike<number>, boxes: ArrayLike<number>, used: Fit): FaceBox[] {
  const found: FaceBox[] = [];
  const across = INPUT_WIDTH / used.width;
  const down = INPUT_HEIGHT / used.height;
  for (let i = 0; 2 * i + 1 < scores.length; i++) {
    const score = scores[2 * i + 1]!;
    if (score < MIN_SCORE) continue;
    const [x1, y1, x2, y2] = [boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2]!, boxes[4 * i + 3]!];
    found.push({ x: x1 * across, y: y1 * down, width: (x2 - x1) * across, height: (y2 - y1) * down, score });
  }
  found.sort((a, b) => b.score - a.score);
  const kept: FaceBox[] = [];
  for (const face of found) {
    if (kept.every((better) => overlap(better, face) <= MAX_OVERLAP)) kept.push(face);
  }
  return kept;
}

/** Mean luma (0..255) of the face, or of the middle of the frame when there is none. */
export function brightness(rgba: Uint8ClampedArray, used: Fit, face: FaceBox | undefined): number {
  const box = face ?? { x: 0.25, y: 0.2, width: 0.5, height: 0.6 };
  const left = Math.max(0, Math.floor(box.x * used.width));
  const top = Math.max(0, Math.floor(box.y * used.height));
  const right = Math.min(used.width, Math.ceil((box.x + box.width) * used.width));
  const bottom = Math.min(used.height, Math.ceil((box.y + box.height) * used.height));
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y += 2) {
    for (let x = left; x < right; x += 2) {
      const i = 4 * (y * INPUT_WIDTH + x);
      sum += 0.299 * rgba[i]! + 0.587 * rgba[i + 1]! + 0.114 * rgba[i + 2]!;
      count += 1;
    }
  }
  return count ? sum / count : 0;
}

/** How far a face moved between two frames, in parts of its own height (position and size). */
export function motion(before: FaceBox | undefined, after: FaceBox | undefined, aspect: number): number {
  if (!before || !after || after.height <= 0) return 0;
  const dx = (after.x + after.width / 2 - before.x - before.width / 2) * aspect;
  const dy = after.y + after.height / 2 - before.y - before.height / 2;
  return (Math.hypot(dx, dy) + Math.abs(after.height - before.height)) / after.height;
}
