// SPDX-License-Identifier: MIT
// The room sound, from the professor's own page to a phone's microphone: heard, no sign stands beside the mark. Silence, an old word,
// another lecture's word and the word as a call carries it are not heard, and the code is the equal way.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chain, must } from "../load/report.mjs";
import { desktop, isAccessible, openBrowser, openPage, picture, pictureAll, visitor } from "./browser.mjs";
import { ask, button, chooseCheck, enrol, heading, instantClass, link, noComplaints, openSchool, signUpAndJoin, succeeds,
    typeRoomCode } from "./people-at-work.mjs";

const anna = { name: "Anna Lind", email: "anna@example.org" };
const subject = "Acoustics";
const next = "Optics";
const rate = 48_000;
const wordMs = 20_000; // a word counts for its own period and the next
const triesMax = 4; // a word is soon old, and the machine may be busy
const hearing = { ...visitor, permissions: ["camera", "microphone"] };

/** Runs in the page, before its scripts: what it plays is kept. */
export function keepSounds() {
    const { start } = AudioBufferSourceNode.prototype;
    window.sounds = [];
    AudioBufferSourceNode.prototype.start = function keep(...rest) {
        window.sounds.push({ rate: this.buffer.sampleRate, samples: this.buffer.getChannelData(0).slice() });
        return start.apply(this, rest);
    };
}

/** Runs in the page, before its scripts: no sound before a person has tapped, as browsers with a window have it. */
function waitForTap() {
    const Given = window.AudioContext;
    let has = false; // what a test evaluates counts as a gesture for the browser
    addEventListener("pointerdown", () => (has = true), true);
    const tapped = () => has;
    window.AudioContext = class extends Given {
        constructor(...rest) {
            super(...rest);
            if (!tapped()) this.suspend();
        }

        get state() {
            return tapped() ? super.state : "suspended";
        }

        resume() {
            return tapped() ? super.resume() : new Promise(() => undefined);
        }
    };
}

/** The newest sound of a period that has just begun, at 48 kHz: { samples, at }. `through`: as an Opus call of so many bit/s carries it. */
export async function newSound(page, { through = 0 } = {}) {
    await page.evaluate(() => (window.sounds = []));
    await page.waitForFunction(() => window.sounds.length > 0);
    const at = Date.now();
    const samples = await page.evaluate(async ([wanted, bitrate]) => {
        const { samples: made, rate: at } = window.sounds.at(-1);
        const offline = new OfflineAudioContext(1, Math.ceil((made.length / at) * wanted), wanted);
        const buffer = new AudioBuffer({ length: made.length, sampleRate: at });
        buffer.copyToChannel(made, 0);
        const source = new AudioBufferSourceNode(offline, { buffer });
        source.connect(offline.destination);
        source.start();
        const whole = (await offline.startRendering()).getChannelData(0);
        if (!bitrate) return Array.from(whole);
        const out = [];
        const fail = (error) => { throw error; };
        const decoder = new AudioDecoder({
            output: (data) => {
                const part = new Float32Array(data.numberOfFrames);
                data.copyTo(part, { planeIndex: 0, format: "f32-planar" });
                out.push(...part);
            },
            error: fail,
        });
        decoder.configure({ codec: "opus", sampleRate: wanted, numberOfChannels: 1 });
        const encoder = new AudioEncoder({ output: (chunk) => decoder.decode(chunk), error: fail });
        encoder.configure({ codec: "opus", sampleRate: wanted, numberOfChannels: 1, bitrate });
        encoder.encode(new AudioData({ format: "f32-planar", sampleRate: wanted, numberOfFrames: whole.length, numberOfChannels: 1, timestamp: 0, data: whole }));
        await encoder.flush();
        await decoder.flush();
        return out;
    }, [rate, through]);
    return { samples, at };
}

/** What the students' microphone hears from its next opening on, again and again. */
export function heardIs(stage, samples) {
    const quiet = rate / 2;
    const wave = Buffer.alloc(44 + 2 * (samples.length + quiet));
    wave.write("RIFF", 0);
    wave.writeUInt32LE(wave.length - 8, 4);
    wave.write("WAVEfmt ", 8);
    wave.writeUInt32LE(16, 16);
    wave.writeUInt16LE(1, 20); // PCM
    wave.writeUInt16LE(1, 22); // one channel
    wave.writeUInt32LE(rate, 24);
    wave.writeUInt32LE(2 * rate, 28);
    wave.writeUInt16LE(2, 32);
    wave.writeUInt16LE(16, 34);
    wave.write("data", 36);
    wave.writeUInt32LE(wave.length - 44, 40);
    samples.forEach((value, i) => wave.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value)) * 32_767), 44 + 2 * i));
    writeFileSync(stage.wave, wave);
}

async function furnish(stage) {
    const { staff, server } = stage;
    Object.assign(stage, await openSchool(staff, server, subject));
    await stage.professor.context().addInitScript(keepSounds);
    await chooseCheck(stage.professor, "Quick check"); // people of the cameras' videos keep still
    const { body } = await ask(stage.professor, "GET", `/api/classroom/${stage.classroom}/proofs`);
    must(body.room_rule === "flag" && body.sound, `a new classroom begins with ${JSON.stringify(body)}`);
    await stage.professor.goto(`/classroom/${stage.classroom}/settings/proofs`);
    await stage.professor.getByLabel("Without room code or sound").waitFor();
    await isAccessible(stage.professor, "the proofs of a classroom");
    await picture(stage.professor, "sound-settings");
    stage.anna = await openPage(stage.students, server, hearing);
    stage.sent = [];
    stage.anna.on("request", (request) => /\/check-in(\/code)?$/.test(request.url()) && stage.sent.push(request.headers()["x-heard"] ?? ""));
    await signUpAndJoin(stage.anna, anna, stage.code);
    await enrol(stage.anna);
    stage.student = (await ask(stage.anna, "GET", "/api/user/me")).body.user.id;
}

const played = (page, state) => page.locator(`.sound[data-sound=${state}]`).waitFor();

async function plays(stage) {
    const { professor } = stage;
    stage.lecture = await instantClass(professor, subject);
    await played(professor, "playing");
    const { samples } = await newSound(professor);
    must(Math.abs(samples.length / rate - 1) < 0.1, `it lasts ${samples.length / rate} s`);
    const loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    must(loudest > 0.1 && loudest < 0.3, `its loudest is ${loudest}`);
    await professor.getByText("Test, and what it is").click();
    await isAccessible(professor, "the live page with the room sound");
    await picture(professor, "sound-live");
    await button(professor, "Mute").click();
    await played(professor, "muted");
    await button(professor, "Play").click();
    await played(professor, "playing");
    // Another window of the same browser waits, for two at once would garble each other; then it goes on there.
    const other = await professor.context().newPage();
    await other.goto(`/lecture/${stage.lecture}`);
    await played(other, "elsewhere");
    await button(professor, "Mute").click();
    await played(other, "playing");
    await other.close();
    await button(professor, "Play").click();
    await played(professor, "playing");
}

/** After a load of the page the browser waits for a tap. */
async function waitsForATap(stage) {
    const page = await stage.professor.context().newPage();
    await page.addInitScript(waitForTap);
    await button(stage.professor, "Mute").click();
    await page.goto(`/lecture/${stage.lecture}`);
    await played(page, "blocked");
    await isAccessible(page, "the live page that waits for a tap");
    await button(page, "Play the room sound").click();
    await played(page, "playing");
    await page.goto(`/lecture/${stage.lecture}/project`);
    await button(page, "Play the room sound").waitFor();
    await isAccessible(page, "the projector that waits for a tap");
    await picture(page, "sound-projector", false);
    await page.close();
    await button(stage.professor, "Play").click();
    await played(stage.professor, "playing");
}

async function flagsOf(stage) {
    const { body } = await ask(stage.professor, "GET", `/api/attendance/${stage.lecture}/marks/${stage.student}`);
    return body.mark.flags;
}

/** Anna checks in while her phone hears these samples: the flags of her mark. */
async function checkIn(stage, samples, page = stage.anna) {
    await ask(stage.professor, "DELETE", `/api/attendance/${stage.lecture}/marks/${stage.student}`);
    await page.goto("/");
    await link(page, "Mark attendance").waitFor();
    heardIs(stage, samples);
    await link(page, "Mark attendance").click();
    await succeeds(page, heading(page, "You are present"));
    return flagsOf(stage);
}

/** What the phone hears a moment after the mark settles it. */
export async function listensOn(page, timeout = 8000) {
    const card = page.locator("[data-code=room_unproven]");
    if ((await card.count()) === 0) return;
    await card.locator("[data-listens=true]").waitFor();
    await card.waitFor({ state: "detached", timeout }).catch(() => undefined);
}

/** The same with a new word, again while the machine was too busy for it. */
async function checkInWith(stage, makeSound) {
    for (let tries = 1; ; tries++) {
        const { samples, at } = await makeSound();
        await checkIn(stage, samples);
        await listensOn(stage.anna);
        const flags = await flagsOf(stage);
        if (!flags.includes("room_unproven") || Date.now() - at < wordMs - 12_000 || tries === triesMax) return flags;
    }
}

async function heard(stage) {
    const { professor, anna: page } = stage;
    const flags = await checkInWith(stage, () => newSound(professor));
    must(flags.length === 0, `flags: ${flags}; heard: ${stage.sent.at(-1)}`);
    must(/^[2-9A-HJ-NP-Z]{8}/.test(stage.sent.at(-1)), `it sent ${stage.sent.at(-1)}`);
    must((await page.locator("[data-code=room_unproven]").count()) === 0, "the page asks for the code nevertheless");
    const carried = await checkInWith(stage, () => newSound(professor, { through: 64_000 }));
    must(carried.length === 0, `through Opus at 64 kbit/s: ${carried}`);
}

async function notHeard(stage) {
    const { professor } = stage;
    const old = await newSound(professor);
    const elsewhere = await professor.context().newPage();
    await elsewhere.addInitScript(keepSounds);
    await elsewhere.goto("/");
    await ask(elsewhere, "POST", "/api/classroom", { subject: next });
    await instantClass(elsewhere, next);
    await played(elsewhere, "playing");
    const stories = {
        silence: async () => ({ samples: Array(rate).fill(0) }),
        "a call at 24 kbit/s": () => newSound(professor, { through: 24_000 }),
        "another lecture's word": () => newSound(elsewhere),
        "an old word": async () => {
            await professor.waitForTimeout(Math.max(0, old.at + wordMs + 1000 - Date.now()));
            return old;
        },
    };
    for (const [name, make] of Object.entries(stories)) {
        stage.sent = [];
        await checkIn(stage, (await make()).samples);
        await listensOn(stage.anna, 4000);
        const flags = await flagsOf(stage);
        must(flags.join() === "room_unproven", `${name}: ${flags}`);
        const sent = stage.sent.join("");
        must((sent !== "") === name.includes("word"), `${name}: it sent "${sent}"`);
    }
    await elsewhere.close();
}

async function showTheCode(stage) {
    const { anna: page, professor } = stage;
    const form = page.locator("[data-code=room_unproven]");
    await form.waitFor();
    await isAccessible(page, "a mark that lacks the room");
    await picture(page, "sound-unproven");
    await page.reload(); // it is asked for as long as attendance is open
    await form.waitFor();
    await form.getByLabel("Room code").fill("12");
    await button(page, "Send the code").click();
    await page.getByText("Type all six digits.").waitFor();
    must(await typeRoomCode(page, professor, stage.lecture, { by: "Send the code" }), "the code is not taken");
    await page.getByText("The sign is gone").waitFor();
    must((await flagsOf(stage)).length === 0, "the sign is still there");
}

/** Where the room is a must, the code is asked for while the camera waits; where the microphone is refused, the rest works. */
async function insists(stage) {
    const { professor, anna: page } = stage;
    const proofs = `/api/classroom/${stage.classroom}/proofs`;
    const { status } = await ask(professor, "PUT", proofs, { room_rule: "refuse" });
    must(status === 200, `the rule was not set: ${status}`);
    await ask(professor, "DELETE", `/api/attendance/${stage.lecture}/marks/${stage.student}`);
    heardIs(stage, Array(rate).fill(0));
    await page.goto("/");
    await link(page, "Mark attendance").click();
    const sheet = page.locator("[data-code=room_needed]");
    await sheet.waitFor();
    await isAccessible(page, "the camera that needs the room");
    await picture(page, "sound-needed", false);
    await typeRoomCode(page, professor, stage.lecture, { by: "Go on to the camera" });
    await succeeds(page, heading(page, "You are present"));
    must((await flagsOf(stage)).length === 0, "a sign stands beside it");
    const flags = await checkInWith(stage, () => newSound(professor));
    must(flags.length === 0, `with the sound: ${flags}`);
    await ask(professor, "PUT", proofs, { room_rule: "flag" });
}

async function withoutMicrophone(stage) {
    const page = await openPage(stage.students, stage.server, { ...visitor, storageState: await stage.anna.context().storageState() });
    const flags = await checkIn(stage, Array(rate).fill(0), page);
    must(flags.join() === "room_unproven", `flags: ${flags}`);
    noComplaints(page);
    await page.context().close();
}

/** Before nobody's face the camera waits, and says what the microphone is for. */
async function isTold(stage) {
    await ask(stage.professor, "DELETE", `/api/attendance/${stage.lecture}/marks/${stage.student}`);
    const storageState = await stage.anna.context().storageState();
    const cases = [[["camera", "microphone"], "No sound is recorded or sent."], [["camera"], "Without the microphone the room code shows that you are here."]];
    for (const [permissions, words] of cases) {
        const page = await openPage(stage.staff, stage.server, { ...visitor, permissions, storageState });
        await page.goto(`/mark/${stage.lecture}`);
        await page.locator(".camera-more").getByText(words).waitFor();
        await isAccessible(page, `the camera with ${permissions.join(" and ")}`);
        await picture(page, `sound-camera-${permissions.length}`, false);
        await page.context().close();
    }
}

/** What a developer's tools would show in red; a page that listens brings a worker, a worklet and a program. */
async function saysNothing(stage) {
    const storageState = await stage.anna.context().storageState();
    for (const [name, view] of Object.entries({ phone: visitor, desktop: { ...desktop, serviceWorkers: "block" } })) {
        for (const refused of [false, true]) {
            const page = await openPage(stage.staff, stage.server, { ...view, permissions: ["camera", "microphone"], storageState });
            const errors = [];
            page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
            page.on("response", (answer) => answer.status() >= 400 && errors.push(`${answer.status()} ${answer.url()}`));
            if (refused) await page.addInitScript(() => (window.lens.refuse = "NotAllowedError"));
            await page.goto(`/mark/${stage.lecture}`);
            await page.locator(refused ? "[data-code=camera_denied]" : "[data-advice]").waitFor();
            await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name: file }) => /sound\.worker/.test(file)));
            await page.waitForTimeout(1000); // for what comes late
            must(errors.concat(page.complaints).length === 0, `${name}, ${refused ? "refused" : "open"}: ${errors.concat(page.complaints).join(" | ")}`);
            await page.context().close();
        }
    }
}

/** The professor's own microphone says whether the loudspeaker is on. */
async function tests(stage) {
    const { professor } = stage;
    heardIs(stage, (await newSound(professor)).samples);
    await button(professor, "Mute").click();
    const state = await professor.context().storageState();
    const page = await openPage(stage.students, stage.server, { ...desktop, permissions: ["microphone"], storageState: state });
    await page.goto(`/lecture/${stage.lecture}`);
    await page.getByText("Test, and what it is").click();
    const test = async (answer) => {
        await button(page, "Test the loudspeaker").click();
        await page.locator(`[data-tested=${answer}]`).waitFor();
    };
    await played(page, "playing");
    await test("heard");
    heardIs(stage, Array(rate).fill(0));
    await test("unheard");
    await isAccessible(page, "a loudspeaker that is off");
    await picture(page, "sound-tested");
    await page.context().clearPermissions();
    await page.context().close();
}

export async function sound(server, folder) {
    const stage = { server, wave: join(folder, "heard.wav") };
    heardIs(stage, Array(rate).fill(0));
    [stage.staff, stage.students] = await Promise.all([openBrowser(), openBrowser("anna", stage.wave)]);
    const step = chain(async () => {
        await pictureAll(stage.staff, "sound-failed-staff");
        await pictureAll(stage.students, "sound-failed-student");
    });
    try {
        await step("sound: a new class asks for the room", () => furnish(stage));
        await step("sound: the professor's page plays it, one window at a time", () => plays(stage));
        await step("sound: after a reload it takes a tap, on the projector too", () => waitsForATap(stage));
        await step("sound: heard on the phone, no sign stands beside the mark; Opus at 64 kbit/s carries it", () => heard(stage));
        await step("sound: silence, a call at 24 kbit/s, another lecture's and an old word are not heard", () => notHeard(stage));
        await step("sound: the code shows it afterwards", () => showTheCode(stage));
        await step("sound: where the room is a must, the camera waits for code or sound", () => insists(stage));
        await step("sound: a refused microphone is no hindrance", () => withoutMicrophone(stage));
        await step("sound: the camera says what the microphone is for", () => isTold(stage));
        await step("sound: the console stays empty beside the camera, open or refused, on phone and desktop", () => saysNothing(stage));
        await step("sound: a loudspeaker that is off is told", () => tests(stage));
        await step("sound: the pages' scripts had nothing to complain about", () => noComplaints(stage.professor, stage.anna));
    } finally {
        await Promise.all([stage.staff.close(), stage.students.close()]);
    }
}
