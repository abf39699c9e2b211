// SPDX-License-Identifier: MIT
// Writes FILE.br and FILE.gz beside every compressible file of dist, so that the server sends them as they are.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const COMPRESSIBLE = /\.(html|js|css|svg|json|webmanifest|wasm|bin|txt)$/;
const LEAST_OCTETS = 1024;

const [toBrotli, toGzip] = [promisify(brotliCompress), promisify(gzip)];

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (COMPRESSIBLE.test(entry.name) && statSync(path).size > LEAST_OCTETS) yield path;
  }
}

async function compress(path) {
  const plain = readFileSync(path);
  const [br, gz] = await Promise.all([
    toBrotli(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
    toGzip(plain, { level: 9 }),
  ]);
  if (br.length < plain.length) writeFileSync(`${path}.br`, br);
  if (gz.length < plain.length) writeFileSync(`${path}.gz`, gz);
  return { plain: plain.length, br: br.length };
}

const sizes = await Promise.all([...walk(DIST)].map(compress));
const total = (key) => (sizes.reduce((sum, size) => sum + size[key], 0) / 1024).toFixed(0);
console.log(`precompressed ${sizes.length} files: ${total('plain')} KiB -> ${total('br')} KiB (brotli)`);
