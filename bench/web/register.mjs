// SPDX-License-Identifier: MIT
// Usage: node bench/web/register.mjs [STUDENTS LECTURES [SLOWER]]: the register of a class of 500 by 120 in Chromium: when its first rows are
// shown, when all students are there, how long frames take while it is scrolled, how many elements it has. SLOWER divides the processor's
// speed (4: a cheap laptop). From the project's root, with build/ams (AMS_BINARY), the web app and sqlite3. It says its figures and judges none.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { openBrowser } from "../../tests/e2e/browser.mjs";
import { makeFolder, removeFolder, startServer, stopServer } from "../../tests/load/server.mjs";

const [students, lectures, slower] = [process.argv[2] ?? 500, process.argv[3] ?? 120, process.argv[4] ?? 1].map(Number);
const dayMs = 86_400_000;
const rounds = 5;

/** The class, in the demo's database: every lecture but the last few has been held, and everybody has a mark. */
function fill(folder, professor) {
    const start = Date.now() - Math.round(lectures * 0.9) * dayMs;
    const sql = `
        PRAGMA foreign_keys = OFF;
        BEGIN;
        INSERT INTO classrooms (id, subject, professor_id, join_code, timezone, late_after_minutes, window_minutes, policy, created_at, sort_key)
            SELECT 9000, 'A large class', id, 'BENCHMRK', 'UTC', 10, 15, 'passive', ${start}, '00' FROM users WHERE email = '${professor}';
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${students})
            INSERT INTO users (id, name, role, email, created_at, email_proven_at, sort_key, search_key)
            SELECT 100000 + i, printf('Student %04d', i), 'student', printf('bench%d@example.org', i), ${start}, ${start}, printf('%08d', i), '' FROM n;
        INSERT INTO students (user_id, class_id, joined_at, accepted_at) SELECT id, 9000, ${start - dayMs}, ${start} FROM users WHERE id > 100000;
        INSERT INTO memberships (class_id, user_id, joined_at) SELECT 9000, id, ${start - dayMs} FROM users WHERE id > 100000;
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${lectures})
            INSERT INTO lectures (id, class_id, title, starts_at, ends_at, created_at)
            SELECT 900000 + i, 9000, printf('Lecture %d', i), ${start} + i * ${dayMs}, ${start} + i * ${dayMs} + 5400000, ${start} FROM n;
        INSERT INTO windows (lecture_id, opens_at, closes_at, late_after_at, opened_by, created_at)
            SELECT id, starts_at, starts_at + 900000, starts_at + 600000, 1, starts_at FROM lectures WHERE class_id = 9000 AND starts_at < ${Date.now() - dayMs};
        INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, method, updated_at)
            SELECT u.id, 9000, l.id, l.starts_at, CASE WHEN (u.id * 7 + l.id * 13) % 11 = 0 THEN 'A' WHEN (u.id + l.id) % 9 = 0 THEN 'L' ELSE 'P' END, 'face', l.starts_at
            FROM users u JOIN lectures l ON l.class_id = 9000 AND l.starts_at < ${Date.now() - dayMs} WHERE u.id > 100000;
        COMMIT;`;
    execFileSync("sqlite3", [join(folder, "ams.db")], { input: sql });
}

const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const at = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];

/** Milliseconds from the address to the first rows and to the last student's being there. */
async function opened(page) {
    await page.goto("/account");
    await page.locator("h1").waitFor();
    await page.evaluate(() => {
        globalThis.began = performance.now();
        globalThis.seen = {};
        const look = () => {
            const now = performance.now() - globalThis.began;
            if (document.querySelector(".grid [data-status=P]")) globalThis.seen.rows ??= now;
            if (globalThis.seen.rows && !document.querySelector(".register-page > [role=status]")) globalThis.seen.whole ??= now;
            if (!globalThis.seen.whole) requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        const link = document.createElement("a");
        link.href = "/classroom/9000/register";
        document.body.append(link);
        link.click();
        link.remove();
    });
    await page.waitForFunction(() => globalThis.seen.whole);
    return page.evaluate(() => globalThis.seen);
}

/** The gaps between frames while the sheet is scrolled down, and then along. */
function scrolled(page) {
    return page.evaluate(async () => {
        const grid = document.querySelector(".grid");
        const gaps = [];
        let last = performance.now();
        const run = async (move, frames) => {
            for (let i = 0; i < frames; i++) {
                move();
                await new Promise((done) => requestAnimationFrame(done));
                const now = performance.now();
                gaps.push(now - last);
                last = now;
            }
        };
        grid.scrollTop = 0;
        await run(() => (grid.scrollTop += 120), 120);
        await run(() => (grid.scrollLeft -= 60), 60);
        return gaps;
    });
}

const folder = makeFolder();
execFileSync(process.env.AMS_BINARY ?? "build/ams", ["demo"], { env: { ...process.env, AMS_DATA_DIR: folder } });
const accounts = readFileSync(join(folder, "demo-accounts.txt"), "utf8");
const word = (name) => accounts.match(new RegExp(`^${name} +(\\S+)`, "m"))[1];
fill(folder, word("professor"));
const server = await startServer(folder);
const browser = await openBrowser();
try {
    const context = await browser.newContext({ baseURL: `https://localhost:${server.port}`, ignoreHTTPSErrors: true, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await page.locator("input[name=email]").fill(word("professor"));
    await page.locator("input[name=password]").fill(word("password"));
    await page.locator("form button[type=submit]").click();
    await page.locator("nav.nav").waitFor();
    const wire = await context.newCDPSession(page);
    await wire.send("Emulation.setCPUThrottlingRate", { rate: slower });
    await wire.send("Network.enable");
    let bytes = 0;
    wire.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
    const times = [];
    for (let i = 0; i < rounds; i++) {
        if (i === rounds - 1) bytes = 0;
        times.push(await opened(page));
    }
    const read = bytes;
    // Of the processor, not of the clock: other work beside it does not count.
    await wire.send("Performance.setTimeDomain", { timeDomain: "threadTicks" });
    await wire.send("Performance.enable");
    const spent = async () => Object.fromEntries((await wire.send("Performance.getMetrics")).metrics.map((one) => [one.name, one.value * 1000]));
    const before = await spent();
    const gaps = (await scrolled(page)).slice(1);
    const after = await spent();
    const each = (name) => ((after[name] - before[name]) / gaps.length).toFixed(1);
    const elements = await page.evaluate(() => document.querySelectorAll("*").length);
    const round = (n) => Math.round(n);
    console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores${slower > 1 ? `, ${slower} times slower` : ""}; ${students} students by ${lectures} lectures`);
    console.log(`first rows after ${round(middle(times.map((one) => one.rows)))} ms, all students after ${round(middle(times.map((one) => one.whole)))} ms (medians of ${rounds}), ${round(read / 1024)} KB`);
    console.log(`a scrolled frame costs ${each("TaskDuration")} ms of processor time on the page's thread: script ${each("ScriptDuration")}, style ${each("RecalcStyleDuration")}, layout ${each("LayoutDuration")}`);
    console.log(`scrolling: a frame in ${at(gaps, 0.5).toFixed(1)} ms (half), ${at(gaps, 0.95).toFixed(1)} ms (95 %), ${at(gaps, 1).toFixed(1)} ms (the longest); ${elements} elements`);
} finally {
    await browser.close();
    await stopServer(server);
    removeFolder(folder);
}
