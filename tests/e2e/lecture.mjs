// SPDX-License-Identifier: MIT
// A lecture as it is run: with one thumb, by the keyboard alone, and on the projector.
import jsqr from "jsqr";
import { PNG } from "pngjs";
import { chain, must } from "../load/report.mjs";
import { isAccessible, openBrowser, openPage, phone, picture, pictureAll } from "./browser.mjs";
import { ask, button, closeAttendance, codeNow, enter, focusIsOn, focusOn, fromMenu, grace, heading, joinAsClients, link, noComplaints, openSchool,
    openSignedIn } from "./people-at-work.mjs";

const subject = "Topology";
const names = ["Ada Nord", "Bo Lind", "Cleo Vale", "Dan Roth", "Eva Moss", "Finn Hall", "Gus Park", "Hal Stone", "Ida West", "Jon Reed"];
const beamer = { viewport: { width: 1920, height: 1080 } };

const rowOf = (page, name) => page.locator("li[data-student]", { hasText: name });
const give = (page, status, name) => button(page, `${status}: ${name}`);
const standsAs = (page, name, status) => page.locator(`li[data-student][data-status=${status}]`, { hasText: name }).waitFor();

async function furnish(stage) {
    Object.assign(stage, await openSchool(stage.browser, stage.server, subject));
    stage.students = await joinAsClients(stage.server, stage.code, names);
    stage.phone = await openSignedIn(stage.browser, stage.server, phone, grace.email);
}

/** A lecture that has just begun, and whose attendance nobody opened. */
async function begun(stage) {
    const starts = Date.now() + 2000; // one that lies behind cannot be planned
    const { status, body } = await ask(stage.professor, "POST", `/api/classroom/${stage.classroom}/lectures`, {
        starts_at: new Date(starts).toISOString(), ends_at: new Date(starts + 3_600_000).toISOString() });
    must(status === 201, `no lecture: ${status} ${JSON.stringify(body)}`);
    await stage.professor.waitForFunction((moment) => Date.now() > moment, starts);
    return body.id;
}

async function byHandAlone(stage) {
    const { phone: page } = stage;
    stage.lecture = await begun(stage);
    await page.goto(`/lecture/${stage.lecture}`);
    await heading(page, "Attendance has not been opened").waitFor();
    await isAccessible(page, "a lecture before it is opened");
    await picture(page, "lecture-before", false);
    await button(page, "Take the roll by hand").click();
    must(await rowOf(page, names[0]).locator(".roll-who").evaluate((who) => who === document.activeElement), "the roll is not gone to");
    await give(page, "Present", names[0]).click(); // one tap
    await standsAs(page, names[0], "P");
    await page.getByText(`${names[0]}: Present`).waitFor();
    const { body } = await ask(page, "GET", `/api/attendance/${stage.lecture}`);
    must(body.lecture.window === null && body.counts.present === 1, `the server has ${JSON.stringify(body.counts)}`);
}

async function tapsAgain({ phone: page }) {
    await give(page, "Present", names[0]).click();
    await standsAs(page, names[0], "none");
    await page.getByText(`${names[0]}: not yet marked`).waitFor(); // before that Undo is of the mark
    await button(page, "Undo").click();
    await standsAs(page, names[0], "P");
    await rowOf(page, names[1]).getByRole("button", { name: /^Other statuses/ }).click();
    await isAccessible(page, "a row with its other statuses");
    await give(page, "Excused", names[1]).click();
    await standsAs(page, names[1], "E");
    await page.locator("[data-count=room] strong", { hasText: /^1$/ }).waitFor();
}

/** Draws a finger over a row, by `dx` and `dy`. */
async function draw(page, row, dx, dy) {
    await row.scrollIntoViewIfNeeded();
    const box = await row.boundingBox();
    const session = await page.context().newCDPSession(page);
    const [x, y] = [box.x + box.width / 3, box.y + box.height / 2];
    const touch = (type, points) => session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
    await touch("touchStart", [{ x, y }]);
    for (let step = 1; step <= 6; step++) await touch("touchMove", [{ x: x + (dx * step) / 6, y: y + (dy * step) / 6 }]);
    const cue = await row.getAttribute("data-pull");
    await touch("touchEnd", []);
    await session.detach();
    return cue;
}

async function swipes({ phone: page, lecture }) {
    must((await draw(page, rowOf(page, names[2]), 130, 4)) === "right", "the row shows nothing as it is pulled");
    await standsAs(page, names[2], "P");
    await draw(page, rowOf(page, names[3]), -130, 4);
    await standsAs(page, names[3], "A");
    await draw(page, rowOf(page, names[4]), 40, 0); // not far enough
    await draw(page, rowOf(page, names[4]), 30, 90); // scrolling
    await draw(page, rowOf(page, names[2]), 130, 0); // present already: a pull takes nothing away
    const { body } = await ask(page, "GET", `/api/attendance/${lecture}`);
    const of = (name) => body.marks.find((mark) => mark.student.name === name).status;
    must(of(names[4]) === null && of(names[2]) === "P" && of(names[3]) === "A", `the server has ${JSON.stringify(body.counts)}`);
}

/** Who is marked does not jump away while a figure filters. */
async function filters({ phone: page }) {
    await page.locator("[data-count=unmarked]").click();
    await rowOf(page, names[0]).waitFor({ state: "detached" });
    await give(page, "Late", names[5]).click();
    await standsAs(page, names[5], "L");
    await page.locator("[data-count=unmarked] strong", { hasText: /^5$/ }).waitFor();
    await isAccessible(page, "the roll of those who are open");
    await page.locator("[data-count=absent]").click();
    await rowOf(page, names[2]).waitFor({ state: "detached" });
    must((await page.locator("li[data-student]").count()) === 1, "not the absent alone");
    await button(page, "Show everybody").click();
    await rowOf(page, names[2]).waitFor();
    await page.getByLabel("Find a student").fill("reed");
    await rowOf(page, names[2]).waitFor({ state: "detached" });
    must((await page.locator("li[data-student]").count()) === 1, "the search finds others");
    await page.getByLabel("Find a student").fill("");
}

async function opensInOneTap({ phone: page }) {
    await button(page, /^15 minutes, late after 10/).click();
    const sheet = page.getByRole("dialog", { name: "How attendance runs" });
    await sheet.getByLabel("Attendance stays open (minutes)").fill("25");
    await sheet.getByRole("radio", { name: "Quick check" }).check();
    await isAccessible(page, "how attendance runs");
    await button(sheet, "Use these").click();
    await sheet.waitFor({ state: "detached" });
    await page.locator("[data-policy=passive]").waitFor();
    await button(page, "Open attendance").click();
    await heading(page, "Attendance is open").waitFor();
    await page.locator(".lesson-head [role=timer]", { hasText: /^2[45]:\d\d$/ }).waitFor();
    await page.locator("[data-connection=live]").waitFor({ state: "attached" });
    await isAccessible(page, "the open lecture on a phone");
    await picture(page, "lecture-open", false);
    await page.getByRole("button", { name: "+5 min" }).click();
    await page.locator(".lesson-head [role=timer]", { hasText: /^(29|30):\d\d$/ }).waitFor();
}

/** What a mark was, and why somebody's checks were refused, for whoever looks at it later. */
async function history(stage) {
    const { phone: page, lecture, students } = stage;
    const refused = await students.get(names[6]).ask("POST", `/api/attendance/${lecture}/check-in/code`, { code: "1" });
    must(refused.status === 422, `the wrong code is answered ${refused.status}`);
    await page.reload(); // also for whoever comes later
    await page.getByText("1 refused check").click();
    await page.getByText(`${names[6]} was refused: wrong room code`).click();
    const sheet = page.getByRole("dialog", { name: `Mark ${names[6]}` });
    await sheet.locator("[data-refusals='1']", { hasText: "wrong room code" }).waitFor();
    await sheet.getByText("Nobody has changed this mark by hand.").waitFor();
    await sheet.getByRole("radio", { name: "Late" }).check();
    await sheet.getByLabel("Minutes late").fill("7");
    await sheet.getByLabel(/^Note/).fill("Came with the tram");
    await isAccessible(page, "the dialog of a mark");
    await picture(page, "lecture-mark", false);
    await button(sheet, "Save mark").click();
    await standsAs(page, names[6], "L");
    await rowOf(page, names[6]).getByText("7 minutes late").waitFor();
    await rowOf(page, names[6]).locator(".roll-who").click();
    await sheet.locator("[data-changes='1']", { hasText: "Grace Hall" }).waitFor();
    must((await sheet.getByLabel(/^Note/).inputValue()) === "Came with the tram", "the note is not there to be changed");
    await button(sheet, "Close").click();
}

async function byKeyboard(stage) {
    const { professor: page, lecture } = stage;
    await page.goto(`/lecture/${lecture}`);
    await page.locator("[data-connection=live]").waitFor();
    await rowOf(page, names[9]).waitFor();
    await focusOn(page.getByLabel("Find a student"));
    await page.keyboard.press("Tab"); // into the roll, and it is one stop: the row that is worked on
    await page.locator("li[data-student] :focus").waitFor();
    await page.keyboard.press("Home");
    for (let row = 0; row < 7; row++) {
        await rowOf(page, names[row]).locator(":focus").waitFor();
        await page.keyboard.press("ArrowDown");
    }
    await rowOf(page, names[7]).locator(":focus").waitFor();
    await page.keyboard.press("2");
    await standsAs(page, names[7], "L");
    await page.keyboard.press("2");
    await standsAs(page, names[7], "none");
    await page.keyboard.press("a");
    await standsAs(page, names[7], "A");
    await page.keyboard.press("ArrowDown");
    await focusIsOn(rowOf(page, names[8]).locator(".roll-who"));
    await page.keyboard.press("ArrowRight");
    await focusIsOn(give(page, "Present", names[8]));
    await page.keyboard.press("Enter");
    await standsAs(page, names[8], "P");
    await page.keyboard.press("ArrowLeft");
    await focusIsOn(rowOf(page, names[8]).locator(".roll-who"));
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: `Mark ${names[8]}` }).locator(":focus").waitFor();
    await page.keyboard.press("Escape");
    await focusIsOn(rowOf(page, names[8]).locator(".roll-who"));
    await page.keyboard.press("End");
    await rowOf(page, names[9]).locator(":focus").waitFor();
    await page.keyboard.press("4");
    await standsAs(page, names[9], "E");
    await page.keyboard.press("Delete");
    await standsAs(page, names[9], "none");
    await focusOn(button(page, "More actions"));
    await page.keyboard.press("Enter");
    await page.locator("[role=menuitem]:focus").waitFor();
    await page.keyboard.press("End");
    await focusIsOn(page.getByRole("menuitem").last());
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Cancel this lecture?" }).locator(":focus").waitFor();
    await page.keyboard.press("Escape");
    await isAccessible(page, "the open lecture on a desk");
    await picture(page, "lecture-desk", false);
}

/** A network that takes its time: what is pressed meanwhile is shown at once, and the last of it holds. */
async function byQuickKeys({ professor: page, lecture }) {
    let under = 0;
    let most = 0;
    const path = `**/api/attendance/${lecture}/marks/*`;
    await page.route(path, async (route) => {
        most = Math.max(most, ++under);
        const answer = await route.fetch();
        await new Promise((resolve) => setTimeout(resolve, 1000));
        under--;
        await route.fulfill({ response: answer });
    });
    await rowOf(page, names[6]).locator(".roll-who").focus();
    for (const key of ["p", "l", "a"]) await page.keyboard.press(key);
    await rowOf(page, names[6]).getByRole("button", { name: /^Absent/, pressed: true }).waitFor();
    await standsAs(page, names[6], "A");
    await page.getByText(`${names[6]}: Absent`).waitFor();
    await page.unroute(path);
    must(most === 1, `${most} marks of one student on their way at once`);
    await page.reload();
    await standsAs(page, names[6], "A");
}

/** What a phone before the wall would read. */
async function scanned(page) {
    const { data, width, height } = PNG.sync.read(await page.screenshot());
    return jsqr(new Uint8ClampedArray(data), width, height)?.data ?? "";
}

/** Reads it again when the code has just changed: what is on the wall and what the server says are asked for one after the other. */
async function scansTheCode(page, lecture) {
    for (let again = 0; again < 3; again++) {
        const { path, code } = await codeNow(page, lecture);
        const [read, typed] = [await scanned(page), (await page.getByTestId("room-code").innerText()).replace(/\D/g, "")];
        if (read === new URL(path, page.url()).href && typed === code) return;
        await page.waitForTimeout(1000);
    }
    throw new Error(`the wall says ${await scanned(page)}`);
}

async function project(stage) {
    const { browser, server, lecture, students } = stage;
    stage.wall = await openSignedIn(browser, server, beamer, grace.email);
    const page = stage.wall;
    await page.goto(`/lecture/${lecture}/project`);
    await page.getByTestId("room-code").waitFor();
    must((await page.locator("nav").count()) === 0, "the page has menus");
    const said = await page.locator("body").innerText();
    must(names.every((name) => !said.includes(name)), "the page names students");
    must(/closes in\s+\d+:\d\d/.test(said) && said.includes("Late from"), `the page says ${said}`);
    const shares = await page.evaluate(() => {
        const height = (selector) => document.querySelector(selector).getBoundingClientRect().height / innerHeight;
        const digits = Number.parseFloat(getComputedStyle(document.querySelector(".project-code")).fontSize);
        return { qr: height(".project .qr"), digits: (0.727 * digits) / innerHeight }; // as high as Inter's digits are
    });
    must(shares.qr >= 0.45 && shares.digits >= 0.12, `of the height: ${JSON.stringify(shares)}`);
    await scansTheCode(page, lecture);
    const before = Number((await page.locator("[data-count=room]").innerText()).match(/^\d+/)[0]);
    const { code } = await codeNow(page, lecture);
    await students.get(names[9]).expect(200, "POST", `/api/attendance/${lecture}/check-in/code`, { code });
    await page.locator("[data-count=room]", { hasText: `${before + 1} of 10 in` }).waitFor();
    await isAccessible(page, "the projector");
    await picture(page, "lecture-projector", false);
    await page.emulateMedia({ colorScheme: "dark" });
    must((await page.locator(".project").evaluate((main) => getComputedStyle(main).backgroundColor)) === "rgb(255, 255, 255)",
        "it is dark on dark");
}

async function projectFromThePhone({ phone: page, lecture, classroom }) {
    await page.goto(`/lecture/${lecture}`);
    await link(page, "Project").click();
    await page.locator(".project .qr").waitFor();
    await page.getByTestId("room-code").waitFor();
    await scansTheCode(page, lecture);
    await isAccessible(page, "the projector on a phone");
    await page.locator(".project-main").click(); // a tap leaves
    await rowOf(page, names[0]).waitFor();
    must(new URL(page.url()).pathname === `/lecture/${lecture}`, `it led to ${page.url()}`);
    await page.goto(`/classroom/${classroom}`);
    await button(page, "Show large").click();
    must((await page.locator("dialog .qr").boundingBox()).width > 200, "Show large shows no QR on a phone");
}

/**
 * Runs in the page, before its scripts. The headless browser has no screen that could go dark: only what the page asks for is stood in for,
 * and what a browser does with it, which lets go when the page is out of sight.
 */
function lendWakeLock() {
    window.locks = [];
    const request = async (kind) => {
        const lock = Object.assign(new EventTarget(), { kind, released: false, release: async () => void (lock.released = true) });
        window.locks.push(lock);
        return lock;
    };
    Object.defineProperty(navigator, "wakeLock", { value: { request } });
    window.show = (state) => {
        Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
        if (state === "hidden") window.locks.forEach((lock) => (lock.released = true));
        document.dispatchEvent(new Event("visibilitychange"));
    };
}

const isFilled = (page) => page.waitForFunction(() => document.fullscreenElement === document.documentElement);
const isNotFilled = (page) => page.waitForFunction(() => document.fullscreenElement === null);
const locks = (page) => page.evaluate(() => window.locks.map(({ kind, released }) => `${kind} ${released ? "let go" : "held"}`).join(", "));

async function hold(page, wanted) {
    await page.waitForFunction((n) => window.locks.length === n, wanted.split(", ").length);
    must((await locks(page)) === wanted, `the screen's locks: ${await locks(page)}`);
}

async function fillsTheScreen({ browser, server, lecture }) {
    const page = await openPage(browser, server, beamer);
    await page.context().addInitScript(lendWakeLock);
    await enter(page, grace.email);
    // By a link of its own: no tap has asked for it, so the page offers it.
    await page.goto(`/lecture/${lecture}/project`);
    await page.locator(".project .qr").waitFor();
    await hold(page, "screen held");
    await button(page, "Full screen").click();
    await isFilled(page);
    await button(page, "Full screen").waitFor({ state: "detached" });
    await page.evaluate(() => window.show("hidden"));
    await page.evaluate(() => window.show("visible"));
    await hold(page, "screen let go, screen held");
    await page.keyboard.press("x");
    await rowOf(page, names[0]).waitFor();
    await isNotFilled(page);
    // The tap on the way there asks for it; the browser's own way out of it leaves the page.
    await link(page, "Project").click();
    await page.locator(".project .qr").waitFor();
    await isFilled(page);
    must((await button(page, "Full screen").count()) === 0, "it is offered though it is there");
    must((await locks(page)).endsWith("screen held"), `the screen's locks: ${await locks(page)}`);
    await page.evaluate(() => document.exitFullscreen());
    await rowOf(page, names[0]).waitFor();
    must(new URL(page.url()).pathname === `/lecture/${lecture}`, `it led to ${page.url()}`);
    noComplaints(page);
    await page.context().close();
}

async function closes(stage) {
    const { wall, professor, classroom, lecture } = stage;
    await ask(professor, "PUT", `/api/classroom/${classroom}/proofs`, { room_code: false, code_check_in: false });
    await wall.reload();
    await wall.locator(".project .qr").waitFor();
    must((await wall.getByTestId("room-code").count()) === 0, "a class without a room code shows one");
    const read = await scanned(wall);
    must(read === new URL(`/mark/${lecture}`, wall.url()).href, `the wall says ${read}`);
    await closeAttendance(professor);
    await wall.getByText("Attendance is closed").waitFor();
    must((await wall.locator(".qr").count()) === 0, "it can still be scanned");
    await isAccessible(wall, "the projector after the close");
    await wall.keyboard.press("x"); // any key leaves
    await heading(wall, "Attendance is closed").waitFor();
    await rowOf(wall, names[0]).waitFor();
}

/** Two days ahead there is nothing to mark with a stroke, and a tap asks why. */
async function tooEarly(stage) {
    const { phone: page, classroom } = stage;
    const day = 86_400_000;
    const { body } = await ask(page, "POST", `/api/classroom/${classroom}/lectures`, {
        starts_at: new Date(Date.now() + 2 * day).toISOString(), ends_at: new Date(Date.now() + 2 * day + 3_600_000).toISOString() });
    await page.goto(`/lecture/${body.id}`);
    await rowOf(page, names[0]).waitFor();
    must((await button(page, "All present").count()) === 0, "All present is offered before the lecture");
    await give(page, "Absent", names[0]).click();
    const sheet = page.getByRole("dialog", { name: `Mark ${names[0]}` });
    must(await sheet.getByRole("radio", { name: "Absent" }).isChecked(), "what was tapped is lost");
    await button(sheet, "Save mark").click();
    await sheet.getByText("Write why the mark changes now.").waitFor();
    await button(sheet, "Close").click();
    await fromMenu(page, "Change the plan");
    await page.getByRole("dialog", { name: /plan|lecture/i }).waitFor();
    noComplaints(stage.head, stage.professor, stage.phone, stage.wall);
}

/** `server` has no administrator yet. */
export async function runLecture(server) {
    const stage = { server, browser: await openBrowser() };
    const step = chain(() => pictureAll(stage.browser, "failed-lecture"));
    try {
        await step("lecture: a classroom of ten", () => furnish(stage));
        await step("lecture: the roll is taken by hand, one tap each, without a window", () => byHandAlone(stage));
        await step("lecture: the same tap again clears, Undo puts back, other statuses stand behind one more button", () => tapsAgain(stage));
        await step("lecture: a swipe to the right is present, to the left absent", () => swipes(stage));
        await step("lecture: the figures filter, and nobody jumps away", () => filters(stage));
        await step("lecture: attendance opens with one tap, by a rule that can be seen and changed", () => opensInOneTap(stage));
        await step("lecture: a mark tells who changed it, and why its student was refused", () => history(stage));
        await step("lecture: arrows, digits and letters do it all", () => byKeyboard(stage));
        await step("lecture: keys pressed before the server has answered are not lost", () => byQuickKeys(stage));
        await step("lecture: the projector shows a code that leads to the check-in, and no names", () => project(stage));
        await step("lecture: a phone projects, too, and shows the join code large", () => projectFromThePhone(stage));
        await step("lecture: the projector fills the screen and keeps it from going dark", () => fillsTheScreen(stage));
        await step("lecture: without a room code the way alone; closed, it says so; any key leaves", () => closes(stage));
        await step("lecture: before its time a mark asks why, and All present is not offered", () => tooEarly(stage));
    } finally {
        for (const student of stage.students?.values() ?? []) student.close();
        await stage.browser.close();
    }
}
