// SPDX-License-Identifier: MIT
// A tablet at a door: an administrator makes it a kiosk, a professor's room code lends it, and students are marked by a badge, a PIN and a
// face; it names nobody else and leads nowhere; lost, it marks nobody any more.
import { chain, must } from "../load/report.mjs";
import { isAccessible, openBrowser, openPage, picture, pictureAll, visitor } from "./browser.mjs";
import { ask, button, codeNow, enrol, instantClass, noComplaints, openSchool, signUpAndJoin } from "./people-at-work.mjs";

const campus = { "X-Forwarded-For": "192.0.2.10" };
const home = { "X-Forwarded-For": "203.0.113.7" };
const tablet = { extraHTTPHeaders: campus, viewport: { width: 1024, height: 768 }, hasTouch: true, serviceWorkers: "block" };
const dora = { name: "Dora Lind", email: "dora@example.org" };
const noah = { name: "Noah Stern", email: "noah@example.org" };
const ravi = { name: "Ravi Rao", email: "ravi@example.org" };
const subject = "Optics";

/** What a reader does: types, and Enter. */
async function read(page, number) {
    await page.keyboard.type(number);
    await page.keyboard.press("Enter");
}

async function isMarked(page, name, state = "present") {
    const said = page.locator("[data-state]");
    await said.waitFor();
    must((await said.getAttribute("data-state")) === state, `${name}: ${await said.innerText()}`);
    must((await said.innerText()).includes(name), `marked: ${await said.innerText()}`);
}

async function goesBack(page) {
    await page.locator("[data-scene=ready]").waitFor();
    const text = await page.locator("body").innerText();
    must(!/Dora|Noah|Ravi/.test(text), `the kiosk names somebody: ${text}`);
    must((await page.locator("a, nav, [role=menu]").count()) === 0, "the kiosk leads somewhere");
}

async function furnish(stage) {
    const { browser, server } = stage;
    const { head, professor, code } = await openSchool(browser, server, subject);
    Object.assign(stage, { office: head, professor });
    for (const [person, number] of [[dora, null], [noah, "2026-2"], [ravi, "2026-3"]]) {
        const page = await openPage(browser, server, visitor);
        await signUpAndJoin(page, person, code);
        if (person === dora) await enrol(page);
        const { user } = (await ask(page, "GET", "/api/user/me")).body;
        if (number) must((await ask(stage.office, "PATCH", `/api/admin/users/${user.id}`, { external_id: number })).status === 200, "no number");
        if (person === noah) stage.noah = page;
        else await page.context().close();
    }
    must((await ask(stage.office, "PUT", "/api/admin/settings/identification", { value: "on" })).status === 200, "the search is not on");
}

async function setPin(stage) {
    const page = stage.noah;
    await page.goto("/account");
    await page.locator("a[href='/account/pin']").click();
    await page.getByRole("heading", { name: "PIN for kiosks" }).waitFor();
    await isAccessible(page, "no PIN yet");
    await page.getByLabel("New PIN").fill("123456");
    await button(page, "Set the PIN").click();
    await page.getByText("too easy to guess").waitFor();
    await page.getByLabel("New PIN").fill("480213");
    await button(page, "Set the PIN").click();
    await page.locator("[data-pin=on]").waitFor();
    await isAccessible(page, "a PIN");
    await picture(page, "kiosk-pin", false);
    await page.context().close();
}

async function make(stage) {
    const page = stage.office;
    await page.goto("/system");
    await page.locator("[data-door='/system/kiosks']").click();
    await page.getByText("No kiosk yet").waitFor();
    await isAccessible(page, "no kiosk yet");
    await button(page, "New kiosk").click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("input[name=name]").fill("Door");
    await dialog.locator("input[name=room]").fill("Nowhere");
    await dialog.getByRole("checkbox", { name: "Face" }).check();
    await isAccessible(page, "a new kiosk");
    await dialog.getByRole("button", { name: "Make the kiosk" }).click();
    stage.code = (await page.getByTestId("kiosk-code").innerText()).trim();
    await isAccessible(page, "the code of a kiosk");
    await button(page, "Close").last().click();
    await page.locator("[data-kiosk][data-state=code]").waitFor();
}

async function become(stage) {
    const page = (stage.tablet = await openPage(stage.browser, stage.server, tablet));
    await page.goto("/kiosk");
    await page.locator("[data-kiosk=unknown]").waitFor();
    await isAccessible(page, "a tablet that is no kiosk");
    await page.getByLabel("Code").fill("AAAA BBBB");
    await button(page, "Make it a kiosk").click();
    await page.locator(".field-error").waitFor();
    await page.getByLabel("Code").fill(stage.code);
    await button(page, "Make it a kiosk").click();
    await page.getByText("Attendance is not open here").waitFor();
    await isAccessible(page, "a kiosk with nothing open");
    await stage.office.goto("/system/kiosks");
    await stage.office.locator("[data-kiosk][data-state=here]").waitFor();
}

/** A class that was made on the spot has no room: its code lends the kiosk. */
async function lend(stage) {
    stage.lecture = await instantClass(stage.professor, subject);
    const page = stage.tablet;
    const { code } = await codeNow(stage.professor, stage.lecture);
    await button(page, "Type a room code").click();
    await isAccessible(page, "the question for a room code");
    await page.getByLabel("Room code").fill(code);
    await button(page, "Serve this lecture").click();
    await page.locator(`[data-lecture='${stage.lecture}']`).waitFor();
    await page.locator("[data-ways='badge pin face']").waitFor();
    await isAccessible(page, "a kiosk that serves a lecture");
    await goesBack(page);
    await picture(page, "kiosk-open", false);
}

async function byBadge(stage) {
    const page = stage.tablet;
    await read(page, "2026-3");
    await isMarked(page, "Ravi R.");
    await isAccessible(page, "somebody is marked");
    await picture(page, "kiosk-marked", false);
    await goesBack(page);
    await read(page, "77");
    await page.locator("[data-code=kiosk_nobody]").waitFor();
    await isAccessible(page, "a badge that is nobody's");
    await read(page, "2026-3"); // the next one does not wait for it
    await isMarked(page, "Ravi R.", "already");
    await goesBack(page);
}

async function byPin(stage) {
    const page = stage.tablet;
    await button(page, "Number and PIN").click();
    await page.getByLabel("Student number, or full name").fill("noah stern");
    await page.getByLabel("PIN", { exact: true }).fill("480214");
    await button(page, "Mark me present").click();
    await page.locator("[data-code=kiosk_nobody]").waitFor();
    await isAccessible(page, "a wrong PIN");
    await page.getByLabel("PIN", { exact: true }).fill("480213");
    await button(page, "Mark me present").click();
    await isMarked(page, "Noah S.");
    await goesBack(page);
}

/** Found among those who agreed; where the nets are not sure of a video, nobody is named and a number is asked for. */
async function byFace(stage) {
    const page = stage.tablet;
    await button(page, "Look into the camera").click();
    const unsure = page.locator("[data-scene=number]");
    const marked = page.locator("[data-state]");
    await marked.or(unsure).or(page.locator("[data-code]")).first().waitFor({ timeout: 90_000 });
    if (await unsure.isVisible()) {
        await isAccessible(page, "a face that is not sure");
        await page.getByLabel("Student number").fill("2026-3"); // somebody else's
        await button(page, "Go on").click();
        await page.locator("[data-code=kiosk_nobody]").waitFor();
        return "not sure of a video: asked for a number";
    }
    await isMarked(page, "Dora L.");
    await goesBack(page);
    return "found";
}

async function told(stage, face) {
    const { body } = await ask(stage.professor, "GET", `/api/attendance/${stage.lecture}`);
    const of = (name) => body.marks.find(({ student }) => student.name === name);
    must(of(ravi.name).method === "kiosk" && of(ravi.name).flags.join() === "badge_only", `of a badge: ${JSON.stringify(of(ravi.name))}`);
    must(of(noah.name).method === "kiosk" && of(noah.name).flags.length === 0, `of a PIN: ${JSON.stringify(of(noah.name))}`);
    must([ravi, noah].every(({ name }) => of(name).marked_by === null), "somebody has marked them");
    if (face === "found") must(of(dora.name).method === "kiosk" && !of(dora.name).flags.includes("badge_only"), "of a face");
    await stage.professor.goto(`/lecture/${stage.lecture}`);
    await stage.professor.getByText("at a kiosk").first().waitFor();
    await stage.professor.getByText("Badge alone").first().waitFor();
    await picture(stage.professor, "kiosk-live");
}

/** It goes on at home, and says nothing there; the administrators and the professor are told. One tap settles an honest change. */
async function carryHome(stage) {
    const { office, tablet: page } = stage;
    await page.context().setExtraHTTPHeaders(home);
    await page.waitForResponse(/\/api\/kiosk$/);
    await office.goto("/system/kiosks");
    const row = office.locator("[data-kiosk][data-state=moved]");
    await row.waitFor();
    must((await row.innerText()).includes("what it marks is flagged"), await row.innerText());
    await isAccessible(office, "a kiosk in another network");
    await picture(office, "kiosk-moved");
    const { body } = await ask(stage.professor, "GET", `/api/attendance/${stage.lecture}`);
    const { student } = body.marks.find((mark) => mark.student.name === ravi.name);
    await ask(stage.professor, "DELETE", `/api/attendance/${stage.lecture}/marks/${student.id}`);
    await read(page, "2026-3");
    await isMarked(page, "Ravi R.");
    await goesBack(page);
    const mark = (await ask(stage.professor, "GET", `/api/attendance/${stage.lecture}`)).body.marks.find((one) => one.student.id === student.id);
    must(mark.flags.join() === "badge_only,kiosk_moved", `at home: ${JSON.stringify(mark)}`);
    await stage.professor.reload();
    await stage.professor.getByText("Kiosk elsewhere").first().waitFor();
    await office.goto("/inbox");
    await office.getByText("A kiosk speaks from another network").first().waitFor();
    await office.goto("/system/kiosks");
    await button(office, "It stands there: take the new network: Door").click();
    await office.locator("[data-kiosk][data-state=here]").waitFor();
}

/** Set to refuse, it marks nobody in a third network, and goes on by itself where it is brought back. */
async function refuseElsewhere(stage) {
    const { office, tablet: page } = stage;
    await button(office, "Edit: Door").click();
    const dialog = office.getByRole("dialog");
    await dialog.getByLabel("In another network").selectOption("refuse");
    await isAccessible(office, "what comes of another network");
    await dialog.getByRole("button", { name: "Save changes" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.context().setExtraHTTPHeaders({ "X-Forwarded-For": "198.51.100.3" });
    await page.locator("[data-kiosk=elsewhere]").waitFor();
    await isAccessible(page, "a kiosk that is elsewhere");
    await picture(page, "kiosk-elsewhere", false);
    await page.context().setExtraHTTPHeaders(campus);
    await page.locator("[data-scene=ready]").waitFor();
}

async function lose(stage) {
    const page = stage.office;
    await page.goto("/system/kiosks");
    await button(page, "Revoke: Door").click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("1 revoked kiosk").waitFor();
    await stage.tablet.locator("[data-kiosk=revoked]").waitFor();
    await isAccessible(stage.tablet, "a kiosk that has been ended");
    await stage.tablet.reload();
    await stage.tablet.locator("[data-kiosk=revoked]").waitFor();
    noComplaints(stage.tablet, stage.office, stage.professor);
}

/** `server` has no administrator yet. */
export async function standAtTheDoor(server) {
    const stage = { server, browser: await openBrowser("dora") };
    const step = chain(() => pictureAll(stage.browser, "failed-kiosk"));
    let face;
    try {
        await step("kiosk: a class, whose students have numbers and one a face", () => furnish(stage));
        await step("kiosk: a student sets a PIN", () => setPin(stage));
        await step("kiosk: an administrator makes one, and has a code", () => make(stage));
        await step("kiosk: the code makes a tablet the kiosk, a wrong one does not", () => become(stage));
        await step("kiosk: the room code of a class lends it", () => lend(stage));
        await step("kiosk: a badge marks its student, and nobody else", () => byBadge(stage));
        await step("kiosk: a number and the PIN mark, a wrong PIN does not", () => byPin(stage));
        await step("kiosk: the camera names nobody that it is not sure of", async () => (face = await byFace(stage)));
        await step("kiosk: the professor sees by what they were marked", () => told(stage, face));
        await step("kiosk: carried home, it is told of and flags its marks; one tap takes the new network", () => carryHome(stage));
        await step("kiosk: set to refuse, it marks nobody elsewhere", () => refuseElsewhere(stage));
        await step("kiosk: lost and revoked, it says so and marks nobody", () => lose(stage));
    } finally {
        await stage.browser.close();
    }
}
