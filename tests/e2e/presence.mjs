// SPDX-License-Identifier: MIT
// Who is marked present without being there, story by story, in a class as it is made: nothing of its settings is changed. What comes of each
// story is compared with the table of docs/PRESENCE.md, row by row; a story without a row fails, and so does a row without a story.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { must, skip, test } from "../load/report.mjs";
import { openBrowser, openPage, pictureAll, visitor } from "./browser.mjs";
import { stand } from "./camera.mjs";
import { ask, button, closeAttendance, codeNow, enrol, flagsOf, heading, instantClass, link, markOf, openSchool, signIn, signUpAndJoin, takeMarksAway,
    typeRoomCode } from "./people-at-work.mjs";
import { heardIs, keepSounds, listensOn, newSound } from "./sound.mjs";

const emma = { name: "Emma Lund", email: "emma@example.org" };
const dora = { name: "Dora Vale", email: "dora@example.org" };
const subject = "Optics";
const rate = 48_000;
const room = { "X-Forwarded-For": "192.0.2.10" };
const home = { "X-Forwarded-For": "203.0.113.7" };
const hearing = { ...visitor, permissions: ["camera", "microphone"] };
const tablet = { viewport: { width: 1024, height: 768 }, hasTouch: true, serviceWorkers: "block" };
const looks = ["wrong_pose", "flat_face", "not_live", "no_match", "frames_disagree", "repeated_frames", "bad_timing"]; // what the pictures are refused for
const silence = Array(rate).fill(0);
const still = (person, name) => readFileSync(join("build/samples/people", person, `${name}.jpg`)).toString("base64");

async function lectureBegins(stage) {
    if (stage.lecture) await closeAttendance(stage.professor);
    stage.lecture = await instantClass(stage.professor, subject);
    await codeNow(stage.professor, stage.lecture); // it is on the wall
}

/** What the professor has of Emma's mark: "passes", "flagged: ..." or "not marked". */
async function outcomeOf(stage) {
    const mark = await markOf(stage.professor, stage.lecture, emma);
    if (!mark?.status) return "not marked";
    return mark.flags.length > 0 ? `flagged: ${flagsOf(mark).join(", ")}` : "passes";
}

const unmarked = (stage) => takeMarksAway(stage.professor, stage.lecture);

/** What the microphone hears, made when it is wanted: a word is soon old. */
const nothing = () => silence;
const theRoom = async (stage) => (await newSound(stage.professor)).samples;
const aCall = async (stage) => (await newSound(stage.professor, { through: 24_000 })).samples;

/** Looks into the camera as `acting` has it, on a page of this phone, while the microphone hears it. */
async function byFace(stage, phone, acting, hears = nothing) {
    await unmarked(stage);
    const samples = await hears(stage);
    heardIs(stage, samples);
    const page = await phone.context().newPage();
    await stand(page, acting.take ?? 4, acting);
    await page.goto("/");
    await link(page, "Mark attendance").click();
    const sheet = page.locator(".camera-sheet[role=alert]");
    await heading(page, "You are present").or(sheet).first().waitFor();
    const refused = await sheet.isVisible();
    const code = refused && (await sheet.getAttribute("data-code"));
    if (!refused && hears !== nothing) await listensOn(page);
    await page.close();
    must(!refused || looks.includes(code), `refused as ${code}, which says nothing of the face`);
    const outcome = await outcomeOf(stage);
    must(refused === (outcome === "not marked"), `the page and the list do not agree: ${outcome}`);
    return refused ? "refused" : outcome;
}

/** Refusals are forgotten: she is marked by the code, and another lecture begins. */
async function again(stage) {
    await unmarked(stage);
    must((await byCode(stage, stage.phone)) !== "refused", "her code is refused");
    await lectureBegins(stage);
}

/** Her own living face. Renderings of one head can still be as alike as two bursts of one: then she tries again, as the page says. */
async function herself(stage, phone, hears, acting = {}) {
    let outcome;
    for (let take = 0; take < 3 && (outcome === undefined || outcome === "refused"); take++) {
        if (take > 0) await again(stage);
        outcome = await byFace(stage, phone, { take, ...acting }, hears);
    }
    return outcome;
}

/** A face is looked at, although others were refused before: she is marked in between, and another lecture begins. */
async function afterAll(stage, acting) {
    await again(stage);
    return byFace(stage, stage.phone, acting);
}

/** Types the code that is on the wall; `from`: another lecture's. */
async function byCode(stage, page, from) {
    await page.goto(`/mark/${stage.lecture}`);
    const other = button(page, "Check in by room code instead");
    const field = page.getByLabel("Room code");
    await other.or(field).first().waitFor();
    if ((await field.count()) === 0) await other.click(); // it is away while pictures are taken, and comes again
    return (await typeRoomCode(page, stage.professor, stage.lecture, { other: from })) ? outcomeOf(stage) : "refused";
}

async function furnish(stage) {
    const { staff, server } = stage;
    Object.assign(stage, await openSchool(staff, server, subject));
    await stage.professor.context().addInitScript(keepSounds);
    stage.phone = await openPage(stage.students, server, { ...hearing, extraHTTPHeaders: room });
    await signUpAndJoin(stage.phone, emma, stage.code);
    await enrol(stage.phone);
    stage.friends = await openPage(stage.students, server, { ...hearing, extraHTTPHeaders: room });
    await signUpAndJoin(stage.friends, dora, stage.code);
    await lectureBegins(stage); // both have come before, each with their own phone
    for (const page of [stage.phone, stage.friends]) must((await byCode(stage, page)) !== "refused", "the first lecture's code is refused");
    await lectureBegins(stage);
}

/** The friend is marked on their own phone first; then Emma's password is typed there. */
async function passwordByCode(stage) {
    await unmarked(stage);
    const page = stage.friends;
    must((await byCode(stage, page)) !== "refused", "Dora is not marked");
    await page.goto("/account");
    await button(page, "Sign out").click();
    await page.getByLabel("E-mail").waitFor();
    await signIn(page, emma);
    await heading(page, /^Hello/).waitFor();
    return byCode(stage, page);
}

/** The room's code on a phone of hers that nobody knows, in this network; from home it has come by chat. */
async function newPhone(stage, network) {
    const page = await openPage(stage.students, stage.server, { ...hearing, extraHTTPHeaders: network });
    await signIn(page, emma);
    await heading(page, /^Hello/).waitFor();
    await unmarked(stage);
    const outcome = await byCode(stage, page);
    await page.context().close();
    return outcome;
}

async function otherRoom(stage) {
    const professor = await stage.professor.context().newPage();
    await professor.goto("/");
    await ask(professor, "POST", "/api/classroom", { subject: "Elsewhere" });
    const other = await instantClass(professor, "Elsewhere");
    await unmarked(stage);
    const outcome = await byCode(stage, stage.phone, other);
    await professor.close();
    return outcome;
}

async function typePin(page, pin) {
    await button(page, "Number and PIN").click();
    await page.getByLabel("Student number, or full name").fill("2026-1");
    await page.getByLabel("PIN", { exact: true }).fill(pin);
    await button(page, "Mark me present").click();
}

/** A tablet at the door, as it is made; Dora's number on Emma's badge, and a PIN that is guessed. */
async function kiosk(stage, way) {
    if (!stage.tablet) {
        const made = await ask(stage.head, "POST", "/api/admin/kiosks", { name: "Door", room: "Nowhere", badge: "flag", pin: true, face: false });
        must(made.status === 201, `no kiosk: ${JSON.stringify(made)}`);
        const { user } = (await ask(stage.phone, "GET", "/api/user/me")).body;
        await ask(stage.head, "PATCH", `/api/admin/users/${user.id}`, { external_id: "2026-1" });
        stage.tablet = await openPage(stage.staff, stage.server, { ...tablet, extraHTTPHeaders: room });
        await stage.tablet.goto("/kiosk");
        await stage.tablet.getByLabel("Code").fill(made.body.code);
        await button(stage.tablet, "Make it a kiosk").click();
        await button(stage.tablet, "Type a room code").click();
        await stage.tablet.getByLabel("Room code").fill((await codeNow(stage.professor, stage.lecture)).code);
        await button(stage.tablet, "Serve this lecture").click();
        await stage.tablet.locator(`[data-lecture='${stage.lecture}']`).waitFor();
        stage.kiosk = made.body.kiosk.id;
    }
    const page = stage.tablet;
    await unmarked(stage);
    if (way === "home") {
        await page.context().setExtraHTTPHeaders(home);
        const set = await ask(stage.phone, "PUT", "/api/user/pin", { pin: "480213" });
        must(set.status === 200, `no PIN: ${JSON.stringify(set)}`);
        await typePin(page, "480213");
        await page.locator("[data-state]").waitFor();
        return outcomeOf(stage);
    }
    if (way === "lost") {
        await ask(stage.head, "POST", `/api/admin/kiosks/${stage.kiosk}/revoke`);
        await page.locator("[data-kiosk=revoked]").waitFor();
        return "refused";
    }
    if (way === "badge") {
        await page.keyboard.type("2026-1");
        await page.keyboard.press("Enter");
        await page.locator("[data-state]").waitFor();
        return outcomeOf(stage);
    }
    await typePin(page, "480214");
    await page.locator("[data-code=kiosk_nobody]").waitFor();
    await page.reload();
    return (await outcomeOf(stage)) === "not marked" ? "refused" : "marked";
}

/** By the names of the table's rows. */
const stories = {
    "In the room, one's own face and phone": (stage) => herself(stage, stage.phone, theRoom),
    "Own face from home": (stage) => herself(stage, stage.phone, nothing),
    "Own face from home, the room's sound through a call (Opus, 24 kbit/s)": (stage) => herself(stage, stage.phone, aCall),
    "A virtual camera": (stage) => herself(stage, stage.phone, theRoom, { program: true }),
    "A new phone": (stage) => newPhone(stage, room),
    "A photo before the camera": (stage) => afterAll(stage, { take: 5, played: [still("emma", "01")], seen: true }),
    "A video that turns the other way": (stage) => afterAll(stage, { take: 5, otherWay: true }),
    "The phone lent, the friend's face": (stage) =>
        afterAll(stage, { take: 5, played: ["01", "02", "03", "04"].map((name) => still("dora", name)), seen: true }),
    "The code of another room": otherRoom,
    "The phone lent unlocked, the code of the room": async (stage) => {
        await unmarked(stage);
        return byCode(stage, stage.phone);
    },
    "The password lent: two accounts on the friend's phone, the code of the room": passwordByCode,
    "The code by chat, typed at home on a new phone": (stage) => newPhone(stage, home),
    "A kiosk, the badge of somebody else": (stage) => kiosk(stage, "badge"),
    "A kiosk, a guessed PIN": (stage) => kiosk(stage, "pin"),
    "A kiosk that was carried home, one's own number and PIN": (stage) => kiosk(stage, "home"),
    "A kiosk that was carried away and revoked": (stage) => kiosk(stage, "lost"),
};

/** { story: outcome } of the table that stands under a heading of docs/PRESENCE.md. */
export function table(heading) {
    const sections = readFileSync("docs/PRESENCE.md", "utf8").split(/^#+ /m);
    const rows = sections.find((section) => section.startsWith(heading)).matchAll(/^\| (.+?) \| \**(refused|flagged|passes)\**:? ?([^|]*?) \|/gm);
    return Object.fromEntries([...rows].map(([, story, kind, more]) =>
        [story, kind === "flagged" ? `flagged: ${[...more.matchAll(/`(\w+)`/g)].map(([, word]) => word).sort().join(", ")}` : kind]));
}

/** `server` has no administrator yet, and trusts its proxy. */
export async function presence(server, folder) {
    if (!existsSync("build/samples/turning/0-centre-held-0.jpg")) return skip("who is marked without being there", "the turning heads are not made (tools/render-heads)");
    const stage = { server, wave: join(folder, "heard.wav") };
    heardIs(stage, silence);
    [stage.staff, stage.students] = await Promise.all([openBrowser(), openBrowser("emma", stage.wave)]);
    const said = table("Who is marked without being there");
    try {
        await test("presence: a class as it is made, and two students who have been there before", () => furnish(stage));
        for (const [story, play] of Object.entries(stories))
            await test(`presence: ${story}`, async () => {
                const outcome = await play(stage).catch(async (error) => {
                    await pictureAll(stage.students, "failed-presence");
                    throw error;
                });
                must(said[story] === outcome, `it is ${outcome}, docs/PRESENCE.md says ${said[story]}`);
                return outcome;
            });
        await test("presence: each row of docs/PRESENCE.md was played", () => {
            const left = Object.keys(said).filter((story) => !(story in stories));
            must(left.length === 0, left.join(" | "));
        });
    } finally {
        await Promise.all([stage.staff.close(), stage.students.close()]);
    }
}
