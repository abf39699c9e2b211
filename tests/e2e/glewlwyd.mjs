// SPDX-License-Identifier: MIT
// Signing in by a provider that knows nothing of AMS and of which AMS knows nothing: glewlwyd as Debian packs it, through its own pages.
// What every provider has in common is in sso.mjs; here stands what this one does in its own way.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { must, skip } from "../load/report.mjs";
import { desktop, openPage, phone } from "./browser.mjs";
import { clientId, clientSecret, passwordThere, startGlewlwyd, whyNoGlewlwyd } from "./glewlwyd-there.mjs";
import { ask, button, heading, link, noComplaints, takeOffice } from "./people-at-work.mjs";
import {
    besideProvider, describeProvider, editProvider, isAccessible, name, openProviders, putInUse, readAddresses, setOut, siteOf, slug,
} from "./provider-steps.mjs";

const people = {
    nina: { name: "Nina Berg", email: "nina@example.org", verified: "yes" },
    eve: { name: "Eve Elsewhere", email: "eve@example.org", verified: "no" },
};

const nameThere = (page) => page.locator("#username");
// Its icons are letters of a font, which are part of a button's name.
const buttonThere = (page, says) => page.locator("button", { hasText: says }).first();

/** The password, until it is taken: the page may be drawn anew while somebody types, and forgets what they typed. */
async function typePasswordThere(page, who, then) {
    for (let tries = 1; ; tries++) {
        await nameThere(page).fill(who);
        await page.locator("#password").fill(passwordThere);
        await page.locator("#password").press("Enter");
        const isTaken = then.waitFor({ timeout: tries < 4 ? 5_000 : undefined }).then(() => true);
        if (await (tries < 4 ? isTaken.catch(() => false) : isTaken)) return;
    }
}

/** What the client that asks may see, which glewlwyd asks once of each. */
async function agreeThere(page) {
    const email = page.locator("#grant-email");
    await email.check();
    await page.locator("#grant-profile").check();
    await buttonThere(page, "Grant access").click();
    await email.waitFor({ state: "detached" }); // going on is offered before, too
    await buttonThere(page, "Continue").click();
}

/** Somebody whom glewlwyd does not know in this browser, and who comes to AMS for the first time, or again. */
async function signInThere(page, who) {
    await typePasswordThere(page, who, page.locator("#grant-email"));
    await agreeThere(page);
}

async function signInThereAgain(page, who) {
    await typePasswordThere(page, who, buttonThere(page, "Continue"));
    await buttonThere(page, "Continue").click();
}

async function furnish(stage) {
    stage.head = await takeOffice(stage.browser, stage.server);
    stage.there = await startGlewlwyd(join(stage.folder, "glewlwyd"), siteOf(stage.server), slug, people);
}

/** What the administrator reads of it is what is wrong. */
async function tryOut(stage) {
    const { head: page, there } = stage;
    await openProviders(page);
    const sheet = await describeProvider(page, { issuer: there.issuer, clientId, secret: "not-this-one" });
    await button(sheet, "Save").click();
    await readAddresses(page, stage.server);
    await button(page.getByRole("dialog"), "Close").last().click();
    await button(page, `Try ${name}`).click();
    await signInThere(page, "eve");
    await page.locator("[data-code=sso_client]").getByText("does not know this site").waitFor();
    // The server that says so is there.
    must((await page.getByText("You are offline").count()) === 0, "the page says that it is offline");
    await isAccessible(page, "glewlwyd wrong secret");
    await link(page, "Go on").click();
    await editProvider(page, { "Client secret": clientSecret });
    await button(page, `Try ${name}`).click();
    await buttonThere(page, "Continue").click();
    await heading(page, "What came of the try").waitFor();
    must((await page.locator("[data-outcome]").getAttribute("data-outcome")) === "no_email", "an address that nobody vouches for counts");
    await link(page, "Back to the providers").click();
    await putInUse(page);
}

/** Signed well, of the issuer that it should be, and meant for somebody else. */
async function forAnotherClient(stage) {
    const { head: page, there } = stage;
    const gate = await there.openGate("portal");
    try {
        const made = await ask(page, "POST", "/api/admin/sso",
            { slug: "portal", name: "Portal", issuer: gate.issuer, client_id: clientId, secret: clientSecret });
        must(made.status === 201, JSON.stringify(made));
        await openProviders(page);
        await button(page, "Try Portal").click();
        await agreeThere(page);
        await page.locator("[data-code=sso_audience]").getByText("answered for another site").waitFor();
        const gone = await ask(page, "DELETE", `/api/admin/sso/${made.body.provider.id}`);
        must(gone.status === 204, JSON.stringify(gone));
    } finally {
        gate.stop();
    }
}

const linksOf = async (page) => (await ask(page, "GET", "/api/user/sso-links")).body.links;

async function comeIn(stage) {
    const page = (stage.nina = await openPage(stage.browser, stage.server, phone));
    await setOut(page, "?next=/account/security");
    await signInThere(page, "nina");
    await heading(page, "The institution’s account").waitFor();
    const { user } = (await ask(page, "GET", "/api/user/me")).body;
    must(user.name === people.nina.name && user.email === people.nina.email && user.role === "student", JSON.stringify(user));
    const links = await linksOf(page);
    must(links.length === 1 && links[0].provider === slug, JSON.stringify(links));
    const rows = execFileSync("sqlite3", ["-json", join(stage.folder, "ams.db"), "SELECT issuer, subject FROM sso_links"], { encoding: "utf8" });
    const [{ issuer, subject }] = JSON.parse(rows);
    must(issuer === stage.there.issuer && /^\w{32}$/.test(subject), rows); // no name: a number of glewlwyd's own
    stage.id = user.id;
}

/** The same person in the same browser, without her session: glewlwyd still knows her. */
async function comeAgain(stage) {
    const storageState = await stage.nina.context().storageState();
    storageState.cookies = storageState.cookies.filter((cookie) => cookie.name !== "__Host-session");
    const page = (stage.again = await openPage(stage.browser, stage.server, { ...phone, storageState }));
    await setOut(page);
    await buttonThere(page, "Continue").click();
    await heading(page, "Hello, Nina").waitFor(); // glewlwyd says hello, too
    must((await ask(page, "GET", "/api/user/me")).body.user.id === stage.id, "it is another account");
    must((await linksOf(page)).length === 1, "it is linked twice");
}

/** One key of another kind takes the place of the one that signed; a browser of its own, where glewlwyd asks for the password. */
async function otherKeys(stage) {
    await stage.there.rotate();
    const page = await openPage(stage.browser, stage.server, desktop);
    await setOut(page);
    await signInThereAgain(page, "nina");
    await heading(page, "Hello, Nina").waitFor(); // glewlwyd says hello, too
    must((await ask(page, "GET", "/api/user/me")).body.user.id === stage.id, "it is another account");
    await page.context().close();
}

/** glewlwyd asks again, and never says when somebody signed in: no proof, however right the password was. */
async function proveNothing(stage) {
    const { again: page } = stage;
    await page.goto("/account/security");
    await button(page, "Add a passkey").click();
    await button(page.getByRole("dialog"), "Continue").click();
    const opened = page.context().waitForEvent("page");
    await button(page.getByRole("dialog").last(), `Continue with ${name}`).click();
    const window = await opened;
    await signInThereAgain(window, "nina");
    await window.locator("[data-code=sso_not_anew]").getByText("does not say that you signed in just now").waitFor();
    const proof = await ask(page, "GET", "/api/user/step-up");
    must(proof.body.stepped_up_until === null, JSON.stringify(proof.body));
    await window.close();
}

/** Out here is out there, and what glewlwyd then tells AMS ends the other session that it opened. */
async function signOut(stage) {
    const { nina, again: page, there } = stage;
    must((await ask(nina, "GET", "/api/user/session")).body.signed_in, "her first session has ended before");
    await page.goto("/account");
    await button(page, "Sign out").click();
    await page.getByText(`${siteOf(stage.server).origin}/sign-in`).waitFor();
    await buttonThere(page, "Logout").click();
    await page.getByText("You are disconnected").waitFor(); // it names the way back and does not go it
    for (let i = 0; i < 100 && there.told.length === 0; i++) await pause(100);
    must(there.told.join() === "200", `AMS answered ${there.told}`);
    must(!(await ask(nina, "GET", "/api/user/session")).body.signed_in, "her first session goes on");
    await setOut(page);
    await nameThere(page).waitFor(); // glewlwyd knows nobody any more
    page.complaints = page.complaints.filter((said) => !said.startsWith(there.origin));
    noComplaints(page);
}

export async function comeByGlewlwyd(web) {
    const why = whyNoGlewlwyd();
    if (why !== null) return skip("signing in by glewlwyd", why);
    return besideProvider(web, "glewlwyd", async (act) => {
        await act("glewlwyd is set up as an administrator there would", furnish);
        await act("the administrator tries it with a wrong secret, then with the right one", tryOut);
        await act("a token for another client is refused by its name", forAnotherClient);
        await act("somebody new comes in by its pages, and is linked by issuer and subject", comeIn);
        await act("the second time it is the same account", comeAgain);
        await act("it signs with another key, of another kind", otherKeys);
        await act("what does not say when somebody signed in is no fresh proof", proveNothing);
        await act("signing out goes there, and comes back to the sessions that are left", signOut);
    });
}
