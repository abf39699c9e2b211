// SPDX-License-Identifier: MIT
import { build as bundle } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { makeDetector, MODEL } from './scripts/detector.mjs';
import { CALLED_FOR, filesOf, FIRST_PAGES, listIn } from './scripts/first-load.mjs';
import { isGgwave, withoutEval } from './scripts/ggwave.mjs';

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

/** The sound's library, as the site's policy lets it run. */
function soundWithoutEval(): Plugin {
  return {
    name: 'sound-without-eval',
    enforce: 'pre',
    transform: (code, id) => (isGgwave(id) ? { code: withoutEval(code), map: null } : null),
  };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

const FIRST_FILES = /^\/(icon.*|manifest\.webmanifest)$|\/(index-|inter-latin-wght-normal-).*\.(css|woff2)$/;

/** Builds src/sw/sw.ts to dist/sw.js last, when the names of all files of the shell are known. */
function serviceWorker(): Plugin {
  let out = '';
  let list = '';
  let first = new Set<string>();
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      out = join(config.root, config.build.outDir);
      list = listIn(config.cacheDir);
    },
    writeBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
      const loads = Object.fromEntries(FIRST_PAGES.map(({ module }) => [module, filesOf(chunks, module)]));
      first = new Set([...Object.values(loads), ...CALLED_FOR.map((module) => filesOf(chunks, module))].flat());
      mkdirSync(dirname(list), { recursive: true });
      writeFileSync(list, JSON.stringify(loads));
    },
    async closeBundle() {
      if (!existsSync(join(out, 'index.html'))) return;
      const files = filesUnder(out)
        .map((path) => '/' + relative(out, path).split(sep).join('/'))
        .filter((path) => /\.(js|css|svg|png|webmanifest|woff2)$/.test(path) && path !== '/sw.js')
        .filter((path) => !/(guide|sound)\.worker|tap\.worklet/.test(path))
        .sort();
      const shell = files.filter((path) => first.has(path.slice(1)) || FIRST_FILES.test(path));
      const rest = files.filter((path) => !shell.includes(path) && path.endsWith('.js'));
      const version = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 12);
      await bundle({
        entryPoints: [join(here, 'src/sw/sw.ts')],
        outfile: join(out, 'sw.js'),
        bundle: true,
        minify: true,
        format: 'iife',
        target: 'es2021',
        define: { SHELL_VERSION: JSON.stringify(version), SHELL_FILES: JSON.stringify(['/', ...shell]), REST_FILES: JSON.stringify(rest) },
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
  worker: { format: 'es', plugins: () => [soundWithoutEval()] },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': { target: process.env['AMS_URL'] ?? 'https://localhost:8443', secure: false } },
  },
});
