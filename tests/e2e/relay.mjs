// SPDX-License-Identifier: MIT
// Codes that travel: one that is scanned before signing in outlives the detour, one that goes through a chat is flagged with its reasons;
// and a camera that is a program leaves a note. Nothing of it refuses anybody.
import { setTimeout as pause } from "node:timers/promises";
import { chain, must } from "../load/report.mjs";
import { isAccessible, openBrowser, openPage, phone, picture, pictureAll, visitor } from "./browser.mjs";
import { ask, button, chooseCheck, codeNow, codesMax, createAccount, enrol, heading, instantClass, markOf, openSchool, password, signIn, signUpAndJoin,
    succeeds, tapMark } from "./people-at-work.mjs";

const sam = { name: "Sam Reed", email: "sam@example.org" };
const nia = { name: "Nia Okoro", email: "nia@example.org" };
const far = { name: "Lee Away", email: "lee@example.org" };
const dora = { name: "Dora Vale", email: "dora@example.org" };
const subject = "Number Theory";
const crowdSize = 7; // and who else is in the room

async function furnish(stage) {
    Object.assign(stage, await openSchool(stage.browser, stage.server, subject));
    await chooseCheck(stage.professor, "Quick check"); // people of the cameras' videos keep still
    stage.dora = await openPage(stage.dorasBrowser, stage.server, visitor);
    await signUpAndJoin(stage.dora, dora, stage.code);
    await enrol(stage.dora); // before there is anything to mark, which it would lead on to
    stage.lecture = await instantClass(stage.professor, subject);
    const set = await ask(stage.head, "PUT", "/api/admin/settings/registration", { value: "class" });
    must(set.status === 200, JSON.stringify(set));
}

/** The room code as the professor's screen shows it: { path, code, age_ms, left_ms }. */
async function shownCode(stage) {
    const shown = await codeNow(stage.professor, stage.lecture);
    return { ...shown, age_ms: 10_000 - shown.next_in_ms };
}

/** Somebody without a browser of their own, at a network address. */
async function person(stage, { name, email }, address, device) {
    const context = await stage.browser.newContext({ baseURL: `https://localhost:${stage.server.port}`, ignoreHTTPSErrors: true,
        extraHTTPHeaders: { "X-Forwarded-For": address, "X-Device": device } });
    const send = async (path, data, csrf) => {
        const answer = await context.request.post(path, { data, headers: csrf ? { "X-CSRF-Token": csrf } : {} });
        return { status: answer.status(), body: await answer.json().catch(() => null) };
    };
    let made = await send("/api/user/sign-up", { name, email, password, locale: "en", code: stage.code });
    const isNew = made.status < 300;
    if (!isNew) made = await send("/api/user/session", { email, password });
    const { csrf } = made.body;
    must(csrf, `${name} is not let in: ${JSON.stringify(made.body)}`);
    if (isNew) await send("/api/student/join", { code: stage.code }, csrf);
    return {
        id: made.body.user.id,
        checkIn: (code) => send(`/api/attendance/${stage.lecture}/check-in/code`, { code }, csrf),
        leave: () => context.close(),
    };
}

const stampKept = (page) => page.waitForFunction(() => localStorage.getItem("ams-scan") !== null);

/** Both scan before they have signed in, and sign in when the code on the wall is another twice over. */
async function detour(stage) {
    const { browser, server } = stage;
    const early = await openPage(browser, server, visitor);
    await signUpAndJoin(early, sam, stage.code);
    await early.context().close();
    const [known, fresh] = [await openPage(browser, server, phone), await openPage(browser, server, phone)];
    const { path, valid_until } = await shownCode(stage);
    await Promise.all([known, fresh].map((page) => page.goto(path)));
    await Promise.all([known, fresh].map(stampKept));
    await isAccessible(known, "signing in after a scan");
    await fresh.getByRole("link", { name: /account/i }).first().click();
    await fresh.getByLabel("Full name").waitFor();
    await pause(Math.max(0, Date.parse(valid_until) - Date.now()) + 2_000);
    const late = await ask(stage.professor, "POST", `/api/attendance/${stage.lecture}/code/stamp`, { code: path.split("#")[1] });
    must(late.status === 422 && late.body.code === "code_wrong", `an old code is stamped: ${JSON.stringify(late)}`);

    await known.getByLabel("E-mail").fill(sam.email);
    await known.getByLabel("Password", { exact: true }).fill(password);
    await button(known, "Sign in").click();
    await known.getByText("The room code was read").waitFor();
    await isAccessible(known, "the check-in after the detour");
    await picture(known, "relay-detour", false);
    await button(known, "Check in").click();
    await heading(known, "You are present").waitFor();
    must((await known.evaluate(() => localStorage.getItem("ams-scan"))) === null, "a used stamp stays on the device");
    await known.context().close();
    return fresh;
}

/** Somebody new makes the account on the way, with the class's code: the stamp leads on, and is still good. */
async function detourOfTheNew(stage) {
    const page = stage.fresh;
    await page.getByLabel("Join code").fill(stage.code);
    await createAccount(page, nia);
    await page.getByText("The room code was read").waitFor();
    must(new URL(page.url()).pathname === `/mark/${stage.lecture}`, `it leads to ${page.url()}`);
    await button(page, "Check in").click();
    await heading(page, "You are present").waitFor();
    await page.context().close();
}

async function crowd(stage) {
    for (let i = 0; i < crowdSize; i++) {
        const one = await person(stage, { name: `Person ${i}`, email: `person${i}@example.org` }, `192.0.2.${i + 1}`, `device ${i}`);
        const { status, body } = await one.checkIn((await shownCode(stage)).code);
        must(status === 200, `person ${i} is answered ${status} ${JSON.stringify(body)}`);
        if (i > 0) await one.leave();
        else stage.first = one;
    }
}

/** The code goes to somebody at home, on a phone that they have just begun to use. */
async function passedOn(stage) {
    const before = await person(stage, far, "203.0.113.7", "the phone before");
    must((await before.checkIn((await shownCode(stage)).code)).status === 200, "the phone before does not check in");
    await ask(stage.professor, "DELETE", `/api/attendance/${stage.lecture}/marks/${before.id}`);
    await before.leave();
    const now = await person(stage, far, "203.0.113.7", "a new phone");
    for (let tries = 1; ; tries++) {
        const { path, age_ms } = await shownCode(stage);
        await pause(Math.max(0, 13_500 - age_ms));
        const { status, body } = await now.checkIn(path.split("#")[1]);
        if (status === 200) break;
        must(tries < codesMax && body.code === "code_wrong", `refused: ${JSON.stringify(body)}`);
    }
    await now.leave();
    stage.far = now.id;
}

async function theStaffReads(stage) {
    const { professor } = stage;
    await professor.goto(`/lecture/${stage.lecture}`);
    const row = professor.locator(`[data-student="${stage.far}"]`);
    await row.locator("[data-flag=maybe_relayed]").waitFor();
    const others = await professor.locator(".roll-row [data-flag=maybe_relayed]").count();
    must(others === 1, `${others} rows are flagged`);
    await row.locator("button.roll-who").click();
    const sheet = professor.getByRole("dialog");
    const signs = sheet.locator("[data-flag=maybe_relayed] [data-sign]");
    await signs.first().waitFor();
    const said = (await signs.allInnerTexts()).join(" ");
    must(/The code was 1\d s old\./.test(said), `it says: ${said}`);
    must(/None of the other \d+ marks came from this network/.test(said) && /The phone is new\./.test(said), `it says: ${said}`);
    await isAccessible(professor, "the sheet with reasons");
    await picture(professor, "relay-reasons", false);
    await professor.keyboard.press("Escape");
}

/** A person in front of their own camera, then one whose camera is the browser's own, as a program's would be. */
async function oddCamera(stage) {
    const page = stage.dora;
    await page.context().addInitScript(() => Object.assign(window.lens, { asItIs: true }));
    await tapMark(page);
    await succeeds(page, heading(page, "You are present"));
    const { body } = await ask(page, "GET", "/api/user/me");
    const { professor } = stage;
    await professor.goto(`/lecture/${stage.lecture}`);
    const row = professor.locator(`[data-student="${body.user.id}"]`);
    await row.locator("[data-flag=odd_camera]").waitFor();
    await row.locator("button.roll-who").click();
    const sign = professor.getByRole("dialog").locator("[data-flag=odd_camera] [data-sign=camera_label]");
    await sign.waitFor();
    must((await sign.innerText()).includes("browser’s own"), await sign.innerText());
    await isAccessible(professor, "the sheet with an odd camera");
    await picture(professor, "relay-camera", false);
    await page.context().close();
}

/** The same person by a camera that says what people's do: nothing to note. */
async function plainCamera(stage) {
    await stage.professor.keyboard.press("Escape");
    stage.lecture = await secondClass(stage);
    const page = await openPage(stage.dorasBrowser, stage.server, visitor);
    await signIn(page, dora);
    await heading(page, /^Hello/).waitFor();
    await tapMark(page);
    await succeeds(page, heading(page, "You are present"));
    const mark = await markOf(stage.professor, stage.lecture, dora);
    const flags = mark.flags.filter((flag) => !["room_unproven", "new_device"].includes(flag)); // a face alone shows nothing of the room, and the phone is new
    must(mark.status === "P" && flags.length === 0, `it is flagged ${flags}`);
    await page.context().close();
}

async function secondClass(stage) {
    await ask(stage.professor, "POST", `/api/attendance/${stage.lecture}/window/close`, {});
    return instantClass(stage.professor, subject);
}

/** `server` has no administrator yet, and believes what this machine says of an address. */
export async function relay(server) {
    const stage = { server };
    [stage.browser, stage.dorasBrowser] = await Promise.all([openBrowser(), openBrowser("dora")]);
    const browsers = [stage.browser, stage.dorasBrowser];
    const inTurn = chain(async () => {
        for (const browser of browsers) await pictureAll(browser, "failed-relay");
    });
    const step = (name, body) => inTurn(`relay: ${name}`, () => body(stage));
    await step("a class", furnish);
    await step("a code scanned before signing in outlives it", async () => {
        stage.fresh = await detour(stage);
    });
    await step("also where the account is made on the way", detourOfTheNew);
    await step("a room full of people", crowd);
    await step("a code that is passed on is taken", passedOn);
    await step("and flagged, with its reasons in words", theStaffReads);
    await step("a camera that is a program leaves a note", oddCamera);
    await step("a person's own camera leaves none", plainCamera);
    await Promise.all(browsers.map((browser) => browser.close()));
}
