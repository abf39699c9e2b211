// SPDX-License-Identifier: MIT
// The day of whoever teaches: taps to a running class, what waits, the pages of a class, and an assistant with a student's account.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Client } from "../load/client.mjs";
import { chain, must } from "../load/report.mjs";
import { desktop, isAccessible, openBrowser, openPage, phone, picture, pictureAll } from "./browser.mjs";
import { ask, button, createAccount, focusIsOn, focusOn, heading, link, noComplaints, password, signIn } from "./people-at-work.mjs";

const teacher = { name: "Grace Hall", email: "grace@example.org" };
const nina = { name: "Nina Berg", email: "nina@example.org" };
const omar = { name: "Omar Said", email: "omar@example.org" };
const helper = { name: "Tea Marsh", email: "tea@example.org" };
const subject = "Compilers";
const minute = 60_000;
const MOST_TAPS_NEW = 5;
const MOST_TAPS = 1;

/** Counts what a hand does on the page: clicks, and no others. Kept over loads of the page. */
async function countTaps(page) {
    await page.addInitScript(() => {
        const note = (event) => event.isTrusted && sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps") ?? 0) + 1);
        document.addEventListener("click", note, true);
    });
    return {
        begin: () => page.evaluate(() => sessionStorage.setItem("taps", "0")),
        taps: () => page.evaluate(() => Number(sessionStorage.getItem("taps") ?? 0)),
    };
}

async function newAccount(stage, person, code) {
    const client = new Client(stage.server);
    await client.expect(201, "POST", "/api/user/sign-up", { ...person, password, ...(code && { code }) });
    return client;
}

/** As if the link in the mail had been opened. */
function proveAddress(stage, email) {
    execFileSync("sqlite3", [join(stage.folder, "ams.db"), ".timeout 10000", `UPDATE users SET email_proven_at = 1 WHERE email = '${email}'`]);
}

async function invite(stage) {
    const head = new Client(stage.server);
    await head.expect(201, "POST", "/api/user/sign-up", { name: "Ada Head", email: "ada@example.org", password, invitation: stage.server.welcome });
    const { link: invitation } = await head.expect(201, "POST", "/api/admin/invitations", { role: "professor" });
    head.close();
    stage.invitation = invitation;
}

/** From the link in the mail to a running class. */
async function newToRunning(stage) {
    stage.professor = await openPage(stage.browser, stage.server, desktop);
    const page = stage.professor;
    stage.counter = await countTaps(page);
    await page.goto(stage.invitation);
    await stage.counter.begin();
    await createAccount(page, teacher);
    await heading(page, "Today").first().waitFor();
    await isAccessible(page, "the day of who has no class yet");
    await picture(page, "today-empty");
    await link(page, "New class").click();
    await page.getByLabel("Subject").fill(subject);
    await isAccessible(page, "a new class");
    await button(page, "Create and start attendance").click();
    await heading(page, "Attendance is open").waitFor();
    const taps = await stage.counter.taps();
    must(taps > 0 && taps <= MOST_TAPS_NEW, `${taps} taps`);
    const { body } = await ask(page, "GET", "/api/user/teaching");
    stage.classroom = body.classes[0].classroom.id;
    stage.code = body.classes[0].classroom.join_code;
    await ask(page, "POST", `/api/attendance/${body.classes[0].classroom.live.id}/window/close`);
    return `${taps} taps`;
}

/** A lecture that is due: one tap from Today; and one that was never planned: one tap, too. */
async function existingToRunning(stage) {
    const { professor, classroom, counter } = stage;
    await professor.goto("/");
    await counter.begin();
    await button(professor, `Instant class: ${subject}`).click();
    await heading(professor, "Attendance is open").waitFor();
    must((await counter.taps()) === MOST_TAPS, `${await counter.taps()} taps to a class that was not planned`);
    const unplanned = new URL(professor.url()).pathname.split("/").pop();
    await ask(professor, "POST", `/api/attendance/${unplanned}/window/close`);
    const now = Date.now();
    const { body: lecture } = await ask(professor, "POST", `/api/classroom/${classroom}/lectures`, {
        title: "Parsing", starts_at: new Date(now + 5 * minute).toISOString(), ends_at: new Date(now + 65 * minute).toISOString() });
    await professor.goto("/");
    await professor.locator(`[data-lecture="${lecture.id}"][data-stage=soon]`).waitFor();
    await isAccessible(professor, "today");
    await picture(professor, "today");
    await counter.begin();
    await button(professor, `Start attendance: ${subject}`).click();
    await heading(professor, "Attendance is open").waitFor();
    must((await counter.taps()) === MOST_TAPS, `${await counter.taps()} taps to a lecture that is due`);
    await professor.goto("/");
    await professor.locator(".live", { hasText: subject }).waitFor();
    await isAccessible(professor, "today with an open lecture");
    await ask(professor, "POST", `/api/attendance/${lecture.id}/window/close`);
    stage.lecture = lecture.id;
}

/** Today's lecture first, then what comes soonest first, then what was; each in its week. */
async function lecturesInOrder(stage) {
    const { professor, classroom } = stage;
    const now = Date.now();
    for (const [title, days] of [["Far", 20], ["Soon", 2]])
        await ask(professor, "POST", `/api/classroom/${classroom}/lectures`, { title,
            starts_at: new Date(now + days * 1440 * minute).toISOString(), ends_at: new Date(now + days * 1440 * minute + 60 * minute).toISOString() });
    await professor.goto(`/classroom/${classroom}`);
    await professor.getByText("Far").first().waitFor();
    const rows = await professor.locator("li[data-lecture]").allInnerTexts();
    const place = (word) => rows.findIndex((row) => row.includes(word));
    must(place("Parsing") < place("Soon") && place("Soon") < place("Far"), rows.join(" | "));
    await heading(professor, "Coming").waitFor();
    await isAccessible(professor, "the lectures of a class");
    await picture(professor, "class-lectures");
}

/** The QR code fills what is there and stands in the middle, on a phone and on a desktop. */
async function showsTheCodeLarge(stage) {
    const { professor, classroom } = stage;
    for (const [name, size] of [["phone", { width: 390, height: 844 }], ["desktop", { width: 1440, height: 900 }]]) {
        await professor.setViewportSize(size);
        await professor.goto(`/classroom/${classroom}`);
        await button(professor, "Show large").click();
        const box = await professor.locator("dialog .qr").boundingBox();
        must(box && box.width > 0.5 * Math.min(size.width, size.height), `${name}: the QR code is ${box?.width} px wide`);
        must(Math.abs(box.x + box.width / 2 - size.width / 2) < 0.05 * size.width, `${name}: it stands at ${box.x}`);
        await isAccessible(professor, `the code of a class, large, on a ${name}`);
        await picture(professor, `join-large-${name}`, false);
        await professor.keyboard.press("Escape");
    }
    await professor.setViewportSize(desktop.viewport);
}

/** Students: asked in, let in from Today; found, taken out, and back again. */
async function students(stage) {
    const { professor, classroom } = stage;
    for (const [person, key] of [[nina, "nina"], [omar, "omar"]]) {
        stage[key] = await newAccount(stage, person, stage.code);
        await stage[key].expect(200, "POST", "/api/student/join", { code: stage.code });
    }
    await ask(professor, "PATCH", `/api/classroom/${classroom}`, { join_approval: true });
    const third = await newAccount(stage, { name: "Zoe Finch", email: "zoe@example.org" }, stage.code);
    await third.expect(202, "POST", "/api/student/join", { code: stage.code }).catch(() => undefined); // whatever it answers: she waits
    third.close();
    proveAddress(stage, "zoe@example.org");
    await professor.goto("/");
    await professor.locator("[data-waiting=join] a").click();
    await button(professor, "Accept Zoe Finch").click();
    await professor.locator("li.student-row", { hasText: "Zoe Finch" }).waitFor();
    await isAccessible(professor, "the students of a class");
    await picture(professor, "class-students");
    await professor.getByLabel("Find a student").fill("zoe");
    must((await professor.locator("li.student-row").count()) === 1, "the search finds others, too");
    await button(professor, "Remove Zoe Finch").click();
    await professor.getByText("Zoe Finch is out of the class.").waitFor();
    await professor.locator("li.student-row", { hasText: "Zoe Finch" }).waitFor({ state: "detached" });
    await button(professor, "Undo").click();
    await professor.getByText("Zoe Finch is back in the class.").waitFor();
    await professor.locator("li.student-row", { hasText: "Zoe Finch" }).waitFor();
    // Whose address nobody has shown to be theirs cannot be added again: there the page asks first.
    await professor.getByLabel("Find a student").fill("omar");
    await button(professor, "Remove Omar Said").click();
    await isAccessible(professor, "the question before a student is taken out");
    await button(professor.getByRole("dialog"), "Cancel").click();
    await professor.getByLabel("Find a student").fill("");
    const href = await professor.locator("li.student-row a", { hasText: nina.name }).getAttribute("href");
    must(/^\/classroom\/\d+\/students\/\d+$/.test(href), href);
}

/** By keyboard alone: a setting is found by its name, changed, and saved. */
async function settingsByKeyboard(stage) {
    const { professor, classroom } = stage;
    await professor.goto(`/classroom/${classroom}/settings`);
    await focusOn(professor.locator("[name=setting_search]"));
    await professor.keyboard.type("late after");
    const door = professor.locator(".settings-door");
    await professor.waitForFunction(() => document.querySelectorAll(".settings-door").length === 1);
    must((await door.getAttribute("data-group")) === "check-in", "it is found elsewhere");
    await professor.keyboard.press("Tab");
    await focusIsOn(door);
    await professor.keyboard.press("Enter");
    await focusOn(professor.locator("[name=late_after_minutes]"));
    await professor.keyboard.press("ControlOrMeta+a");
    await professor.keyboard.type("7");
    await professor.keyboard.press("Enter");
    await professor.getByText("Saved.").waitFor();
    const { body } = await ask(professor, "GET", `/api/classroom/${classroom}`);
    must(body.classroom.late_after_minutes === 7, `it is ${body.classroom.late_after_minutes}`);
    // On a phone the groups are doors, and the way back leads to them.
    await professor.setViewportSize({ width: 390, height: 844 });
    await professor.goto(`/classroom/${classroom}/settings`);
    must(!(await professor.locator(".settings-content").isVisible()), "a phone shows a group before one is chosen");
    await isAccessible(professor, "the doors to the settings");
    await professor.locator(".settings-door[data-group=joining]").click();
    await professor.getByLabel("Let each one in yourself").waitFor();
    must(!(await professor.locator(".settings-index").isVisible()), "a phone shows the doors beside a group");
    await professor.locator(".settings-back").click();
    await professor.locator(".settings-door").first().waitFor();
    await professor.setViewportSize(desktop.viewport);
}

/** What somebody else has changed meanwhile is not overwritten. */
async function settingsMeanwhile(stage) {
    const { professor, classroom } = stage;
    await professor.goto(`/classroom/${classroom}/settings/general`);
    await professor.getByLabel("Section").fill("Mine");
    await ask(professor, "PATCH", `/api/classroom/${classroom}`, { term: "Winter" });
    await button(professor, "Save").click();
    await professor.locator("[data-code=changed_meanwhile]").waitFor();
    must((await professor.getByLabel("Section").inputValue()) === "Mine", "what was typed is lost");
}

/** The tabs of a class stand on all of its pages, and say which one is meant. */
async function tabs(stage) {
    const { professor, classroom } = stage;
    const places = { "": "Lectures", "/register": "Register", "/students": "Students", "/groups": "Students", "/requests": "Students", "/import": "Students",
        "/statistics": "Statistics", "/board": "Board", "/board/new": "Board", "/settings": "Settings", "/rules": "Settings", "/holidays": "Settings", "/copy": "Settings" };
    for (const [path, word] of Object.entries(places)) {
        await professor.goto(`/classroom/${classroom}${path}`);
        await professor.locator(".skeleton:visible").first().waitFor({ state: "hidden" });
        if (!["/register", "/statistics"].includes(path) || (await professor.locator(".tabs").count()) > 0) {
            await professor.locator(".tab[aria-current=page]", { hasText: word }).waitFor();
            must((await professor.locator("h1").count()) === 1, `${path}: not one heading of the page`);
        }
    }
}

/** A student with a part: home leads into the class, attendance opens, a mark is given; the settings are not theirs. */
async function assists(stage) {
    const { professor, classroom } = stage;
    (await newAccount(stage, helper, stage.code)).close();
    proveAddress(stage, helper.email);
    const added = await ask(professor, "POST", `/api/classroom/${classroom}/staff`, { email: helper.email, part: "assistant" });
    must(added.status === 201, JSON.stringify(added.body));
    const now = Date.now();
    const { body: lecture } = await ask(professor, "POST", `/api/classroom/${classroom}/lectures`, {
        title: "Lab", starts_at: new Date(now + 3 * minute).toISOString(), ends_at: new Date(now + 63 * minute).toISOString() });
    const page = await openPage(stage.browser, stage.server, phone);
    stage.helper = page;
    await signIn(page, helper);
    await heading(page, "You assist in").waitFor();
    await isAccessible(page, "an assistant's home");
    await picture(page, "assistant-home");
    await link(page, subject).click();
    await page.waitForURL(`**/classroom/${classroom}`);
    await link(page, "Board").waitFor();
    must((await link(page, "Settings").count()) === 0, "the settings are offered to an assistant");
    must((await button(page, `Instant class: ${subject}`).count()) === 0, "an assistant is offered what the server refuses");
    await isAccessible(page, "a class as its assistant sees it");
    await picture(page, "assistant-class");
    await page.locator("a.back").first().click();
    await page.waitForURL("**/subjects");
    await page.locator(`[data-class="${classroom}"]`).waitFor(); // the way back leads to where the class stands
    await page.goto("/");
    must((await page.locator(`a[href="/record/${classroom}"]`).count()) === 0, "the class stands among the assistant's own subjects");
    await page.locator(`[data-class="${classroom}"]`).getByRole("button", { name: `Start attendance: ${subject}` }).click();
    await heading(page, "Attendance is open").waitFor();
    const { body } = await ask(page, "GET", `/api/attendance/${lecture.id}`);
    const mark = await ask(page, "PUT", `/api/attendance/${lecture.id}/marks/${body.marks[0].student.id}`, { status: "P" });
    must(mark.status === 200, JSON.stringify(mark.body));
    await page.goto(`/classroom/${classroom}/board`);
    await link(page, "Write").waitFor();
    await page.goto("/");
    await link(page, `Open the live list: ${subject}`).waitFor();
    await ask(professor, "POST", `/api/attendance/${lecture.id}/window/close`);
}

/** Who is a student of a class is led to their own record, and sees no button of the staff. */
async function studentIsLed(stage) {
    const page = await openPage(stage.browser, stage.server, phone);
    await signIn(page, nina);
    await heading(page, /^Hello/).waitFor();
    for (const path of ["", "/settings", "/students", "/requests"]) {
        await page.goto(`/classroom/${stage.classroom}${path}`);
        await page.waitForURL(`**/record/${stage.classroom}`);
    }
    must((await button(page, `Instant class: ${subject}`).count()) === 0, "a student is offered a class to start");
    noComplaints(page);
    await page.context().close();
}

async function classes(stage) {
    const { professor, classroom } = stage;
    await professor.goto("/classes");
    await professor.locator(`[data-class="${classroom}"]`, { hasText: "students" }).waitFor();
    await isAccessible(professor, "the classes");
    await picture(professor, "classes");
    await ask(professor, "PATCH", `/api/classroom/${classroom}`, { archived: true });
    await professor.reload();
    await professor.getByText("Archived (1)").click();
    await link(professor, subject).click();
    await professor.getByText("Archived", { exact: true }).waitFor();
    await professor.goto(`/classroom/${classroom}/settings`);
    await button(professor, "Bring it back").click();
    await professor.getByText("Saved.").waitFor();
}

/** Plays it on a server of its own that nobody has used yet. */
export async function teach(server, folder) {
    const stage = { server, folder, browser: await openBrowser() };
    const step = chain(() => pictureAll(stage.browser, "failed-teaching"));
    try {
        await step("teaching: an invitation", () => invite(stage));
        await step(`teaching: from the invitation to a running class in ${MOST_TAPS_NEW} taps at most`, () => newToRunning(stage));
        await step("teaching: from Today to a running class in one tap", () => existingToRunning(stage));
        await step("class: today's lecture first, then what comes, then what was", () => lecturesInOrder(stage));
        await step("class: the join code large, in the middle, on a phone and a desktop", () => showsTheCodeLarge(stage));
        await step("class: students are let in, found, taken out and brought back", () => students(stage));
        await step("class: its tabs stand on all of its pages", () => tabs(stage));
        await step("class: a setting is found and changed by keyboard; doors on a phone", () => settingsByKeyboard(stage));
        await step("class: settings that somebody has changed meanwhile are not overwritten", () => settingsMeanwhile(stage));
        await step("class: an assistant with a student's account does their part", () => assists(stage));
        await step("class: a student is led to their own record", () => studentIsLed(stage));
        await step("classes: as cards, the archived ones below", () => classes(stage));
        await step("teaching: no page's script complained", () => noComplaints(stage.professor, stage.helper));
    } finally {
        await stage.browser.close();
    }
}
