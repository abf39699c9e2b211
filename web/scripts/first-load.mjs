// SPDX-License-Identifier: MIT
// Usage: node scripts/first-load.mjs: how much script each first page needs when it is opened directly, with nothing kept on the device; fails
// over the limits. Counted are the files that the build says a page has: the main file and the page's own, what both import, the English words
// that their modules ask for, and what is fetched by itself once one is signed in (ALWAYS). Not the camera's guidance worker and its detector,
// which are fetched for the camera alone. A browser's Content-Lengths add up to the same.
//
// In brotli, for that is what crosses the network: the build compresses each file once at the best quality (precompress.mjs) and the server
// sends it so to every browser that asks for it, which all do. A kB is 1000 octets. The limits are docs/BENCHMARKS.md's: at 45 kB a phone on a
// slow network (400 kbit/s) has a first page within a second of transfer, at 60 kB the check-in in a little more.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const LEAST_OCTETS = 1024;
const WEB = fileURLToPath(new URL('..', import.meta.url));

/** Where whoever comes begins: a page's module, and the octets of script that it may need. */
export const FIRST_PAGES = [
  { name: 'sign-in', module: 'features/sign/sign.tsx', most: 45_000 },
  { name: 'student’s day', module: 'features/home/student.tsx', most: 45_000 },
  { name: 'professor’s today', module: 'features/home/professor.tsx', most: 45_000 },
  { name: 'administrator’s overview', module: 'features/office/overview.tsx', most: 45_000 },
  { name: 'check-in', module: 'features/check-in/mark.tsx', most: 60_000 },
];

/** Fetched by the main file without anybody's doing, once somebody is signed in. */
const ALWAYS = ['core/push/push.ts'];

/** Fetched when something calls for it; a device must have it by then, for that may be without a network. */
export const CALLED_FOR = ['routes.tsx', 'core/outbox.ts', 'ui/icon-shapes-more.ts', 'ui/step-up-ask.tsx', 'ui/waiting.tsx'];

/** The books that a module's source asks for, by their files' names: 'check-in' of `checkIn`. */
export function booksOf(source) {
  const imported = /import \{([^}]*)\} from '[./]*(?:core\/)?text\/books'/.exec(source)?.[1] ?? '';
  const named = new Map(imported.split(',').map((one) => one.trim().split(' as ')).map(([name, alias]) => [alias ?? name, name]));
  const asked = [...source.matchAll(/\bwords\(([\w\s,]*)\)/g)].flatMap(([, names]) => names.split(','));
  return asked
    .map((one) => named.get(one.trim()))
    .filter(Boolean)
    .map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
}

/** The names of a page's files among a bundle's chunks, the words' first. */
export function filesOf(chunks, module) {
  const holds = (ending) => chunks.find((one) => one.facadeModuleId?.endsWith(ending));
  const found = new Set();
  const take = (name) => {
    if (found.has(name)) return;
    found.add(name);
    for (const next of chunks.find((one) => one.fileName === name)?.imports ?? []) take(next);
  };
  const own = module.startsWith('features/sign/') ? [module] : [module, ...ALWAYS];
  for (const chunk of [chunks.find((one) => one.isEntry), ...own.map((one) => holds(`/src/${one}`))]) {
    if (!chunk) throw new Error(`the build has no file of ${module}`);
    take(chunk.fileName);
  }
  const modules = [...found].flatMap((name) => Object.keys(chunks.find((one) => one.fileName === name)?.modules ?? {}));
  const sources = modules.filter((id) => id.includes('/src/') && existsSync(id)).map((id) => readFileSync(id, 'utf8'));
  for (const book of new Set(sources.flatMap(booksOf))) {
    const chunk = holds(`/src/core/text/en/${book}.en.ts`);
    if (chunk) take(chunk.fileName);
  }
  return [...found];
}

/** Where the build leaves the names for this script. */
export const listIn = (cache) => join(cache, 'first-load.json');

/** As it is sent: what is small is not compressed (precompress.mjs). After `vite build` alone there is no FILE.br yet. */
function octetsOf(file) {
  const path = join(WEB, 'dist', file);
  const plain = readFileSync(path);
  if (plain.length <= LEAST_OCTETS) return plain.length;
  if (existsSync(`${path}.br`)) return readFileSync(`${path}.br`).length;
  return brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }).length;
}

function main() {
  const left = listIn(join(WEB, 'node_modules/.vite'));
  if (!existsSync(left)) throw new Error(`${left} is missing: build the web app first (npm run build)`);
  const list = JSON.parse(readFileSync(left, 'utf8'));
  let failed = 0;
  for (const { name, module, most } of FIRST_PAGES) {
    const files = list[module].map((file) => ({ file, octets: octetsOf(file) }));
    const sum = files.reduce((total, { octets }) => total + octets, 0);
    const words = files.filter(({ file }) => /\.en-/.test(file)).reduce((total, { octets }) => total + octets, 0);
    if (sum > most) failed += 1;
    const kB = (octets) => (octets / 1000).toFixed(1).padStart(5);
    console.log(`${sum > most ? 'FAIL ' : ''}${name.padEnd(26)}${kB(sum)} kB of at most ${most / 1000}; ${kB(words)} of them words; ${files.length} files`);
    if (sum > most || process.argv.includes('-v')) for (const { file, octets } of files.sort((a, b) => b.octets - a.octets)) console.log(`${String(octets).padStart(8)} ${file}`);
  }
  console.log(`${FIRST_PAGES.length - failed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

if (process.argv[1]?.endsWith('scripts/first-load.mjs')) main();
