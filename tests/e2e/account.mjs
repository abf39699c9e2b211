// SPDX-License-Identifier: MIT
// One's own account in a real browser: a second factor, devices, what one is told, a forgotten password.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Client } from "../load/client.mjs";
import { must, test, until } from "../load/report.mjs";
import { desktop, isAccessible as fits, openBrowser, openPage, phone, picture } from "./browser.mjs";
import { ask, button, createAccount, heading, link, noComplaints, password, signIn } from "./people-at-work.mjs";
import { totp } from "./totp.mjs";

const nina = { name: "Nina Berg", email: "nina@example.org" };
const subject = "Optics";

async function isAccessible(page, name) {
    await fits(page, name);
    await picture(page, `account-${name}`);
}

const door = (page, part) => page.locator(`a[href='/account/${part}']`);

/** As if ten minutes had passed since anybody showed who they are. */
function ageProofs(stage) {
    execFileSync("sqlite3", [join(stage.folder, "ams.db"), ".timeout 10000", "UPDATE sessions SET stepped_up_at = 1"]);
}

/** The address was only typed: the link in the mail, opened where one is signed in, shows that it is hers. */
async function proveAddress(stage) {
    const page = await openPage(stage.browser, stage.server, phone);
    stage.page = page;
    await signIn(page, nina);
    await link(page, "Me").click();
    await door(page, "security").click();
    await page.getByText("Address not proven").waitFor();
    await isAccessible(page, "unproven");
    const first = await until(() => linkInMail(stage.folder, "confirm-email")); // came when she signed up
    await button(page, "Send me a link").click();
    await page.getByText("This server sends no mail").waitFor(); // its mails are files here
    const newest = await until(() => [linkInMail(stage.folder, "confirm-email")].find((found) => found !== first));
    await page.goto(newest);
    await heading(page, "Your address is confirmed").waitFor();
    await page.goto("/account/security");
    await page.locator("#signing-in").waitFor();
    await until(async () => (await page.getByText("Address not proven").count()) === 0);
}

/** A professor with a classroom and Nina in it, by the API: other tests play how people get there. */
async function furnish(stage) {
    const head = new Client(stage.server);
    await head.expect(201, "POST", "/api/user/sign-up",
        { name: "Ada Head", email: "ada@example.org", password, invitation: stage.server.welcome });
    const { link: invitation } = await head.expect(201, "POST", "/api/admin/invitations", { role: "professor" });
    stage.invited = (await head.expect(201, "POST", "/api/admin/invitations", { role: "professor" })).link;
    head.close();
    stage.professor = new Client(stage.server);
    await stage.professor.expect(201, "POST", "/api/user/sign-up",
        { name: "Grace Hall", email: "grace@example.org", password, invitation: invitation.split("#")[1] });
    const classroom = await stage.professor.expect(201, "POST", "/api/classroom", { subject });
    stage.classroom = classroom.id;
    const student = new Client(stage.server);
    await student.expect(201, "POST", "/api/user/sign-up", { ...nina, password, code: classroom.join_code });
    await student.expect(200, "POST", "/api/student/join", { code: classroom.join_code });
    student.close();
}

/** A teacher puts her into two classes by her address: one is hers, the other is not. */
async function beAdded(stage) {
    const { page } = stage;
    const [hers, another] = await Promise.all(["Acoustics", "Statics"].map((name) =>
        stage.professor.expect(201, "POST", "/api/classroom", { subject: name })));
    const desk = await openPage(stage.browser, stage.server, desktop);
    await signIn(desk, { email: "grace@example.org" });
    await link(desk, "Me").waitFor();
    for (const { id } of [hers, another]) {
        await desk.goto(`/classroom/${id}/students`);
        await button(desk, "Add a student").click();
        await desk.getByLabel("E-mail of the student’s account").fill("nobody@example.org");
        await button(desk, "Add to the class").click();
        await desk.getByText("Nobody here has this e-mail address.").waitFor();
        await desk.getByLabel("E-mail of the student’s account").fill(nina.email);
        await button(desk, "Add to the class").click();
        await desk.getByText("Nina Berg is in the class and has been told.").waitFor();
    }
    await isAccessible(desk, "add-student");
    await desk.context().close();

    await page.goto("/");
    await heading(page, "You were added to 2 classes").waitFor();
    await isAccessible(page, "added");
    await button(page, "Not my class: Statics").click();
    await button(page.getByRole("dialog"), "Leave").click();
    await page.getByText("You are out of Statics").waitFor();
    await button(page, "Accept: Acoustics").click();
    await page.getByText("Accepted: Acoustics").waitFor();
    await until(async () => (await page.locator("[data-added]").count()) === 0);
    const of = async ({ id }) => (await stage.professor.expect(200, "GET", `/api/classroom/${id}/students`)).students;
    must((await of(hers))[0].accepted === true, "she accepted, and her teacher's list does not say so");
    must((await of(another)).length === 0, "she left, and is in the class still");
    // A week later it is not hers any more.
    await page.goto(`/record/${hers.id}`);
    await button(page, "Leave this class").click();
    await page.getByText("its teachers read that you left").waitFor();
    await isAccessible(page, "leave-class");
    await button(page.getByRole("dialog"), "Leave").click();
    await page.getByText("You are out of Acoustics").waitFor();
    must((await of(hers)).length === 0, "she left her own class, and is in it still");
    await page.locator(".bell").click();
    await button(page, "Mark all as read").click();
    await page.locator(".bell[data-unread='0']").waitFor();
}

async function setUpAuthenticator(stage) {
    // Signed in before there was a second factor, by the password alone: it ends with it.
    const before = await openPage(stage.browser, stage.server, desktop);
    await signIn(before, nina);
    await heading(before, /^Hello/).waitFor();
    const { page } = stage;
    await page.goto("/");
    await link(page, "Me").click();
    await isAccessible(page, "me");
    await door(page, "security").click();
    await button(page, "Set up authenticator app").click();
    await page.getByLabel("Your password").fill("not this one");
    await button(page, "Next").click();
    await page.getByText("This is not your password").waitFor();
    await page.getByLabel("Your password").fill(password);
    await button(page, "Next").click();
    stage.secret = (await page.getByTestId("totp-secret").innerText()).replace(/\s/g, "");
    await isAccessible(page, "scan");
    await page.getByLabel("Code", { exact: true }).fill(totp(stage.secret));
    await button(page, "Confirm").click();
    await button(page, "I have kept them").waitFor();
    stage.recovery = await page.locator(".recovery-codes li").allInnerTexts();
    must(stage.recovery.length === 10, `${stage.recovery.length} recovery codes`);
    await isAccessible(page, "codes");
    await button(page, "I have kept them").click();
    await page.getByText("10 recovery codes are left").waitFor();
    await page.reload();
    await page.locator("[data-authenticator=on]").waitFor();
    must((await page.getByText(stage.recovery[0]).count()) === 0, "the recovery codes are shown again");
    await before.reload();
    await button(before, "Sign in").waitFor();
    await before.context().close();
}

async function signInWithCode(stage) {
    const { page, secret } = stage;
    await page.goto("/account");
    await button(page, "Sign out").click();
    await signIn(page, nina);
    const code = page.getByLabel("Code", { exact: true });
    await code.fill("000 000");
    await isAccessible(page, "code");
    await button(page, "Sign in").click();
    await page.getByText("This code is wrong").waitFor();
    must((await code.inputValue()) === "000000", "what was typed is lost");
    await code.fill(totp(secret, 1));
    await button(page, "Sign in").click();
    await heading(page, /^Hello/).waitFor();
}

async function stepUp(stage) {
    const { page } = stage;
    ageProofs(stage);
    await page.goto("/account#authenticator"); // where its part stood once
    await page.waitForURL(/\/account\/security$/);
    await button(page, "New recovery codes").click();
    await button(page.locator("dialog"), "New recovery codes").click();
    await heading(page, "Show that it is you").waitFor();
    await isAccessible(page, "step-up");
    await button(page, "Use a recovery code").click();
    await page.getByLabel("Recovery code", { exact: true }).fill("AAAAAAAAAA");
    await button(page, "Confirm").click();
    await page.getByText("This code is wrong").waitFor();
    await page.getByLabel("Recovery code", { exact: true }).fill(stage.recovery[0].toLowerCase());
    await button(page, "Confirm").click();
    await page.locator(".recovery-codes li").first().waitFor();
    stage.recovery = await page.locator(".recovery-codes li").allInnerTexts();
    must((await page.locator("dialog").count()) === 0, "a dialog stayed open");
}

/** A mark outside the lecture's time, by a professor without a second factor: the password, once, and nothing typed is lost. */
async function correctLater(stage) {
    const page = await openPage(stage.browser, stage.server, phone);
    await page.goto(stage.invited);
    await createAccount(page, { name: "Ivy Moss", email: "ivy@example.org" });
    await link(page, "New class").waitFor();
    const made = await ask(page, "POST", "/api/classroom", { subject: "Optics" });
    const student = new Client(stage.server);
    await student.expect(201, "POST", "/api/user/sign-up", { name: "Otto Lane", email: "otto@example.org", password, code: made.body.join_code });
    await student.expect(200, "POST", "/api/student/join", { code: made.body.join_code });
    student.close();
    const day = 86_400_000;
    const lecture = await ask(page, "POST", `/api/classroom/${made.body.id}/lectures`, {
        starts_at: new Date(Date.now() + day).toISOString(), ends_at: new Date(Date.now() + day + 3_600_000).toISOString() });
    ageProofs(stage);
    await page.goto(`/lecture/${lecture.body.id}`);
    await page.locator("li[data-student] .roll-who").first().click();
    const sheet = page.getByRole("dialog", { name: /Otto/ });
    await sheet.getByRole("radio", { name: /Excused/ }).check();
    await button(sheet, "Save mark").click();
    await sheet.getByText("Write why the mark changes now.").waitFor();
    await sheet.getByLabel("Note").fill("Told me beforehand");
    await button(sheet, "Save mark").click();
    const asked = page.getByRole("dialog", { name: "Show that it is you" });
    await asked.getByLabel("Password", { exact: true }).fill("not this one");
    await isAccessible(page, "step-up-password");
    await button(asked, "Confirm").click();
    await asked.getByText("This is not your password").waitFor();
    await button(asked, "Cancel").click();
    must((await sheet.getByLabel("Note").inputValue()) === "Told me beforehand", "the note is lost");
    await button(sheet, "Save mark").click();
    await asked.getByLabel("Password", { exact: true }).fill(password);
    await button(asked, "Confirm").click();
    await page.locator("li[data-student][data-status=E]").waitFor();
    must((await page.locator("dialog").count()) === 0, "a dialog stayed open");
    const { body } = await ask(page, "GET", `/api/attendance/${lecture.body.id}`);
    must(body.marks[0].note === "Told me beforehand", "the note did not arrive");
    noComplaints(page);
    await page.context().close();
}

async function endDevice(stage) {
    const { page } = stage;
    const stranger = new Client(stage.server);
    const third = new Client(stage.server);
    for (const [client, code] of [[third, stage.recovery[1]], [stranger, stage.recovery[0]]])
        await client.expect(200, "POST", "/api/user/session", { email: nina.email, password, code });
    await page.goto("/account");
    await door(page, "devices").click();
    const rows = page.locator("[data-session]");
    await rows.first().waitFor();
    const count = await rows.count();
    must(count >= 3, `${count} devices are listed`);
    must((await page.locator("[data-session][data-current=true]").count()) === 1, "not one of them is this device");
    await isAccessible(page, "page");
    // The newest of the others is the stranger's.
    await page.locator("[data-session][data-current=false]").first().getByRole("button").click();
    await until(async () => (await rows.count()) === count - 1);
    const { status } = await stranger.send("GET", "/api/user/me");
    must(status === 401, `the session that was ended answers ${status}`);
    stranger.close();
    await button(page, "Sign out all others").click();
    await button(page.locator("dialog"), "Sign out all others").click();
    await until(async () => (await rows.count()) === 1);
    const ended = await third.send("GET", "/api/user/me");
    must(ended.status === 401, `a session that was ended with all others answers ${ended.status}`);
    third.close();
}

async function calendarLink(stage) {
    const { page } = stage;
    await page.goto("/account/calendar");
    await button(page, "Make a calendar link").click();
    const address = (await page.getByTestId("calendar-link").innerText()).trim();
    const read = () => page.evaluate(async (url) => {
        const answer = await fetch(url);
        return { status: answer.status, text: await answer.text() };
    }, address);
    must((await read()).text.startsWith("BEGIN:VCALENDAR"), "the link is no calendar");
    await button(page, "Make a new link").click();
    await button(page.locator("dialog"), "Make a new link").click();
    await until(async () => (await page.getByTestId("calendar-link").innerText()).trim() !== address);
    must((await read()).status === 404, "the old link still works");
}

/** Everything about oneself, as a file. */
async function copyOfAll(stage) {
    const { page } = stage;
    await page.goto("/account");
    await door(page, "data").click();
    await button(page, "Make the copy").click();
    const save = link(page, "Save the copy");
    await save.waitFor();
    await isAccessible(page, "copy");
    const [download] = await Promise.all([page.waitForEvent("download"), save.click()]);
    must(readFileSync(await download.path()).subarray(0, 2).toString() === "PK", "the copy is no archive");
    await page.reload();
    await save.waitFor();
    await page.locator(".bell").click(); // she is told that it is ready
    await button(page, "Mark all as read").click();
    await page.locator(".bell[data-unread='0']").waitFor();
}

async function toldLive(stage) {
    const { page, professor } = stage;
    await page.goto("/");
    await page.locator(".bell[data-unread='0']").waitFor();
    const lecture = await professor.expect(201, "POST", `/api/classroom/${stage.classroom}/instant`, {});
    await page.locator(".bell[data-unread='1']").waitFor();
    await page.locator(".bell").click();
    const row = page.locator("[data-kind=window_opened]");
    await row.waitFor();
    must((await row.getAttribute("data-read")) === "false", "it is read already");
    await isAccessible(page, "notifications");
    await row.getByRole("link").click();
    await page.waitForURL(/\/mark\/\d+$/);
    must(page.url().endsWith(`/mark/${lecture.lecture?.id ?? lecture.id}`), `it leads to ${page.url()}`);
    await page.goto("/notifications");
    await page.locator("[data-kind=window_opened][data-read=true]").waitFor();
    await page.locator(".bell[data-unread='0']").waitFor();
}

async function choose(stage) {
    const { page } = stage;
    await link(page, "Choose notifications").click();
    const row = page.locator("[data-kind=window_opened]");
    await row.getByLabel("App").uncheck();
    await row.getByLabel("E-mail").selectOption("digest");
    await page.getByLabel("Nothing at night").check();
    await page.getByLabel("Quiet from").fill("23:30");
    await page.getByLabel("Time zone").fill("Nowhere/Land");
    await button(page, "Save").click();
    await page.getByText("Choose a time zone such as").waitFor();
    await page.getByLabel("Time zone").fill("Europe/Berlin");
    await isAccessible(page, "choices");
    await button(page, "Save").click();
    await page.getByText("Your choices are saved").waitFor();
    await page.reload();
    await row.waitFor();
    must(!(await row.getByLabel("App").isChecked()), "the choice is not kept");
    must((await row.getByLabel("E-mail").inputValue()) === "digest", "the e-mail choice is not kept");
    must((await page.getByLabel("Quiet from").inputValue()) === "23:30", "the quiet hours are not kept");
}

/** The link of the newest mail to Nina that has one of this kind. */
function linkInMail(folder, kind) {
    const outbox = join(folder, "outbox");
    const files = existsSync(outbox) ? readdirSync(outbox).sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10)) : [];
    for (const file of files) {
        const [head, ...blocks] = readFileSync(join(outbox, file), "utf8").split(/\r?\n\r?\n/);
        if (!head.includes(nina.email)) continue;
        // The text and the page are blocks of base64, between what they say of themselves.
        for (const block of blocks) {
            const found = Buffer.from(block, "base64").toString().match(new RegExp(`/${kind}#[\\w-]+`));
            if (found) return found[0];
        }
    }
    return null;
}

async function forgotten(stage) {
    const page = await openPage(stage.browser, stage.server, phone);
    await page.goto("/sign-in");
    await link(page, "Forgot password?").click();
    await page.getByLabel("E-mail").fill(nina.email);
    await button(page, "Send the link").click();
    await page.locator(".sent", { hasText: "This server sends no mail" }).waitFor();
    const address = await until(() => linkInMail(stage.folder, "reset"));
    await page.goto(address);
    await page.getByLabel("New password").fill("short");
    await button(page, "Set password").click();
    await page.getByText("Use at least 8 characters").waitFor();
    await page.getByLabel("New password").fill("nine purple boats");
    await button(page, "Set password").click();
    await heading(page, "Sign in").waitFor();
    await page.goto("/sign-up"); // only the fragment differs otherwise, and that loads no page
    await page.goto(address);
    await page.getByLabel("New password").fill("ten purple boats");
    await button(page, "Set password").click();
    await page.locator("[data-code=link_unknown]").waitFor();
    await stage.page.reload();
    await button(stage.page, "Sign in").waitFor();
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(nina.email);
    await page.getByLabel("Password", { exact: true }).fill("nine purple boats");
    await button(page, "Sign in").click();
    await heading(page, "Show that it is you").waitFor();
    noComplaints(page);
}

/** `server` has no administrator yet; `folder` is where its mails are laid down. */
export async function keepAccount(server, folder) {
    const stage = { server, folder, browser: await openBrowser() };
    try {
        await test("account: a classroom and a student", () => furnish(stage));
        await test("account: the address is shown to be hers", () => proveAddress(stage));
        await test("account: who was added by a teacher accepts, or says that it is not her class", () => beAdded(stage));
        await test("account: an authenticator app is set up, its recovery codes are shown once", () => setUpAuthenticator(stage));
        await test("account: signing in asks for its code", () => signInWithCode(stage));
        await test("account: what needs it asks for it, and goes on", () => stepUp(stage));
        await test("account: a mark after class asks for the password, once and in place", () => correctLater(stage));
        await test("account: a device is signed out from another", () => endDevice(stage));
        await test("account: the calendar link, and a new one", () => calendarLink(stage));
        await test("account: a copy of everything is made and saved", () => copyOfAll(stage));
        await test("account: an opened attendance is told live and leads there", () => toldLive(stage));
        await test("account: what one is told can be chosen", () => choose(stage));
        await test("account: a forgotten password is chosen anew by a link", () => forgotten(stage));
        noComplaints(stage.page);
    } finally {
        stage.professor?.close();
        await stage.browser.close();
    }
}
