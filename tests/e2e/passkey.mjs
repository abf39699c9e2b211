// SPDX-License-Identifier: MIT
// Passkeys in a real browser, with Chromium's own authenticator behind it: adding one, signing in by it, showing it again, and what becomes of
// those who have none or have lost it. And our verdict on its bytes beside another implementation's.
import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { Client } from "../load/client.mjs";
import { must, test } from "../load/report.mjs";
import { startServer, stopServer, makeFolder, removeFolder } from "../load/server.mjs";
import { desktop, isAccessible as fits, openBrowser, openPage, phone, picture } from "./browser.mjs";
import { agreed } from "./passkey-cases.mjs";
import { button, grace, heading, link, noComplaints, password, signIn } from "./people-at-work.mjs";

const nina = { name: "Nina Berg", email: "nina@example.org" };

export const freePort = () => new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});

async function isAccessible(page, name) {
    await fits(page, name);
    await picture(page, `passkey-${name}`);
}

/**
 * An authenticator of the phone's or computer's own, unlocked by its owner. It answers at once, also what a browser would only offer for
 * the field of the address: `quiet` lets the page ask for that.
 */
export async function authenticator(page, { quiet = false, ...options } = {}) {
    if (!quiet) await page.addInitScript(() => (PublicKeyCredential.isConditionalMediationAvailable = async () => false));
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable");
    const { authenticatorId: id } = await session.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", ctap2Version: "ctap2_1",
        transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...options } });
    return {
        lock: (locked) => session.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: !locked }),
        keys: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId: id })).credentials,
        /** As if it had signed so many times, here or elsewhere. */
        count: async (signCount) => {
            const [key] = (await session.send("WebAuthn.getCredentials", { authenticatorId: id })).credentials;
            await session.send("WebAuthn.removeCredential", { authenticatorId: id, credentialId: key.credentialId });
            await session.send("WebAuthn.addCredential", { authenticatorId: id, credential: { ...key, signCount } });
        },
        give: (credential) => session.send("WebAuthn.addCredential", { authenticatorId: id, credential }),
    };
}

/** As if ten minutes had passed since anybody showed who they are. */
function ageProofs(stage) {
    execFileSync("sqlite3", [join(stage.folder, "ams.db"), ".timeout 10000", "UPDATE sessions SET stepped_up_at = 1"]);
}

async function furnish(stage) {
    const head = new Client(stage.server);
    await head.expect(201, "POST", "/api/user/sign-up", { name: "Ada Head", email: "ada@example.org", password, invitation: stage.server.welcome });
    const { link: invitation } = await head.expect(201, "POST", "/api/admin/invitations", { role: "professor" });
    head.close();
    const professor = new Client(stage.server);
    await professor.expect(201, "POST", "/api/user/sign-up", { ...grace, password, invitation: invitation.split("#")[1] });
    const classroom = await professor.expect(201, "POST", "/api/classroom", { subject: "Optics" });
    professor.close();
    const student = new Client(stage.server);
    await student.expect(201, "POST", "/api/user/sign-up", { ...nina, password, code: classroom.join_code });
    student.close();
}

const section = (page) => page.locator("#passkeys");
const rows = (page) => section(page).locator("[data-passkey]");

async function addOne(stage) {
    const page = (stage.page = await openPage(stage.browser, stage.server, phone));
    stage.device = await authenticator(page);
    await page.goto("/sign-in");
    await button(page, "Sign in with a passkey").waitFor();
    await isAccessible(page, "sign-in");
    await signIn(page, nina);
    await link(page, "Me").waitFor();
    ageProofs(stage);
    await page.goto("/account/security");
    await button(page, "Add a passkey").click();
    await isAccessible(page, "add");
    await button(page.getByRole("dialog"), "Continue").click();
    // Without a second factor the password is the proof.
    await heading(page, "Show that it is you").waitFor();
    await page.getByRole("dialog").last().getByLabel("Password", { exact: true }).fill(password);
    await button(page, "Confirm").click();
    await button(page, "I have kept them").waitFor();
    stage.recovery = await page.locator(".recovery-codes li").allInnerTexts();
    must(stage.recovery.length === 10, `${stage.recovery.length} recovery codes`);
    await button(page, "I have kept them").click();
    await rows(page).first().waitFor();
    must((await rows(page).innerText()).includes("On one device only"), "it says that the passkey is synced");
    must((await stage.device.keys()).length === 1 && (await stage.device.keys())[0].isResidentCredential, "it is no discoverable passkey");
    await button(rows(page), /^Rename/).click();
    await page.getByLabel("Name", { exact: true }).fill("Blue phone");
    await button(page.getByRole("dialog"), "Save").click();
    await rows(page).getByText("Blue phone").waitFor();
    await isAccessible(page, "security");
    // The same device again: its browser says that it has one.
    await button(page, "Add a passkey").click();
    await button(page.getByRole("dialog"), "Continue").click();
    await page.getByText("This device has a passkey for your account already.").waitFor();
    await button(page.getByRole("dialog"), "Cancel").click();
}

async function signInByIt(stage) {
    const { page } = stage;
    await page.goto("/account");
    await button(page, "Sign out").click();
    await button(page, "Sign in with a passkey").click();
    await heading(page, /^Hello/).waitFor();
    await page.goto("/account/security");
    await rows(page).getByText(/Last used on/).waitFor();
    // Who does not unlock it is not let in, and may try again.
    await page.goto("/account");
    await button(page, "Sign out").click();
    await stage.device.lock(true);
    await button(page, "Sign in with a passkey").click();
    await page.getByText("No passkey was used.").waitFor();
    await isAccessible(page, "cancelled");
    await stage.device.lock(false);
    await button(page, "Sign in with a passkey").click();
    await heading(page, /^Hello/).waitFor();
}

async function stepUp(stage) {
    const { page } = stage;
    ageProofs(stage);
    await page.goto("/account/security");
    await rows(page).first().waitFor();
    await button(page, "Add a passkey").click();
    await button(page.getByRole("dialog"), "Continue").click();
    await heading(page, "Show that it is you").waitFor();
    await isAccessible(page, "step-up");
    await button(page.getByRole("dialog").last(), "Use a passkey").click();
    // The proof was taken: what was asked for goes on, and meets the key that is there.
    await page.getByText("This device has a passkey for your account already.").waitFor();
    await button(page.getByRole("dialog"), "Cancel").click();
    // A recovery code is the other way.
    ageProofs(stage);
    await button(page, "Add a passkey").click();
    await button(page.getByRole("dialog"), "Continue").click();
    await button(page.getByRole("dialog").last(), "Use a code instead").click();
    await button(page, "Use a recovery code").click();
    await page.getByLabel("Recovery code").fill(stage.recovery[0]);
    await button(page, "Confirm").click();
    await page.getByText("This device has a passkey for your account already.").waitFor();
    await button(page.getByRole("dialog"), "Cancel").click();
}

/** The password alone no longer opens it, in a browser that has no passkey. */
async function elsewhere(stage) {
    const other = await openPage(stage.browser, stage.server, desktop);
    const device = await authenticator(other, { defaultBackupEligibility: true, defaultBackupState: true });
    await other.goto("/sign-in");
    await button(other, "Sign in with a passkey").click();
    await other.getByText("No passkey was used.").waitFor();
    await signIn(other, nina);
    await other.getByText(/authenticator app, or your passkey/).waitFor();
    await isAccessible(other, "second-step");
    await button(other, "Use a recovery code").click();
    await other.getByLabel("Recovery code").fill(stage.recovery[1]);
    await button(other, "Sign in").first().click();
    await heading(other, /^Hello/).waitFor();
    // There she adds one that is copied between her devices; the first is told to be excluded, and is not there.
    await other.goto("/account/security");
    await button(other, "Add a passkey").click();
    await button(other.getByRole("dialog"), "Continue").click();
    await rows(other).getByText("Synced between your devices").waitFor();
    must((await device.keys()).length === 1 && (await rows(other).count()) === 2, "it was not added");
    await isAccessible(other, "two");
    await button(rows(other).last(), /^Remove/).click();
    await button(other.getByRole("dialog"), "Remove").click();
    await other.getByText("The passkey is removed.").waitFor();
    await rows(other).nth(1).waitFor({ state: "detached" });
    await other.context().close();
}

/** Where the browser offers passkeys for the field of the address, one of them is enough. */
async function offered(stage) {
    const page = await openPage(stage.browser, stage.server, phone);
    const device = await authenticator(page, { quiet: true });
    const [key] = await stage.device.keys();
    await device.give({ ...key, signCount: key.signCount + 5 });
    await page.goto("/sign-in?next=/account/security");
    await rows(page).first().waitFor();
    await page.context().close();
    await stage.device.count(key.signCount + 9); // it was one device all along
}

/** A copy of the key, whose count stands behind, is refused, and the log says so. */
async function aCopy(stage) {
    const [key] = await stage.device.keys();
    const thief = await openPage(stage.browser, stage.server, desktop);
    const device = await authenticator(thief);
    await device.give({ ...key, signCount: 0 });
    await thief.goto("/sign-in");
    await button(thief, "Sign in with a passkey").click();
    await thief.getByText("This passkey was not accepted.").waitFor();
    const noted = execFileSync("sqlite3", [join(stage.folder, "ams.db"), ".timeout 10000", "SELECT COUNT(*) FROM audit WHERE action = 'passkey_copied'"]);
    must(Number(noted) >= 1, "the log does not tell of the copy");
    await thief.context().close();
}

async function removeIt(stage) {
    const { page } = stage;
    // Removing the other one has signed her out here.
    await page.goto("/sign-in?next=/account/security");
    await button(page, "Sign in with a passkey").click();
    await button(rows(page), /^Remove/).click();
    await isAccessible(page, "remove");
    await button(page.getByRole("dialog"), "Remove").click();
    await page.getByText("The passkey is removed.").waitFor();
    await rows(page).first().waitFor({ state: "detached" });
    await page.goto("/account");
    await button(page, "Sign out").click();
    await button(page, "Sign in with a passkey").click();
    await page.getByText("This passkey was not accepted.").waitFor();
    await signIn(page, nina);
    await heading(page, /^Hello/).waitFor();
    noComplaints(page);
}

/** Another implementation judges the same bytes as the C tests do. */
async function agree() {
    const [should, is] = await agreed();
    must(should === is, "tests/crypto/passkey_cases.tsv is not what node tests/e2e/passkey-cases.mjs would write");
}

export async function unlock(web) {
    const folder = makeFolder();
    const server = await startServer(folder, { ...web, AMS_PORT: String(await freePort()) });
    const browser = await openBrowser();
    const stage = { server, browser, folder };
    const act = (name, body) => test(`passkey: ${name}`, () => body(stage));
    try {
        await act("another implementation agrees on every case", agree);
        await furnish(stage);
        await act("one is added, with recovery codes", addOne);
        await act("it signs in, without an address", signInByIt);
        await act("it is fresh proof, and a recovery code is the other way", stepUp);
        await act("another browser has none: the password and a recovery code", elsewhere);
        await act("what the browser offers beside the address signs in", offered);
        await act("a copy that stands behind is refused", aCopy);
        await act("removed, it opens nothing", removeIt);
    } finally {
        await browser.close();
        await stopServer(server);
        removeFolder(folder);
    }
}
