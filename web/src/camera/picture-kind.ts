// SPDX-License-Identifier: MIT
// What a picture is, by its first bytes: a phone may name HEIC .jpg, and say image/jpeg of it.

export type PictureKind = 'jpeg' | 'png' | 'webp' | 'moving-webp' | 'heic' | 'other';

/** So many first bytes say it. */
export const HEAD_BYTES = 64;

// Of ISO/IEC 23008-12, annex B; mif1 and msf1 say no more than that it is a picture in these boxes.
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1'];
const AVIF_BRANDS = ['avif', 'avis'];

/** Bytes as letters, one each. */
function letters(head: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...head.subarray(from, to));
}

/** The brands of a box `ftyp`: the first, and those it is compatible with as far as they are in the head. */
function brands(head: Uint8Array): string[] {
  const size = new DataView(head.buffer, head.byteOffset).getUint32(0);
  const end = Math.min(size, head.length);
  const all = [letters(head, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) all.push(letters(head, at, at + 4));
  return all;
}

/** `head`: the first HEAD_BYTES, or fewer where the file has fewer. Pure. */
export function pictureKind(head: Uint8Array): PictureKind {
  if (letters(head, 0, 3) === '\xFF\xD8\xFF') return 'jpeg';
  if (letters(head, 0, 8) === '\x89PNG\r\n\x1A\n') return 'png';
  if (letters(head, 0, 4) === 'RIFF' && letters(head, 8, 12) === 'WEBP') {
    const moves = letters(head, 12, 16) === 'VP8X' && ((head[20] ?? 0) & 2) !== 0;
    return moves ? 'moving-webp' : 'webp';
  }
  if (head.length >= 12 && letters(head, 4, 8) === 'ftyp') {
    const all = brands(head);
    if (all.some((brand) => AVIF_BRANDS.includes(brand))) return 'other';
    if (all.some((brand) => HEIC_BRANDS.includes(brand))) return 'heic';
  }
  return 'other';
}

/** Whether it goes as it is, however this page might draw it: the server reads it, and turns it upright. */
export function isPlain(kind: PictureKind): boolean {
  return kind === 'jpeg' || kind === 'png' || kind === 'webp';
}

/** Whether the server reads it when this page cannot draw it. */
export function isServed(kind: PictureKind): boolean {
  return kind !== 'other';
}

export async function kindOf(file: Blob): Promise<PictureKind> {
  return pictureKind(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
}
