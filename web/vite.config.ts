// SPDX-License-Identifier: MIT
import { build as bundle } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { makeDetector, MODEL } from './scripts/detector.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The camera page's guidance needs the detector: say so plainly before anything else fails. */
function needModel(): Plugin {
  return {
    name: 'need-model',
    async buildStart() {
      if (!existsSync(MODEL)) {
        this.error('models/fr_detect.onnx is missing: run ./run or ./check once, they fetch the models first.');
      }
      await makeDetector();
    },
  };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

/** Builds src/sw/sw.ts to dist/sw.js last, when the names of all files of the shell are known. */
function serviceWorker(): Plugin {
  let out = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      out = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      if (!existsSync(join(out, 'index.html'))) return;
      const files = filesUnder(out)
        .map((path) => '/' + relative(out, path).split(sep).join('/'))
        .filter((path) => /\.(js|css|svg|png|webmanifest)$/.test(path) && path !== '/sw.js')
        .filter((path) => !/guide\.worker/.test(path))
        .sort();
      const version = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 12);
      await bundle({
        entryPoints: [join(here, 'src/sw/sw.ts')],
        outfile: join(out, 'sw.js'),
        bundle: true,
        minify: true,
        format: 'iife',
        target: 'es2021',
        define: { SHELL_VERSION: JSON.stringify(version), SHELL_FILES: JSON.stringify(['/', ...files]) },
      });
    },
  };
}

export default defineConfig({
  plugins: [needModel(), serviceWorker()],
  build: {
    target: 'es2021',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
  },
  worker: { format: 'es' },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': { target: process.env['AMS_URL'] ?? 'https://localhost:8443', secure: false } },
  },
});
