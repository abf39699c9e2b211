// SPDX-License-Identifier: MIT
// Photos of a class on their way to the server: made smaller where that costs nothing, and sent with progress.

import { pack } from './burst';
import { isPlain, isServed, kindOf, type PictureKind } from './picture-kind';

export const PHOTOS_MAX = 4;
/** What the server takes in one body, with a little room for the lengths. */
export const BODY_MAX = 32 * 1024 * 1024 - 1024;

const LONG_SIDE = 4000;
const KEEP_BYTES = 6 * 1024 * 1024;
const JPEG_QUALITY = 0.88;

/** Whether a file goes as it is: a format the server reads, and not heavy. Pure. */
export function isReady(kind: PictureKind, size: number): boolean {
  return isPlain(kind) && size <= KEEP_BYTES;
}

/** The size a heavy photo is sent at: long side 4000, which is what the server looks at; never enlarged. Pure. */
export function photoSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONG_SIDE / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** The file itself, or a JPEG of it; the file when this browser cannot draw it and the server can; else null. */
export async function prepare(file: Blob): Promise<Blob | null> {
  const kind = await kindOf(file);
  if (isReady(kind, file.size)) return file;
  const asItIs = isServed(kind) ? file : null;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const size = photoSize(bitmap.width, bitmap.height);
    const canvas = document.createElement('canvas');
    canvas.width = size.width;
    canvas.height = size.height;
    canvas.getContext('2d', { alpha: false })?.drawImage(bitmap, 0, 0, size.width, size.height);
    bitmap.close();
    return await new Promise<Blob | null>((resolve) => {
      canvas.toBlob((blob) => resolve(blob ?? asItIs), 'image/jpeg', JPEG_QUALITY);
    });
  } catch {
    return asItIs;
  }
}

/** Why photos cannot be sent: too heavy together, or one (by its place, from 0) that nobody here can read. */
export type Refusal = { why: 'heavy' } | { why: 'unreadable'; place: number };

/** The body of a request, or why there is none. */
export async function packPhotos(files: readonly Blob[]): Promise<Blob | Refusal> {
  const photos: Blob[] = [];
  // One after the other: an opened photo of 50 megapixels takes 200 MB of a phone's memory.
  for (const [place, file] of files.entries()) {
    const photo = await prepare(file);
    if (!photo) return { why: 'unreadable', place };
    photos.push(photo);
  }
  const body = pack(photos);
  return body.size <= BODY_MAX ? body : { why: 'heavy' };
}
