// SPDX-License-Identifier: MIT
// Usage: node bench/guide.mjs DIST...: what the camera page's guidance costs in builds of the web app (web/dist and, say, an older one): octets
// on first use (brotli), the time until it is ready, and a frame's, in Chromium at full speed and slowed down four times; in turns, so that
// other work on the machine falls on all alike. Says too what each finds in the sample photos (tools/fetch-samples). Needs tests/e2e's packages.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const { chromium } = createRequire(join(root, "tests/e2e/package.json"))("playwright-core");
const rounds = 5, framesEach = 40, warmUp = 15, slowdowns = [1, 4];
const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const photos = Array.from({ length: 6 }, (_, i) => `build/samples/sample${i + 1}.jpg`).filter((path) => existsSync(join(root, path)));

// The worker's script on the page itself: Chromium slows down pages, and workers not.
const html = (script) => `<!doctype html><script>
    const begun = performance.now();
    self.ready = new Promise((resolve, reject) => {
        self.postMessage = (answer) => {
            if (answer.ready) resolve(performance.now() - begun);
            else if (answer.failed !== undefined) reject(new Error(answer.failed));
            else self.answered(answer);
        };
    });
    self.look = async (bitmap) => {
        const frame = await createImageBitmap(bitmap), answer = new Promise((resolve) => { self.answered = resolve; });
        const start = performance.now();
        self.onmessage({ data: { frame, id: 1 } });
        const found = await answer;
        return { ms: performance.now() - start, faces: found.faces };
    };
</script><script type="module" src="/assets/${script}"></script>`;

function serve(dist, fetched) {
    const script = readdirSync(join(dist, "assets")).find((name) => /^guide\.worker-.*\.js$/.test(name));
    const server = createServer((request, response) => {
        const path = new URL(request.url, "http://localhost").pathname;
        const file = path.startsWith("/build/") ? join(root, path) : join(dist, path);
        const body = path === "/" ? html(script) : existsSync(file) ? readFileSync(file) : null;
        if (path.startsWith("/assets/")) fetched.set(path, body);
        response.writeHead(body ? 200 : 404, { "Content-Type": types[path === "/" ? ".html" : extname(path)] ?? "application/octet-stream" }).end(body ?? "");
    });
    return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

async function visit(browser, build, slowdown) {
    const page = await browser.newPage();
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await page.goto(`http://127.0.0.1:${build.server.address().port}/`);
    const seen = await page.evaluate(async ([paths, frames, first]) => {
        const readyAfter = await self.ready, found = [], times = [];
        const load = async (path) => createImageBitmap(await (await fetch(`/${path}`)).blob(), { resizeWidth: 640, resizeHeight: 480 });
        const bitmaps = paths.length ? await Promise.all(paths.map(load)) : [await createImageBitmap(new ImageData(640, 480))];
        for (const bitmap of bitmaps) found.push((await self.look(bitmap)).faces);
        for (let i = 0; i < frames + first; i++) {
            const { ms } = await self.look(bitmaps[i % bitmaps.length]);
            if (i >= first) times.push(ms);
        }
        return { readyAfter, found, times };
    }, [photos, framesEach, warmUp]);
    await page.close();
    return seen;
}

const middle = (numbers, part = 0.5) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length * part)];
const megabytes = (octets) => (octets / 1e6).toFixed(2);

const executable = [process.env.AMS_CHROMIUM, "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => path && existsSync(path));
const browser = await chromium.launch({ executablePath: executable, chromiumSandbox: process.getuid() !== 0 });
console.log(`${cpus()[0].model}, ${cpus().length} cores, Chromium ${browser.version()}; ${rounds} rounds of ${framesEach} frames`);
const builds = [];
for (const dist of process.argv.slice(2)) {
    const fetched = new Map();
    builds.push({ dist, fetched, server: await serve(resolve(dist), fetched), times: slowdowns.map(() => []), ready: slowdowns.map(() => []) });
}
for (let round = 0; round < rounds; round++) {
    for (const [i, slowdown] of slowdowns.entries()) {
        for (const build of builds) {
            const { readyAfter, found, times } = await visit(browser, build, slowdown);
            build.ready[i].push(readyAfter);
            build.times[i].push(...times);
            build.found = found;
        }
    }
}
for (const { dist, fetched, times, ready, found, server } of builds) {
    const octets = [...fetched.values()].reduce((sum, body) => sum + brotliCompressSync(body).length, 0);
    console.log(`${dist}: ${megabytes(octets)} MB in ${fetched.size} files`);
    slowdowns.forEach((slowdown, i) => console.log(`  ${slowdown}x: ready after ${middle(ready[i]).toFixed(0)} ms; a frame, half within ${
        middle(times[i]).toFixed(1)} ms, a tenth within ${middle(times[i], 0.1).toFixed(1)}, nine tenths within ${middle(times[i], 0.9).toFixed(1)}`));
    const places = (faces) => faces.map(({ x, y, width, height, score }) => `${[x * 320, y * 240, width * 320, height * 240].map((value) => value.toFixed(1)).join(" ")} (${score.toFixed(3)})`);
    found.forEach((faces, i) => console.log(`  ${photos[i]}: ${places(faces).join("; ") || "nobody"}`));
    server.close();
}
await browser.close();
