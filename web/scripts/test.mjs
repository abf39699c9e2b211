// SPDX-License-Identifier: MIT
// Usage: node scripts/test.mjs [NAME...]: bundles *.test.ts and *.test.tsx in tests/ (or those whose name holds a NAME) with esbuild and runs
// them with node's own test runner (node 18 reads no TypeScript).
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDetector, MODEL } from './detector.mjs';
import { withoutEval } from './ggwave.mjs';

/** What vite.config.ts and Vite itself make of two kinds of file. */
const asVite = {
  name: 'as-vite',
  setup(build) {
    build.onLoad({ filter: /node_modules\/ggwave\/ggwave\.js$/ }, ({ path }) => ({ contents: withoutEval(readFileSync(path, 'utf8')), loader: 'js' }));
    build.onResolve({ filter: /\?worker&url$/ }, ({ path }) => ({ path, namespace: 'address' }));
    build.onLoad({ filter: /./, namespace: 'address' }, ({ path }) => ({ contents: JSON.stringify(path), loader: 'json' }));
  },
};

const root = fileURLToPath(new URL('..', import.meta.url));
// Below node_modules, where jsdom is found: it cannot be bundled.
const out = mkdtempSync(join(root, 'node_modules/.ams-test-'));
const names = process.argv.slice(2);
try {
  if (existsSync(MODEL)) await makeDetector();
  const tests = readdirSync(join(root, 'tests'), { recursive: true }).filter(
    (name) => /\.test\.tsx?$/.test(name) && (names.length === 0 || names.some((part) => name.includes(part))),
  );
  await build({
    entryPoints: tests.map((name) => join(root, 'tests', name)),
    outdir: out,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    external: ['jsdom'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    platform: 'node',
    format: 'esm',
    target: 'node18',
    // Node 18 (Debian 12's) has no global for what every browser has.
    banner: { js: "import { webcrypto as ofNode } from 'node:crypto'; globalThis.crypto ??= ofNode;" },
    plugins: [asVite],
    logLevel: 'warning',
  });
  const files = readdirSync(out).map((name) => join(out, name));
  process.exitCode = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
