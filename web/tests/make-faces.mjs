// SPDX-License-Identifier: MIT
// Usage: PEERS_PACKAGES=FOLDER node web/tests/make-faces.mjs > web/tests/faces.json: what ONNX Runtime finds with fr_detect.onnx in the
// painted pictures, without a line of the app's detector. FOLDER holds the node_modules of onnxruntime-web 1.30.0. Run it again only when
// the model or the pictures change.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [WIDTH, HEIGHT] = [320, 240];
const PIXELS = WIDTH * HEIGHT;
// Kept are the priors that see something, and some of all others.
const LEAST_SCORE = 0.2;
const EACH = 149;

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const ort = createRequire(join(process.env.PEERS_PACKAGES ?? '.', 'node_modules/'))('onnxruntime-web/wasm');
const { outputFiles } = await build({ entryPoints: [at('painted.ts')], bundle: true, write: false, format: 'esm' });
const { paint, PICTURES } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
const model = readFileSync(at('../../models/fr_detect.onnx'));
ort.env.wasm.numThreads = 1;
const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
const round = (value) => Number(value.toFixed(5));

async function answerTo(rgba) {
  const planes = Float32Array.from({ length: 3 * PIXELS }, (_, i) => (rgba[4 * (i % PIXELS) + Math.floor(i / PIXELS)] - 127) / 128);
  const { scores, boxes } = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', planes, [1, 3, HEIGHT, WIDTH]) });
  const count = scores.data.length / 2;
  const kept = Array.from({ length: count }, (_, i) => i).filter((i) => scores.data[2 * i + 1] >= LEAST_SCORE || i % EACH === 0);
  return { count, priors: kept.map((i) => [i, ...[scores.data[2 * i + 1], ...boxes.data.subarray(4 * i, 4 * i + 4)].map(round)]) };
}

const lines = [];
for (const [name, faces] of Object.entries(PICTURES)) {
  const { count, priors } = await answerTo(paint(faces));
  lines.push(`{"name": ${JSON.stringify(name)}, "count": ${count}, "priors": [\n${priors.map((prior) => JSON.stringify(prior)).join(',\n')}]}`);
}
const sum = createHash('sha256').update(model).digest('hex');
console.log(`{"made_by": "onnxruntime-web ${ort.env.versions.web}", "model_sha256": "${sum}",\n"pictures": [\n${lines.join(',\n')}]}`);
