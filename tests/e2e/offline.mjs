// SPDX-License-Identifier: MIT
// Without a network: what was read stays readable, what was done waits and is sent, and nothing stays on the device of who signs out.
import { chain, must } from "../load/report.mjs";
import { desktop, isAccessible, openPage, phone, picture, pictureAll } from "./browser.mjs";
import { ask, button, enter, heading, onDevice, openSignedIn, unheard } from "./people-at-work.mjs";

/** A page with its service worker; what a browser says of a network that is away is no fault of the page. */
async function open(browser, server, options, email, password) {
    const page = await openSignedIn(browser, server, options, email, password);
    // The other pages' files come when this one is at rest: all that the worker names, but for the words of languages nobody reads here.
    const missing = () => page.evaluate(async () => {
        const named = [...(await (await fetch("/sw.js")).text()).matchAll(/"(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path);
        const name = (await caches.keys()).find((each) => each.startsWith("shell-"));
        const kept = name ? (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname) : [];
        return named.filter((path) => !/[/.](ar|hi)-[^/]*$/.test(path) && !kept.includes(path));
    });
    for (let tries = 0, left = await missing(); left.length > 0; tries++, left = await missing()) {
        must(tries < 300, `these files are not kept: ${left}`);
        await page.waitForTimeout(100);
    }
    return page;
}

const faults = (page) => page.complaints.filter((each) => !each.includes("ERR_INTERNET_DISCONNECTED"));

async function keeps(page, ...paths) {
    for (const path of paths)
        for (let tries = 0; !(await onDevice(page)).some((name) => name.startsWith(`answer ${path}`)); tries++) {
            must(tries < 100, `${path} is not kept: ${await onDevice(page)}`);
            await page.waitForTimeout(100);
        }
}

const away = (page) => page.locator("[data-away=yes]");
const waitsFor = (page, n) => page.locator(`[data-waiting-count="${n}"]`).waitFor();

async function offline(page) {
    await page.context().setOffline(true);
    await away(page).waitFor();
}

async function online(page) {
    await page.context().setOffline(false);
    await away(page).waitFor({ state: "detached" });
}

async function readAway(stage) {
    const { student: page } = stage;
    const { classrooms } = (await ask(page, "GET", "/api/student/home")).body;
    stage.classroom = classrooms.find(({ standing }) => standing.counted > 0)?.classroom ?? classrooms[0].classroom;
    const { id } = stage.classroom;
    for (const [place, ...paths] of [
        [`/classroom/${id}/board`, `/api/classroom/${id}/board`, `/api/classroom/${id}`],
        [`/record/${id}`, `/api/student/record/${id}`, "/api/student/requests"],
        ["/calendar", "/api/user/days"],
        ["/", "/api/student/home"],
    ]) {
        await page.goto(place);
        await keeps(page, ...paths);
    }
    const names = await onDevice(page);
    must(!names.some((name) => /session|totp|csrf|code|push|calendar\b/.test(name)), `kept: ${names}`);

    await offline(page);
    await page.reload();
    await heading(page, /^Hello/).waitFor();
    await page.getByText(/^Offline\. As of \d/).waitFor();
    await page.locator(".today").waitFor();
    await isAccessible(page, "the day without a network");
    await picture(page, "offline-day", false);
    await page.locator("nav.nav").getByRole("link", { name: "Calendar" }).click();
    await heading(page, "Calendar").waitFor();
    await page.locator("main [data-lecture]").first().waitFor();
    must((await page.locator("[role=alert]").count()) === 0, "the calendar has no answer");
    await page.goto(`/classroom/${id}/board`);
    await page.locator("li[data-item]").or(page.getByText("Nothing on the board yet")).first().waitFor();
    must((await page.locator("[role=alert]").count()) === 0, "the board has no answer");
    await page.goto(`/record/${id}`);
    await page.locator("[data-tone], .strip, .record").first().waitFor();
    await picture(page, "offline-record", false);
}

async function askAway(stage) {
    const { student: page } = stage;
    await page.goto(`/record/${stage.classroom.id}/requests`);
    await button(page, "Ask about a mark").click();
    await page.locator("button[data-ask]:not([disabled])").first().click();
    await page.getByLabel("Reason").fill("I sat in the third row.");
    await button(page, "Send").click();
    await waitsFor(page, 1);
    await page.getByText("1 change waits to be sent").waitFor();
    await button(page, "Show").click();
    const list = page.getByRole("dialog", { name: "Waits to be sent" });
    await list.getByText("I sat in the third row.").waitFor();
    await isAccessible(page, "what waits to be sent");
    await picture(page, "offline-waiting", false);
    await list.getByRole("button", { name: "Close" }).click();
    // It survives a reload.
    await page.reload();
    await waitsFor(page, 1);
    await online(page);
    await page.locator("[data-waiting-count]").waitFor({ state: "detached" });
    await page.getByText("I sat in the third row.").waitFor();
    const { body } = await ask(page, "GET", "/api/student/requests?limit=50");
    must(body.requests.filter((one) => one.text === "I sat in the third row.").length === 1, "it was not sent once");
}

async function leaveNothing(stage) {
    const { student: page, browser, server } = stage;
    const other = await page.context().newPage();
    await other.goto("/calendar");
    await heading(other, "Calendar").waitFor();
    await page.goto("/account");
    await button(page, "Sign out").click();
    await page.waitForURL(/sign-in/);
    await other.waitForURL(/sign-in/); // without a touch
    await unheard(page).waitFor({ state: "detached" });
    must((await onDevice(page)).length === 0, `left: ${await onDevice(page)}`);
    const cached = await page.evaluate(async () => {
        const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
        return all.flat().map(({ url }) => new URL(url).pathname).filter((path) => path.startsWith("/api/"));
    });
    must(cached.length === 0, `the worker keeps ${cached}`);
    await other.close();
    await page.context().setOffline(true);
    await page.goto("/");
    await page.locator("[data-code=network]").waitFor();
    await page.context().setOffline(false);
    // A page that begins without anybody says nothing of it in the console.
    const fresh = await openPage(browser, server, phone);
    const said = [];
    fresh.on("console", (message) => said.push(message.text()));
    await fresh.goto("/");
    await fresh.getByLabel("E-mail").waitFor();
    must(!said.some((text) => text.includes("401")), `the console says: ${said}`);
    await fresh.context().close();
}

/** Who the server thinks it is, by these cookies, from elsewhere. */
async function whoseSession({ browser, server }, cookies) {
    const elsewhere = await browser.newContext({ baseURL: `https://localhost:${server.port}`, ignoreHTTPSErrors: true });
    await elsewhere.addCookies(cookies);
    const session = await (await elsewhere.request.get("/api/user/session")).json();
    await elsewhere.close();
    return session.signed_in;
}

/** Without a network the device forgets at once; the server hears of it before anything else when the network is back. */
async function signOutAway(stage) {
    const { student: page, accounts } = stage;
    await enter(page, accounts.student, accounts.password);
    const other = await page.context().newPage();
    await other.goto("/calendar");
    await heading(other, "Calendar").waitFor();
    await page.locator("nav.nav").getByRole("link", { name: "Me", exact: true }).click();
    await button(page, "Sign out").waitFor();
    const cookies = await page.context().cookies();
    await offline(page);
    await button(page, "Sign out").click();
    await page.waitForURL(/sign-in/);
    await other.waitForURL(/sign-in/);
    must((await onDevice(page)).length === 0, `left: ${await onDevice(page)}`);
    await page.getByText("You are signed out on this device").waitFor();
    await isAccessible(page, "signed out without a network");
    await picture(page, "offline-signed-out", false);
    await other.close();
    // Who begins anew, or turns back, finds nobody.
    await page.goto("/calendar");
    await unheard(page).waitFor();
    await page.getByLabel("E-mail").waitFor();
    must(await whoseSession(stage, cookies), "the session is over already: there is nothing to be seen here");

    const asked = [];
    page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.context().setOffline(false);
    await unheard(page).waitFor({ state: "detached" });
    must(!(await whoseSession(stage, cookies)), "the session lives on");
    const first = asked.filter((each) => each.includes("/api/") && !each.includes("/health/"));
    must(first[0] === "DELETE /api/user/session", `asked first: ${first}`);
    await page.getByLabel("E-mail").waitFor();
}

const rowOf = (page, id) => page.locator(`li[data-student="${id}"]`);
const give = (page, id, status) => rowOf(page, id).getByRole("button", { name: new RegExp(`^${status}:`) }).click();

async function rollAway(stage) {
    const { professor: page, other } = stage;
    const { classes } = (await ask(page, "GET", "/api/user/teaching")).body;
    const classroom = classes[0].classroom.id;
    const made = await ask(page, "POST", `/api/classroom/${classroom}/instant`, { title: "Roll", minutes: 30 });
    must(made.status < 300, JSON.stringify(made));
    const lecture = made.body.id;
    await page.goto(`/lecture/${lecture}`);
    await page.locator("li[data-student]").first().waitFor();
    await keeps(page, `/api/attendance/${lecture}`);
    const ids = await page.locator("li[data-student][data-status=none]").evaluateAll((rows) => rows.slice(0, 3).map((row) => Number(row.dataset.student)));
    must(ids.length === 3, "there are no three students");

    await offline(page);
    await page.reload(); // roll call starts without a network
    await page.locator("li[data-student]").first().waitFor();
    await give(page, ids[0], "Present");
    await give(page, ids[1], "Absent");
    await give(page, ids[2], "Present");
    await waitsFor(page, 3);
    await page.locator(`li[data-student="${ids[1]}"][data-status=A]`).waitFor();
    await rowOf(page, ids[0]).getByText("not sent yet").waitFor();
    await isAccessible(page, "the roll without a network");
    await picture(page, "offline-roll", false);

    // Meanwhile somebody else marks one of them.
    const late = await ask(other, "PUT", `/api/attendance/${lecture}/marks/${ids[1]}`, { status: "L" });
    must(late.status === 200, JSON.stringify(late));
    await online(page);
    await page.locator('[data-stuck-count="1"]').waitFor();
    await waitsFor(page, 0);
    const onServer = async () => {
        const { body } = await ask(page, "GET", `/api/attendance/${lecture}`);
        return ids.map((id) => body.marks.find((mark) => mark.student.id === id).status).join("");
    };
    must((await onServer()) === "PLP", `the server has ${await onServer()}`);
    await page.locator(`li[data-student="${ids[1]}"][data-status=L]`).waitFor();
    await page.getByText("1 change needs your decision").waitFor();
    await button(page, "Show").click();
    const list = page.getByRole("dialog", { name: "Waits to be sent" });
    await list.getByText("Somebody else was faster").waitFor();
    await isAccessible(page, "two marks to choose from");
    await picture(page, "offline-conflict", false);
    await list.getByRole("button", { name: "Set mine again" }).click();
    await list.getByText("Everything is sent").waitFor();
    must((await onServer()) === "PAP", `the server has ${await onServer()}`);
    await list.getByRole("button", { name: "Close" }).click();
    await page.locator(`li[data-student="${ids[1]}"][data-status=A]`).waitFor();
    must((await rowOf(page, ids[0]).getByText("not sent yet").count()) === 0, "a mark that was sent still waits");
}

/** Who signs out with something unsent is asked first. */
async function askedFirst(stage) {
    const { professor: page } = stage;
    await page.goto("/account");
    await heading(page, "Me").or(heading(page, "Account")).first().waitFor();
    must(faults(page).length === 0 && faults(stage.student).length === 0, [...faults(page), ...faults(stage.student)].join("; "));
    await button(page, "Sign out").click();
    await page.waitForURL(/sign-in/);
    must((await onDevice(page)).length === 0, `left: ${await onDevice(page)}`);
}

export async function goOffline(browser, server, accounts) {
    const stage = { browser, server, accounts };
    const enter = async () => {
        stage.student = await open(browser, server, phone, accounts.student, accounts.password);
        stage.professor = await open(browser, server, { ...phone }, accounts.professor, accounts.password);
        stage.other = await open(browser, server, desktop, accounts.professor, accounts.password);
    };
    const step = chain(() => pictureAll(browser, "offline-failed"));
    await step("pages' files are there once a page is at rest", enter);
    await step("a student reads the day, the calendar, the board and the record without a network", () => readAway(stage));
    await step("a question about a mark waits, and is sent once", () => askAway(stage));
    await step("signing out leaves nothing on the device, and no tab goes on", () => leaveNothing(stage));
    await step("signing out without a network holds at once, and the server hears of it first when it is back", () => signOutAway(stage));
    await step("a roll begins and is taken without a network; one mark in doubt is shown and decided", () => rollAway(stage));
    await step("nothing waits, and nothing complained", () => askedFirst(stage));
}
