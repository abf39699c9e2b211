// SPDX-License-Identifier: MIT
// Runs the face detector off the main thread. In: {frame, id}. Out: {ready}, {failed}, or {id, faces, luma, motion}.

import * as ort from 'onnxruntime-web/wasm';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import modelUrl from '../../../models/fr_detect.onnx?url';
import { brightness, decode, fit, INPUT_HEIGHT, INPUT_WIDTH, motion, toTensor, type FaceBox } from './detect';

interface FrameMessage {
  frame: ImageBitmap;
  id: number;
}

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { wasm: wasmUrl };

const canvas = new OffscreenCanvas(INPUT_WIDTH, INPUT_HEIGHT);
const tensor = new Float32Array(3 * INPUT_WIDTH * INPUT_HEIGHT);
let before: FaceBox | undefined;

async function load(): Promise<ort.InferenceSession> {
  const session = await ort.InferenceSession.create(modelUrl, { executionProviders: ['wasm'] });
  // The first run allocates: have it done before the camera opens.
  await run(session);
  return session;
}

async function run(session: ort.InferenceSession) {
  const input = new ort.Tensor('float32', tensor, [1, 3, INPUT_HEIGHT, INPUT_WIDTH]);
  const output = await session.run({ [session.inputNames[0]!]: input });
  return { scores: output['scores']!.data as Float32Array, boxes: output['boxes']!.data as Float32Array };
}

async function look(session: ort.InferenceSession, { frame, id }: FrameMessage) {
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new Error('no 2d canvas in the worker');
  const used = fit(frame.width, frame.height);
  const aspect = frame.width / frame.height;
  context.drawImage(frame, 0, 0, used.width, used.height);
  frame.close();
  const pixels = context.getImageData(0, 0, INPUT_WIDTH, INPUT_HEIGHT).data;
  toTensor(pixels, used, tensor);
  const { scores, boxes } = await run(session);
  const faces = decode(scores, boxes, used);
  const moved = motion(before, faces[0], aspect);
  before = faces[0];
  self.postMessage({ id, faces, luma: brightness(pixels, used, faces[0]), motion: moved, aspect });
}

const fail = (error: unknown) => self.postMessage({ failed: String(error) });

const session = load();
session.then(() => self.postMessage({ ready: true }), fail);

self.onmessage = (event: MessageEvent<FrameMessage>) => {
  session.then((loaded) => look(loaded, event.data)).catch(fail);
};
