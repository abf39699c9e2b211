// SPDX-License-Identifier: MIT
// A student's own way, with its taps counted: from a link to a mark; which class a code is for; the record and the one way to ask,
// by keyboard; consent that fits the smallest phone.
import { chain, must } from "../load/report.mjs";
import { desktop, isAccessible, openBrowser, openPage, phone, picture, pictureAll } from "./browser.mjs";
import { ask, button, chooseCheck, closeAttendance, focusIsOn, focusOn, heading, instantClass, inviteProfessor, link, noComplaints, openClassroom,
    password, signIn, signUpAndJoin, succeeds, takeOffice } from "./people-at-work.mjs";

const anna = { name: "Anna Lind", email: "anna@example.org" };
const dora = { name: "Dora Vale", email: "dora@example.org" };
const subject = "Graph Theory";
const small = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };

async function looksGood(page, name) {
    await isAccessible(page, name);
    await picture(page, `student-${name.replaceAll(" ", "-")}`, false);
}

/** From now on every tap of a person's on this page is counted, whatever page of the app it is on. */
async function countTaps(page) {
    await page.context().addInitScript(() => {
        addEventListener("click", (event) => event.isTrusted && sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps")) + 1), true);
    });
    return {
        none: () => page.evaluate(() => sessionStorage.removeItem("taps")),
        count: () => page.evaluate(() => Number(sessionStorage.getItem("taps"))),
    };
}

async function furnish(stage) {
    const { staff, server } = stage;
    stage.head = await takeOffice(staff, server);
    stage.professor = await inviteProfessor(stage.head, staff, server, { name: "Grace Hall", email: "grace@example.org" });
    stage.code = await openClassroom(stage.professor, subject);
    await chooseCheck(stage.professor, "Quick check", "passive"); // people of the cameras' videos keep still
    stage.classroom = (await ask(stage.professor, "GET", "/api/classroom")).body.classrooms[0].id;
}

/** Everything on it stands within the screen, and nothing has to be scrolled for. */
async function inView(page, ...targets) {
    const { width, height } = page.viewportSize();
    for (const target of targets) {
        const box = await target.boundingBox();
        must(box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height,
            `${target} is not in view at ${width} x ${height}: ${JSON.stringify(box)}`);
        must(box.height >= 44, `${target} is ${box.height} px high`);
    }
}

/** Consent on the smallest phone, by keyboard, with nothing chosen beforehand; and no is a full answer. */
async function consents(stage) {
    const page = await openPage(stage.staff, stage.server, small);
    await signUpAndJoin(page, dora, stage.code);
    await page.goto("/face");
    const [only, also] = [page.locator("[data-scope=check_in]"), page.locator("[data-scope=all]")];
    const [agree, no, full] = ["I agree, set it up", "Not now", "The full text"].map((name) => button(page, name));
    await only.waitFor();
    must((await page.locator(".steps-choice[aria-pressed=true]").count()) === 0, "something is chosen already");
    must((await page.locator(".steps-pictures svg").count()) === 4, "not four pictures");
    await inView(page, only, also, full);
    await looksGood(page, "consent at its first step");
    await full.click();
    await page.getByRole("dialog").getByText(/^Version/).waitFor();
    await looksGood(page, "the full text of the consent");
    await page.keyboard.press("Escape");
    await focusIsOn(full);
    await press(page, also);
    await inView(page, agree, no, full);
    must((await page.evaluate(() => document.activeElement?.textContent ?? "")).includes("The other way"), "the next step has not the focus");
    await looksGood(page, "consent at its last step");
    await button(page, "Back").click();
    must((await also.getAttribute("aria-pressed")) === "true", "the choice is forgotten on the way back");
    await press(page, only);
    await page.setViewportSize({ width: 390, height: 844 });
    await inView(page, agree, no);
    await no.click();
    await heading(page, "That is fine").waitFor();
    const { body } = await ask(page, "GET", "/api/student/face");
    must(!body.consented, "saying no is taken for a yes");
    noComplaints(page);
    await page.context().close();
}

async function byLink(stage) {
    stage.lecture = await instantClass(stage.professor, subject);
    const page = await openPage(stage.annasBrowser, stage.server, phone);
    const taps = await countTaps(page);
    Object.assign(stage, { anna: page, taps });
    await page.goto(`/join/${stage.code}`);
    await page.getByText("You are joining").waitFor();
    await page.getByText(subject).first().waitFor();
    await taps.none();
    for (const [label, words] of [["Full name", anna.name], ["E-mail", anna.email], ["Password", password]]) {
        await page.getByLabel(label, { exact: true }).click();
        await page.keyboard.type(words);
    }
    await button(page, "Create account").click();
    await link(page, "Mark attendance").click();
    await page.locator("[data-scope=check_in]").click();
    await button(page, "I agree, set it up").click();
    await succeeds(page, heading(page, "You are present"));
    const made = await taps.count();
    must(made <= 7, `${made} taps`);
    const { body } = await ask(page, "GET", "/api/student/consent");
    must(body.scope === "check_in", `the scope is ${body.scope}`);
    return `${made} taps`;
}

async function withoutFace(stage) {
    const page = await openPage(stage.dorasBrowser, stage.server, phone);
    stage.dora = page;
    const taps = await countTaps(page);
    await signIn(page, dora);
    await heading(page, /^Hello/).waitFor();
    await page.goto("/");
    await link(page, "Mark attendance").waitFor();
    await looksGood(page, "today without a face");
    await taps.none();
    await link(page, "Mark attendance").click();
    await page.locator("[data-scope=all]").click();
    await button(page, "I agree, set it up").click();
    await succeeds(page, heading(page, "You are present"));
    const made = await taps.count();
    must(made === 3, `${made} taps`);
    return `${made} taps`;
}

async function withFace(stage) {
    await closeAttendance(stage.professor);
    stage.second = await instantClass(stage.professor, subject);
    const { anna: page, taps } = stage;
    await page.goto("/");
    await link(page, "Mark attendance").waitFor();
    await taps.none();
    await link(page, "Mark attendance").click();
    await succeeds(page, heading(page, "You are present"));
    const made = await taps.count();
    must(made === 1, `${made} taps`);
}

/** The first page rests: nothing is animated while nobody does anything, also with an open window. */
async function rests(stage) {
    const page = await openPage(stage.staff, stage.server, phone);
    await signIn(page, dora);
    await link(page, "Mark attendance").waitFor();
    await page.evaluate(() => document.fonts.ready);
    const moving = await page.evaluate(async () => {
        await Promise.allSettled(document.getAnimations().filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime)).map((one) => one.finished));
        return document.getAnimations().map((one) => one.animationName ?? one.transitionProperty);
    });
    must(moving.length === 0, `these move: ${moving.join(", ")}`);
    // What waits on a board is named here, too.
    const due = new Date(Date.now() + 2 * 86_400_000).toISOString();
    await ask(stage.professor, "POST", `/api/classroom/${stage.classroom}/board`, { kind: "assessment", title: "Problem set 4", body: "Colour it.", due_at: due });
    await ask(stage.professor, "POST", `/api/classroom/${stage.classroom}/board`, { kind: "notice", title: "Bring pencils", body: "Four colours." });
    await page.reload();
    await page.locator("[data-list=due]", { hasText: "Problem set 4" }).waitFor();
    await page.locator("[data-list=unread]", { hasText: "Bring pencils" }).waitFor();
    await page.locator(`[data-subject="${stage.classroom}"]`, { hasText: "2 new" }).waitFor();
    await looksGood(page, "today");
    await page.locator("[data-list=due] a").click();
    await page.waitForURL(/\/board\/\d+$/);
    await page.context().close();
}

/** A check that does not succeed is kept for its student alone. */
async function isRefused(stage) {
    const page = await openPage(stage.staff, stage.server, desktop);
    stage.desk = page;
    await signIn(page, dora);
    await heading(page, /^Hello/).waitFor();
    const { status } = await ask(page, "POST", `/api/attendance/${stage.second}/check-in/code`, { code: "000000" });
    must(status === 422, `a wrong code is answered ${status}`);
    await page.goto(`/record/${stage.classroom}`);
    await page.getByText("Checks that did not succeed").click();
    await page.locator("[data-refusal=code_wrong]").waitFor();
    await looksGood(page, "the record with refusals");
    await ask(stage.professor, "PUT", `/api/attendance/${stage.second}/marks/${(await ask(page, "GET", "/api/user/me")).body.user.id}`, { status: "A" });
}

/** Focuses by name and presses: as somebody without a mouse. */
async function press(page, target, key = "Enter") {
    await focusOn(target);
    await page.keyboard.press(key);
}

async function asksByKeyboard(stage) {
    const page = stage.desk;
    await page.goto("/subjects");
    await press(page, page.locator(`[data-subject="${stage.classroom}"]`));
    await heading(page, subject).waitFor();
    await page.getByText("attended 1 of 2 held").waitFor();
    const squares = page.locator(".strip-box .strip-button");
    must((await squares.count()) === 2, `${await squares.count()} squares for 2 lectures`);
    await squares.last().focus();
    await page.locator(".strip-said", { hasText: "Absent" }).waitFor();
    await squares.first().click();
    await page.locator(".strip-said", { hasText: "Present" }).waitFor();
    must((await page.getByRole("button", { name: /Ask/ }).count()) === 1, "there is more than one way to ask");
    await press(page, button(page, "Ask about a mark"));
    await looksGood(page, "which lecture it is about");
    await press(page, page.locator("[data-ask]").first());
    const sheet = page.getByRole("dialog");
    await sheet.getByText("The record says").waitFor();
    await sheet.getByText("Absent").waitFor();
    await press(page, button(sheet, "Send"));
    await sheet.getByText("Write the reason.").waitFor();
    await focusOn(sheet.getByLabel("Reason"));
    await page.keyboard.type("I sat in the last row.");
    await looksGood(page, "the reason");
    await press(page, button(sheet, "Send"));
    await page.waitForURL(new RegExp(`/record/${stage.classroom}/requests$`));
    await page.locator("[data-state=open]", { hasText: "last row" }).waitFor();
    await looksGood(page, "requests");
    await press(page, link(page, "Record"));
    await press(page, button(page, "Ask about a mark"));
    await page.getByRole("dialog").getByText("You have asked").waitFor();
    await page.keyboard.press("Escape");
    await press(page, page.getByRole("link", { name: /^Requests/ }));
    await press(page, button(page, "Take it back"));
    await page.locator("[data-state=withdrawn]").waitFor();
}

async function joinsByKeyboard(stage) {
    const page = stage.desk;
    const made = await ask(stage.professor, "POST", "/api/classroom", { subject: "Topology", section: "B", term: "Autumn" });
    const start = Date.now() + 3_600_000;
    await ask(stage.professor, "POST", `/api/classroom/${made.body.id}/lectures`,
        { room: "C 11", starts_at: new Date(start).toISOString(), ends_at: new Date(start + 3_600_000).toISOString() });
    const isIn = async () => (await ask(page, "GET", "/api/student/standing")).body.classrooms.some(({ classroom }) => classroom.id === made.body.id);
    await page.goto("/join");
    await focusOn(page.getByLabel("Join code"));
    await page.keyboard.type("NOSUCHCO");
    await page.keyboard.press("Enter");
    await page.locator("[name=code][aria-invalid=true]").waitFor();
    await page.getByLabel("Join code").fill(made.body.join_code.toLowerCase());
    await page.keyboard.press("Enter");
    await heading(page, "Topology").waitFor();
    for (const words of ["Grace Hall", "Autumn", "C 11", "You are the first"]) await page.getByText(words).first().waitFor();
    must(!(await isIn()), "looking has joined");
    await looksGood(page, "the class before joining");
    await press(page, button(page, "Join Topology"));
    await heading(page, "You are in").waitFor();
    must(await isIn(), "joining has not");
    await looksGood(page, "joined");
    await press(page, button(page, "Not my class"));
    await page.getByText("You are out of Topology again.").waitFor();
    must(!(await isIn()), "the way back leads nowhere");
    // By link, where the teachers let each one in.
    await ask(stage.professor, "PATCH", `/api/classroom/${made.body.id}`, { join_approval: true });
    await page.goto(`/join/${made.body.join_code}`);
    await press(page, button(page, "Ask to join"));
    await heading(page, "Asked").waitFor();
    await page.goto("/subjects");
    await page.locator(`[data-waiting="${made.body.id}"]`).waitFor();
    await looksGood(page, "subjects with one that waits");
    await press(page, button(page, "Take it back: Topology"));
    await page.locator(`[data-waiting="${made.body.id}"]`).waitFor({ state: "detached" });
    await page.goto(`/join/${stage.code}`);
    await page.getByText("You are in this class already").waitFor();
}

function nothingUnexpected(stage) {
    const expected = /40[49]|422/; // what is refused on purpose is in the browser's log
    const all = [stage.professor, stage.anna, stage.dora, stage.desk].flatMap((page) => page?.complaints ?? []).filter((one) => !expected.test(one));
    must(all.length === 0, all.join("\n"));
}

/** `server` has no administrator yet. */
export async function study(server) {
    const stage = { server };
    [stage.staff, stage.annasBrowser, stage.dorasBrowser] = await Promise.all([openBrowser(), openBrowser("anna"), openBrowser("dora")]);
    const browsers = [stage.staff, stage.annasBrowser, stage.dorasBrowser];
    const inTurn = chain(async () => {
        for (const browser of browsers) await pictureAll(browser, "failed-student");
    });
    const step = (name, body) => inTurn(`student: ${name}`, () => body(stage));
    await step("a class", furnish);
    await step("consent in steps, on the smallest phone and by keyboard, and no", consents);
    await step("new by link to marked in at most 7 taps", byLink);
    await step("joined without a face to marked in 3 taps", withoutFace);
    await step("with a face to marked in 1 tap", withFace);
    await step("the first page rests, and names what waits", rests);
    await step("a check that did not succeed stands in the record", isRefused);
    await step("subjects, record and a question, by keyboard", asksByKeyboard);
    await step("a class is shown before joining, by keyboard, with a way back", joinsByKeyboard);
    await step("no page complained", nothingUnexpected);
    await Promise.all(browsers.map((browser) => browser.close()));
}
