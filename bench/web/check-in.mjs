// SPDX-License-Identifier: MIT
// Usage: node bench/web/check-in.mjs [ROUNDS [SLOWER]] (15 1): from the tap on "Mark attendance" to "You are present", on a student's phone
// whose processor is SLOWER times slower than it is, in turns: the room sound off; on, and heard; on, and never heard; on, with the
// microphone refused. Prints the medians, and of each round what it took longer than with the sound off. Needs what bench/web/roll.mjs
// needs, and the video of tests/e2e/people.mjs.
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { desktop, openBrowser, openPage, visitor } from "../../tests/e2e/browser.mjs";
import { ask, chooseCheck, enrol, heading, instantClass, link, openSchool, signUpAndJoin, succeeds } from "../../tests/e2e/people-at-work.mjs";
import { heardIs, keepSounds, newSound } from "../../tests/e2e/sound.mjs";
import { makeFolder, removeFolder, startServer, stopServer } from "../../tests/load/server.mjs";

const [rounds = 15, slower = 1] = process.argv.slice(2).map(Number);
const subject = "Acoustics";
const anna = { name: "Anna Lind", email: "anna@example.org" };
const second = 48_000;
const silence = Array(second).fill(0);
const pause = 0.45 * second; // between two words, as the professor's page has it

/** Runs in the page, before its scripts. */
function watch() {
    window.took = {};
    const note = (name) => (window.took[name] ??= performance.now());
    document.addEventListener("click", (event) => event.target.closest("a")?.pathname.startsWith("/mark/") && note("tap"), true);
    document.addEventListener("playing", () => note("camera"), true);
    new MutationObserver(() => {
        const head = document.querySelector("h1")?.textContent;
        if (document.querySelector("[data-advice]")) note("guided");
        if (head === "You are present") note("present");
    }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-advice"] });
    const send = window.fetch;
    window.fetch = (where, how) => {
        if (String(where.url ?? where).endsWith("/check-in")) note("sent");
        return send(where, how);
    };
}

const cases = {
    off: { room_rule: "off", sound: false },
    heard: { room_rule: "flag", sound: true },
    unheard: { room_rule: "flag", sound: true },
    refused: { room_rule: "flag", sound: true },
};

function shareOf(list, share) {
    const sorted = list.slice().sort((a, b) => a - b);
    return sorted.length ? Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]) : NaN;
}

/** The words one after the other, from anywhere within one: nobody comes when a word begins. */
function inTheMiddle(word) {
    const turn = [...word, ...Array(pause).fill(0)];
    const from = Math.floor(Math.random() * turn.length);
    return Array(8).fill([...turn.slice(from), ...turn.slice(0, from)]).flat();
}

async function furnish(stage, server) {
    Object.assign(stage, await openSchool(stage.staff, server, subject));
    const { professor, students } = stage;
    await professor.context().addInitScript(keepSounds);
    await chooseCheck(professor, "Quick check");
    stage.hearing = await openPage(students, server, { ...visitor, permissions: ["camera", "microphone"] });
    await signUpAndJoin(stage.hearing, anna, stage.code);
    await enrol(stage.hearing);
    stage.student = (await ask(stage.hearing, "GET", "/api/user/me")).body.user.id;
    stage.refused = await openPage(students, server, { ...visitor, storageState: await stage.hearing.context().storageState() });
    for (const page of [stage.hearing, stage.refused]) {
        await page.context().addInitScript(watch);
        const session = await page.context().newCDPSession(page);
        await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
        page.on("request", (request) => request.url().endsWith("/check-in") && (page.words = request.headers()["x-heard"] ?? ""));
    }
    stage.lecture = await instantClass(professor, subject);
}

async function once(stage, name) {
    const { professor, lecture } = stage;
    const page = name === "refused" ? stage.refused : stage.hearing;
    const { status } = await ask(professor, "PUT", `/api/classroom/${stage.classroom}/proofs`, cases[name]);
    if (status !== 200) throw new Error(`the sound was not switched: ${status}`);
    if (name === "heard") {
        await professor.reload();
        await professor.locator(".sound[data-sound=playing]").waitFor();
    }
    const heard = name === "heard" ? inTheMiddle((await newSound(professor)).samples) : silence;
    await ask(professor, "DELETE", `/api/attendance/${lecture}/marks/${stage.student}`);
    heardIs(stage, heard);
    await page.goto("/");
    await link(page, "Mark attendance").waitFor();
    await page.waitForTimeout(1000);
    await link(page, "Mark attendance").click();
    await succeeds(page, heading(page, "You are present"));
    const took = await page.evaluate(() => window.took);
    const since = (key) => took[key] - took.tap;
    return { whole: since("present"), camera: since("camera"), guided: since("guided"), sent: since("sent"), heard: page.words !== "" };
}

const folder = makeFolder();
const server = await startServer(folder, process.env.AMS_WEB_DIR ? { AMS_WEB_DIR: process.env.AMS_WEB_DIR } : {});
const stage = { wave: join(folder, "heard.wav") };
heardIs(stage, silence);
[stage.staff, stage.students] = await Promise.all([openBrowser(), openBrowser("anna", stage.wave)]);
try {
    await furnish(stage, server);
    const all = [];
    for (const name of Object.keys(cases)) await once(stage, name); // what is fetched once
    for (let i = 0; i < rounds; i++) {
        // The other way round each second time, so that none is always the first.
        const names = Object.keys(cases);
        const round = {};
        for (const name of i % 2 ? names.reverse() : names) round[name] = await once(stage, name);
        all.push(round);
        if (process.env.VERBOSE) console.log(JSON.stringify(round));
    }
    console.log(`${cpus()[0].model}, ${cpus().length} cores, load ${loadavg().map((n) => n.toFixed(1)).join(" ")}; browser ${stage.students.version()}, ${slower} times slower; ${rounds} rounds`);
    for (const name of Object.keys(cases)) {
        const of = (key) => all.map((round) => round[name][key]);
        const more = all.map((round) => round[name].whole - round.off.whole);
        const [half, most] = [shareOf(of("whole"), 0.5), shareOf(of("whole"), 0.9)];
        console.log(`${name}: half within ${half} ms, 90 % within ${most} ms; camera ${shareOf(of("camera"), 0.5)}, guided ${shareOf(of("guided"), 0.5)}, sent ` +
            `${shareOf(of("sent"), 0.5)}; longer than off by ${shareOf(more, 0.5)} ms (${shareOf(more, 0.1)} to ${shareOf(more, 0.9)}); heard in ${of("heard").filter(Boolean).length}`);
    }
} finally {
    await Promise.all([stage.staff.close(), stage.students.close()]);
    await stopServer(server);
    removeFolder(folder);
}
