// SPDX-License-Identifier: MIT
// Runs the face detector off the main thread. In: {frame, id}. Out: {ready}, {failed}, or {id, faces, luma, motion}.

import netUrl from '../../../build/detector/detector.bin?url';
import codeUrl from '../../../build/detector/detector.wasm?url';
import { brightness, decode, fit, INPUT_HEIGHT, INPUT_WIDTH, motion, toTensor, type FaceBox } from './detect';
import { openDetector, type Detector } from './detector';

interface FrameMessage {
  frame: ImageBitmap;
  id: number;
}

const WARM_ROUNDS = 2;

const canvas = new OffscreenCanvas(INPUT_WIDTH, INPUT_HEIGHT);
let before: FaceBox | undefined;

async function fetched(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.arrayBuffer();
}

async function load(): Promise<Detector> {
  const detector = await openDetector(...(await Promise.all([fetched(codeUrl), fetched(netUrl)])));
  // The browser compiles better what has run: have it done before the camera opens.
  for (let round = 0; round < WARM_ROUNDS; round++) detector.run();
  return detector;
}

function look(detector: Detector, { frame, id }: FrameMessage) {
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new Error('no 2d canvas in the worker');
  const used = fit(frame.width, frame.height);
  const aspect = frame.width / frame.height;
  context.drawImage(frame, 0, 0, used.width, used.height);
  frame.close();
  const pixels = context.getImageData(0, 0, INPUT_WIDTH, INPUT_HEIGHT).data;
  toTensor(pixels, used, detector.input);
  const { scores, boxes } = detector.run();
  const faces = decode(scores, boxes, used);
  const moved = motion(before, faces[0], aspect);
  before = faces[0];
  self.postMessage({ id, faces, luma: brightness(pixels, used, faces[0]), motion: moved, aspect });
}

const fail = (error: unknown) => self.postMessage({ failed: String(error) });

const detector = load();
detector.then(() => self.postMessage({ ready: true }), fail);

self.onmessage = (event: MessageEvent<FrameMessage>) => {
  detector.then((loaded) => look(loaded, event.data)).catch(fail);
};
