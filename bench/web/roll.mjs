// SPDX-License-Identifier: MIT
// Usage: node bench/web/roll.mjs [STUDENTS [MARKS_A_SECOND [SECONDS [SLOWER]]]] (500 10 30 4): a professor's phone watches a lecture while
// others mark in it, and marks 20 by hand itself; the browser's processor is SLOWER times slower than it is. Prints how long a mark takes from
// when the page has it until it is painted, how long a tap takes, and the longest task. Needs the built server (AMS_BINARY or build/ams),
// the built web app (AMS_WEB_DIR names another one), Chromium and tests/e2e's packages.
import { cpus, loadavg } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { openBrowser, openPage, phone } from "../../tests/e2e/browser.mjs";
import { Client } from "../../tests/load/client.mjs";
import { makeFolder, removeFolder, startServer, stopServer } from "../../tests/load/server.mjs";

const [students = 500, rate = 10, seconds = 30, slower = 4] = process.argv.slice(2).map(Number);
const password = "seven quiet grey geese";
const hands = 20; // marks that the page gives itself
const sessions = 4; // each may ask ten times a second

/** Runs in the page, before its scripts. */
function watch() {
    const arrived = new Map();
    const tapped = new Map();
    window.bench = { marks: [], taps: [], tasks: [] };
    const Native = window.EventSource;
    window.EventSource = class extends Native {
        constructor(...given) {
            super(...given);
            super.addEventListener("mark", (event) => arrived.set(String(JSON.parse(event.data).mark.student.id), event.timeStamp));
        }
    };
    const channel = new MessageChannel();
    let painted = [];
    channel.port1.onmessage = () => {
        for (const note of painted.splice(0)) note(performance.now());
    };
    /** Calls `note` once the frame that shows it has been painted. */
    const whenPainted = (note) => {
        painted.push(note);
        requestAnimationFrame(() => channel.port2.postMessage(0));
    };
    document.addEventListener("click", (event) => {
        const row = event.target.closest?.("li[data-student]");
        if (row) tapped.set(row.dataset.student, event.timeStamp);
    }, true);
    new MutationObserver((changes) => {
        for (const { target, attributeName } of changes) {
            const student = target.closest("[data-student]")?.dataset.student;
            const [from, list] = attributeName === "data-status" ? [arrived, window.bench.marks] : [tapped, window.bench.taps];
            const at = from.get(student);
            if (at === undefined) continue;
            from.delete(student);
            whenPainted((now) => list.push(now - at));
        }
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-status", "aria-pressed"] });
    new PerformanceObserver((list) => window.bench.tasks.push(...list.getEntries().map((task) => task.duration))).observe({ type: "longtask" });
}

async function importPeople(head, count) {
    const rows = Array.from({ length: count }, (_, i) => `Student ${String(i).padStart(4, "0")},s${i}@example.org,student`);
    const csv = Buffer.from(`name,email,role\n${rows.join("\n")}\n`);
    const done = async (job) => {
        for (;;) {
            const { state, error } = await head.expect(200, "GET", `/api/user/jobs/${job}`);
            if (state === "done") return;
            if (state === "failed") throw new Error(`the import failed: ${error}`);
            await pause(200);
        }
    };
    const trial = await head.expect(202, "POST", "/api/admin/imports/users?name=people.csv", csv);
    await done(trial.id);
    const { id } = await head.expect(202, "POST", `/api/admin/imports/${trial.id}/apply`);
    await done(id);
}

/** Asks for each thing in turn, by whichever session is free. */
async function shared(clients, count, ask) {
    let next = 0;
    await Promise.all(clients.map(async (client) => {
        while (next < count) await ask(client, next++);
    }));
}

async function patient(client, status, method, path, body) {
    for (;;) {
        const answer = await client.ask(method, path, body);
        if (answer.status === status) return answer.body;
        if (answer.status !== 429) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        await pause(1000 * Number(answer.headers["retry-after"] ?? 1));
    }
}

async function furnish(server) {
    const head = new Client(server);
    await head.expect(201, "POST", "/api/user/sign-up", { name: "Ada Head", email: "ada@example.org", password, invitation: server.welcome });
    const { link } = await head.expect(201, "POST", "/api/admin/invitations", { role: "professor" });
    const first = new Client(server);
    await first.expect(201, "POST", "/api/user/sign-up", { name: "Grace Hall", email: "grace@example.org", password, invitation: link.split("#")[1] });
    const professors = [first];
    while (professors.length < sessions) {
        const again = new Client(server);
        await again.expect(200, "POST", "/api/user/session", { email: "grace@example.org", password });
        professors.push(again);
    }
    await importPeople(head, students);
    const classroom = await first.expect(201, "POST", "/api/classroom", { subject: "Anatomy" });
    await shared(professors, students, (client, i) => patient(client, 201, "POST", `/api/classroom/${classroom.id}/students`, { email: `s${i}@example.org` }));
    const lecture = await first.expect(201, "POST", `/api/classroom/${classroom.id}/instant`, { minutes: 240 });
    const { marks } = await first.expect(200, "GET", `/api/attendance/${lecture.id}`);
    return { head, professors, lecture: lecture.id, ids: marks.map((mark) => mark.student.id) };
}

/** Marks so many a second, as they come in a hall: all over the list. */
async function stream({ professors, lecture, ids }) {
    const order = ids.slice(hands).sort(() => Math.random() - 0.5);
    const begin = Date.now();
    const count = Math.min(order.length, rate * seconds);
    const waiting = [];
    for (let i = 0; i < count; i++) {
        const late = begin + (1000 * i) / rate - Date.now();
        if (late > 0) await pause(late);
        const status = i % 7 === 0 ? "L" : "P";
        waiting.push(patient(professors[i % sessions], 200, "PUT", `/api/attendance/${lecture}/marks/${order[i]}`, { status }));
    }
    await Promise.all(waiting);
    return { count, took: (Date.now() - begin) / 1000 };
}

async function taps(page) {
    const buttons = page.locator("li[data-student][data-status=none] .roll-mark:first-child");
    if ((await buttons.count()) === 0) return; // a build that has none on its rows
    for (let i = 0; i < hands; i++) {
        await page.locator("li[data-student]").nth(i).locator(".roll-mark").first().evaluate((button) => button.click());
        await pause(Math.max(200, (800 * seconds) / hands));
    }
}

function shareOf(list, share) {
    const sorted = list.slice().sort((a, b) => a - b);
    return sorted.length ? Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]) : NaN;
}

const folder = makeFolder();
const server = await startServer(folder, process.env.AMS_WEB_DIR ? { AMS_WEB_DIR: process.env.AMS_WEB_DIR } : {});
const browser = await openBrowser();
try {
    const college = await furnish(server);
    const page = await openPage(browser, server, { ...phone, serviceWorkers: "block" });
    await page.addInitScript(watch);
    await page.goto("/sign-in");
    await page.locator("input[name=email]").fill("grace@example.org");
    await page.locator("input[name=password]").fill(password);
    await page.locator("form button[type=submit]").click();
    await page.locator("nav.nav").waitFor();
    await page.goto(`/lecture/${college.lecture}`);
    await page.locator("li[data-student]").nth(students - 1).waitFor({ state: "attached" });
    await page.locator("[data-connection=live]").waitFor({ state: "attached" });
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
    await pause(3000);
    await page.evaluate(() => {
        window.bench.tasks = [];
    });
    const [{ count, took }] = await Promise.all([stream(college), taps(page)]);
    await pause(5000);
    const { marks, taps: tapped, tasks } = await page.evaluate(() => window.bench);
    console.log(`${cpus()[0].model}, ${cpus().length} cores, load ${loadavg().map((n) => n.toFixed(1)).join(" ")}; browser ${browser.version()}, ${slower} times slower`);
    console.log(`${students} students, ${count} marks in ${took.toFixed(0)} s, ${marks.length} of them seen`);
    console.log(`a mark, from the event to the paint: p50 ${shareOf(marks, 0.5)} ms, p95 ${shareOf(marks, 0.95)} ms, most ${shareOf(marks, 1)} ms`);
    if (tapped.length > 0) console.log(`a tap, until the row shows it: p50 ${shareOf(tapped, 0.5)} ms, p95 ${shareOf(tapped, 0.95)} ms (${tapped.length})`);
    console.log(`tasks of 50 ms or more: ${tasks.length}, the longest ${Math.round(Math.max(0, ...tasks))} ms`);
    for (const client of [college.head, ...college.professors]) client.close();
} finally {
    await browser.close();
    await stopServer(server);
    removeFolder(folder);
}
