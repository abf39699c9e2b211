// SPDX-License-Identifier: MIT
// Draws the app's icon: public/icon.svg, and icon-192.png, icon-512.png from the same shape (run after changing it).
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';

const PUBLIC = fileURLToPath(new URL('../public/', import.meta.url));
const BACK = [0x31, 0x47, 0xc8];
// In a 32 x 32 square. The whole square is filled, so that a mask of any shape fits; the tick stays in its safe middle.
const TICK = [
  [9.5, 16.6],
  [14, 21],
  [22.5, 11.5],
];
const HALF_WIDTH = 1.7;
const SAMPLES = 4;

function distanceToSegment(x, y, [ax, ay], [bx, by]) {
  const t = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

function inTick(x, y) {
  return Math.min(distanceToSegment(x, y, TICK[0], TICK[1]), distanceToSegment(x, y, TICK[1], TICK[2])) <= HALF_WIDTH;
}

function coverage(px, py, size) {
  let hits = 0;
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = (px + ((i % SAMPLES) + 0.5) / SAMPLES) * (32 / size);
    const y = (py + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) * (32 / size);
    if (inTick(x, y)) hits += 1;
  }
  return hits / (SAMPLES * SAMPLES);
}

function crc32(octets) {
  let crc = ~0;
  for (const octet of octets) {
    crc ^= octet;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

function png(size) {
  const rows = Buffer.alloc(size * (1 + 3 * size));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const part = coverage(x, y, size);
      for (let c = 0; c < 3; c++) rows[y * (1 + 3 * size) + 1 + 3 * x + c] = Math.round(BACK[c] + (255 - BACK[c]) * part);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

const path = `M${TICK.map((point) => point.join(' ')).join('L')}`;
const colour = `#${BACK.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
writeFileSync(
  `${PUBLIC}icon.svg`,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${colour}"/>` +
    `<path d="${path}" fill="none" stroke="#fff" stroke-width="${2 * HALF_WIDTH}" stroke-linecap="round" stroke-linejoin="round"/></svg>\n`,
);
for (const size of [192, 512]) writeFileSync(`${PUBLIC}icon-${size}.png`, png(size));
