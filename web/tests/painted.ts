// SPDX-License-Identifier: MIT
// Faces that are painted by numbers alone, so that every machine sees the same ones; the detector takes them for faces.

interface Painted {
  x: number;
  y: number;
  /** From the middle of the face to its chin. */
  size: number;
}

type Colour = readonly [red: number, green: number, blue: number];
type Part = (dx: number, dy: number, rx: number, ry: number) => number;

const WIDTH = 320;
const HEIGHT = 240;
const HAIR: Colour = [45, 32, 25];
const lit = ([red, green, blue]: Colour, light: number): Colour => [red * light, green * light, blue * light];

function eye(at: Part, side: number, light: number): Colour | null {
  if (at(0.3 * side, -0.33, 0.2, 0.045) < 1) return [60, 42, 32];
  if (at(0.3 * side, -0.15, 0.07, 0.07) < 1) return [40, 28, 22];
  if (at(0.3 * side, -0.15, 0.15, 0.07) < 1) return [235, 232, 228];
  if (at(0.3 * side, -0.17, 0.2, 0.12) < 1) return lit([150, 105, 88], light);
  return null;
}

function face(at: Part, tilt: number): Colour | null {
  const inside = at(0, 0, 0.74, 1);
  const light = 1 - 0.28 * inside - 0.12 * tilt;
  if (inside < 1) {
    if (at(0, -0.85, 0.62, 0.28) < 1) return HAIR;
    if (at(0, 0.5, 0.24, 0.018) < 1) return [90, 40, 40];
    if (at(0, 0.5, 0.27, 0.09) < 1) return lit([170, 82, 78], light);
    if (at(0, 0.05, 0.05, 0.2) < 1) return lit([245, 200, 172], light);
    if (at(0.09, 0.22, 0.06, 0.04) < 1 || at(-0.09, 0.22, 0.06, 0.04) < 1) return [95, 60, 50];
    return eye(at, -1, light) ?? eye(at, 1, light) ?? lit([228, 178, 150], light);
  }
  if (at(0, -0.25, 0.86, 1.02) < 1) return HAIR;
  if (at(0, 1.2, 0.38, 0.5) < 1) return [165, 120, 95];
  if (at(0, 1.75, 1.5, 0.6) < 1) return [60, 70, 110];
  return null;
}

/** A frame of 320x240 in RGBA: the faces, the first one in front, on a wall with a little noise. */
export function paint(faces: readonly Painted[]): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
  let state = 7;
  const noise = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return ((state >> 16) % 13) - 6;
  };
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      let colour: Colour = [90 + x / 8, 110 + y / 6, 120 - x / 16];
      for (const { x: middleX, y: middleY, size } of faces) {
        const [across, down] = [(x - middleX) / size, (y - middleY) / size];
        const seen = face((dx, dy, rx, ry) => ((across - dx) / rx) ** 2 + ((down - dy) / ry) ** 2, across);
        if (!seen) continue;
        colour = seen;
        break;
      }
      rgba.set([...colour.map((value) => Math.round(value + noise())), 255], 4 * (y * WIDTH + x));
    }
  }
  return rgba;
}

/** What the golden answers are of. */
export const PICTURES: Readonly<Record<string, readonly Painted[]>> = {
  'one face': [{ x: 160, y: 110, size: 70 }],
  'a near face': [{ x: 150, y: 118, size: 108 }],
  'three faces': [{ x: 90, y: 95, size: 42 }, { x: 225, y: 60, size: 20 }, { x: 285, y: 140, size: 48 }],
  'nobody': [],
};
