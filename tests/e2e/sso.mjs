// SPDX-License-Identifier: MIT
// Signing in with the institution's account, in a real browser and with a real provider: set up and tried out by the administrator, used by
// people, with a code that was scanned before, after the provider's keys have changed, out on both sides, and when the provider is down.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { must } from "../load/report.mjs";
import { startServer, stopServer } from "../load/server.mjs";
import { desktop, openPage, phone } from "./browser.mjs";
import { ask, button, chooseCheck, codeNow, heading, instantClass, link, noComplaints, openSchool, password, signIn } from "./people-at-work.mjs";
import {
    besideProvider, describeProvider, editProvider, isAccessible, name, openProviders, putInUse, readAddresses, setOut, siteOf, slug,
} from "./provider-steps.mjs";
import { startProvider } from "./provider-there.mjs";

const subject = "Number Theory";
const people = {
    nina: { name: "Nina Berg", family_name: "Berg", email: "nina@example.org", email_verified: true },
    ole: { name: "Ole Dahl", family_name: "Dahl", email: "ole@example.org", email_verified: true, groups: ["staff"] },
    eve: { name: "Eve Elsewhere", email: "eve@example.org", email_verified: false },
};

/** What somebody does at the provider: says who they are, and agrees. */
async function signInThere(page, who) {
    await page.locator("input[name=login]").fill(who);
    await page.locator("input[name=password]").fill("anything");
    await page.locator("button[type=submit]").click();
    await agreeThere(page);
}

/** The provider asks once a person whether AMS may know; then it leads back by itself. */
async function agreeThere(page) {
    const there = new URL(page.url()).origin;
    const agree = page.getByRole("button", { name: "Continue", exact: true });
    for (let i = 0; i < 400 && !page.isClosed() && page.url().startsWith(there); i++) {
        if (await agree.isVisible().catch(() => false)) await agree.click().catch(() => undefined);
        await pause(50);
    }
}

async function comeBy(page, who) {
    await setOut(page);
    await signInThere(page, who);
}

async function furnish(stage) {
    Object.assign(stage, await openSchool(stage.browser, stage.server, subject));
    await chooseCheck(stage.professor, "Quick check");
    stage.there = await startProvider(siteOf(stage.server), slug, people);
}

async function setUp(stage) {
    const { head: page } = stage;
    await openProviders(page);
    await isAccessible(page, "none yet");
    const sheet = await describeProvider(page, { issuer: `${stage.there.issuer}/`, clientId: "ams", secret: "a secret" });
    await isAccessible(page, "add");
    await button(sheet, "Save").click();
    // A secret has no spaces: the page says where.
    await page.getByText("This cannot be used for a provider").first().waitFor();
    await sheet.getByLabel("Client secret").fill("wrong");
    await button(sheet, "Save").click();
    await readAddresses(page, stage.server);
    await isAccessible(page, "addresses");
    await button(page.getByRole("dialog"), "Close").last().click();
}

/** What does not work says so; what works shows what came, and makes nothing. */
async function tryOut(stage) {
    const { head: page } = stage;
    await button(page, `Try ${name}`).click();
    await page.getByText("not set up rightly").waitFor(); // the issuer has a slash too many
    await editProvider(page, { Issuer: stage.there.issuer, "Client secret": "a-secret" });
    await button(page, `Try ${name}`).click();
    await signInThere(page, "eve");
    await heading(page, "What came of the try").waitFor();
    must((await page.locator("[data-outcome]").getAttribute("data-outcome")) === "no_email", "an address that nobody vouches for counts");
    await page.getByText("Everything that the provider said").click();
    await isAccessible(page, "tried");
    await link(page, "Back to the providers").click();
    const listed = await ask(page, "GET", "/api/admin/users?query=eve");
    must(listed.body.users.length === 0, "a try has made an account");
    await putInUse(page);
    await isAccessible(page, "in use");
}

async function comeIn(stage) {
    const page = (stage.nina = await openPage(stage.browser, stage.server, phone));
    await page.goto("/sign-in?next=/account/security");
    await button(page, `Continue with ${name}`).waitFor();
    await isAccessible(page, "sign-in");
    await button(page, `Continue with ${name}`).click();
    await signInThere(page, "nina");
    // Where she wanted to go before.
    await heading(page, "The institution’s account").waitFor();
    must(new URL(page.url()).pathname === "/account/security" && !page.url().includes("code="), `it leads to ${page.url()}`);
    await page.locator("#providers [data-link]").waitFor();
    await isAccessible(page, "linked");
    const me = await ask(page, "GET", "/api/user/me");
    must(me.body.user.email === people.nina.email && me.body.user.role === "student", JSON.stringify(me.body));
    // The administrator sees the link on her page.
    await stage.head.goto(`/people/${me.body.user.id}`);
    await button(stage.head, `Unlink ${name}`).waitFor();
    await isAccessible(stage.head, "person");
}

async function refused(stage) {
    const page = await openPage(stage.browser, stage.server, phone);
    await comeBy(page, "eve");
    await page.getByText("Nothing shows which e-mail address is yours.").waitFor();
    await isAccessible(page, "refused");
    await page.context().close();
}

/** The way back of an attacker's sign-in, opened in a victim's browser. */
async function ofAnotherBrowser(stage) {
    const attacker = await openPage(stage.browser, stage.server, desktop);
    let back = null;
    await attacker.route("**/api/user/sso", (route) => { // the code is not used up
        const { provider, ...query } = route.request().postDataJSON();
        back = `/sso/${provider}?${new URLSearchParams(query)}`;
        return route.abort();
    });
    await comeBy(attacker, "ole");
    for (let i = 0; i < 100 && !back; i++) await pause(100);
    must(back, `the provider sent nobody back: ${attacker.url()} ${(await attacker.locator("body").innerText()).slice(0, 300)}`);
    const victim = await openPage(stage.browser, stage.server, phone);
    await victim.goto(back);
    await victim.getByText("This sign-in was not begun in this browser").waitFor();
    must(!(await ask(victim, "GET", "/api/user/session")).body.signed_in, "the victim is signed in as the attacker");
    await attacker.context().close();
    await victim.context().close();
}

const stampKept = (page) => page.waitForFunction(() => localStorage.getItem("ams-scan") !== null);

/** The code on the wall is another by the time that the provider has let her in. */
async function scannedBefore(stage) {
    const lecture = await instantClass(stage.professor, subject);
    const known = await openPage(stage.browser, stage.server, phone);
    const id = (await ask(stage.nina, "GET", "/api/user/me")).body.user.id;
    const joined = await ask(stage.nina, "POST", "/api/student/join", { code: stage.code });
    must(joined.status < 300, `${id} joins: ${JSON.stringify(joined.body)}`);
    const { path, valid_until } = await codeNow(stage.professor, lecture);
    await known.goto(path);
    await stampKept(known);
    await button(known, `Continue with ${name}`).click();
    await known.locator("input[name=login]").waitFor();
    await pause(Math.max(0, Date.parse(valid_until) - Date.now()) + 2_000);
    await signInThere(known, "nina");
    await known.getByText("The room code was read").waitFor();
    must(new URL(known.url()).pathname === `/mark/${lecture}`, `it leads to ${known.url()}`);
    await button(known, "Check in").click();
    await heading(known, "You are present").waitFor();
    await known.context().close();
}

async function otherKeys(stage) {
    const page = await openPage(stage.browser, stage.server, phone);
    stage.there.rotate();
    await comeBy(page, "nina");
    await heading(page, /^Hello/).waitFor();
    await page.context().close();
}

/** Fresh proof in a window of its own; the page behind goes on. */
async function proveAgain(stage) {
    const { nina: page } = stage;
    execFileSync("sqlite3", [join(stage.folder, "ams.db"), ".timeout 10000", "UPDATE sessions SET stepped_up_at = 1 WHERE user_id = (SELECT id FROM users WHERE email = 'nina@example.org')"]);
    await page.goto("/account/security");
    await button(page, "Add a passkey").click();
    await button(page.getByRole("dialog"), "Continue").click();
    await page.getByText("Sign in again at your institution to go on.").waitFor();
    await isAccessible(page, "step-up");
    const opened = page.context().waitForEvent("page");
    await button(page.getByRole("dialog").last(), `Continue with ${name}`).click();
    const window = await opened;
    await signInThere(window, "nina");
    await page.getByText("Sign in in the window").waitFor({ state: "detached" });
    const proof = await ask(page, "GET", "/api/user/step-up");
    must(proof.body.stepped_up_until, JSON.stringify(proof.body));
}

/** Out here is out there; and out there is out here. */
async function signOut(stage) {
    const { nina: page } = stage;
    await page.goto("/account");
    await button(page, "Sign out").click();
    await page.waitForURL((url) => url.href.startsWith(stage.there.issuer));
    await page.locator("button[name=logout], button[value=yes], button[autofocus]").first().click();
    await page.waitForURL(/\/sign-in/);
    await button(page, `Continue with ${name}`).click();
    await page.locator("input[name=login]").waitFor(); // the provider knows nobody any more
    await signInThere(page, "nina");
    await heading(page, /^Hello/).waitFor();
    const told = stage.there.told.length;
    const there = await page.context().newPage();
    await there.goto(`${stage.there.issuer}/session/end`);
    await there.locator("button[name=logout], button[value=yes], button[autofocus]").first().click();
    for (let i = 0; i < 100 && stage.there.told.length === told; i++) await pause(100);
    must(stage.there.told.at(-1) === 200, `AMS answered ${stage.there.told}`);
    await page.goto("/account");
    await button(page, `Continue with ${name}`).waitFor();
    page.complaints = page.complaints.filter((said) => !said.startsWith(stage.there.issuer)); // its pages want a font of the internet
    noComplaints(page);
}

/** The administrator comes in by a password, whatever the provider does; the operator opens the door for everybody. */
async function down(stage) {
    const set = await ask(stage.head, "PUT", "/api/admin/settings/password_sign_in", { value: "administrators" });
    must(set.status === 200, JSON.stringify(set));
    const page = await openPage(stage.browser, stage.server, phone);
    await page.goto("/sign-in");
    await page.getByText("Administrators sign in with a password").waitFor();
    await isAccessible(page, "the only way");
    stage.there.breakDown(true);
    await stopServer(stage.server);
    const port = stage.server.port;
    stage.server = await startServer(stage.folder, { ...stage.settings, AMS_PORT: String(port) });
    await page.goto("/sign-in");
    await button(page, `Continue with ${name}`).click();
    await page.getByText("The institution's sign-in does not answer.").waitFor();
    await isAccessible(page, "down");
    await page.getByText("Administrators sign in with a password").click();
    await page.getByLabel("E-mail").fill("ada@example.org");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await button(page, "Sign in").click();
    await page.locator("nav.nav").waitFor();
    await page.context().close();
    await stopServer(stage.server);
    const said = execFileSync(process.env.AMS_BINARY ?? "build/ams", ["sso", "off"], { env: { ...process.env, AMS_DATA_DIR: stage.folder }, encoding: "utf8" });
    must(said.includes("Turned off 1 provider"), said);
    stage.server = await startServer(stage.folder, { ...stage.settings, AMS_PORT: String(port) });
    const again = await openPage(stage.browser, stage.server, desktop);
    await again.goto("/sign-in");
    await again.getByLabel("E-mail").waitFor();
    must((await button(again, `Continue with ${name}`).count()) === 0, "a provider that is off has a button");
    await again.context().close();
}

export const comeByProvider = (web) => besideProvider(web, "sso", async (act) => {
    await act("a school, and a provider beside it", furnish);
    await act("the administrator adds it, and reads what it must know", setUp);
    await act("a try shows what comes and makes nothing", tryOut);
    await act("somebody new comes in by it, to where they wanted", comeIn);
    await act("an address that nobody vouches for makes no account", refused);
    await act("another browser's way back signs nobody in", ofAnotherBrowser);
    await act("a code that was scanned before is good after it", scannedBefore);
    await act("the provider signs with another key", otherKeys);
    await act("signing in again is fresh proof", proveAgain);
    await act("signing out, from both sides", signOut);
    await act("the provider is down", down);
});
