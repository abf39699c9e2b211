// SPDX-License-Identifier: MIT
// Frames from the video, and the burst that carries them: for each frame a 4-byte big-endian length, then its octets.

import { sleep } from '../core/clock';
import { notePicture } from './odd';
import { CameraError } from './stream';

const LONG_EDGE = 640;
const JPEG_QUALITY = 0.9;
// A camera that shows nothing new for so long stands still. What it showed last is not taken: the same picture twice is refused,
// and the person would be told so who did nothing wrong.
const STALLED_MS = 3000;

export function pack(frames: readonly Blob[]): Blob {
  const parts: BlobPart[] = [];
  for (const frame of frames) {
    const length = new DataView(new ArrayBuffer(4));
    length.setUint32(0, frame.size);
    parts.push(length.buffer, frame);
  }
  return new Blob(parts, { type: 'application/octet-stream' });
}

/** The size a frame is sent at: long edge 640, never enlarged. */
export function frameSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONG_EDGE / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** The camera's next picture: on a busy phone the one before may still stand there, and the same picture twice is refused. */
function nextPicture(video: HTMLVideoElement): Promise<void> {
  if (!video.requestVideoFrameCallback) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new CameraError('lost')), STALLED_MS);
    video.requestVideoFrameCallback(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

export async function takeFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): Promise<Blob> {
  await nextPicture(video);
  const size = frameSize(video.videoWidth, video.videoHeight);
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext('2d', { alpha: false });
  if (!context || size.width === 0) throw new CameraError('lost');
  context.drawImage(video, 0, 0, size.width, size.height);
  notePicture(canvas);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', JPEG_QUALITY);
  });
}

/** Takes `count` frames, `everyMs` apart. Stops early (rejects) when `signal` aborts. */
export async function takeFrames(
  video: HTMLVideoElement,
  count: number,
  everyMs: number,
  onFrame: (taken: number) => void,
  signal: AbortSignal,
): Promise<Blob[]> {
  const canvas = document.createElement('canvas');
  const frames: Blob[] = [];
  for (let i = 0; i < count; i++) {
    if (i > 0) await sleep(everyMs);
    signal.throwIfAborted();
    frames.push(await takeFrame(video, canvas));
    onFrame(frames.length);
  }
  return frames;
}
