// SPDX-License-Identifier: MIT
// Devices that prove themselves: two accounts on one phone, a new phone that the professor knows, and copied cookies without the key.
import { chain, must } from "../load/report.mjs";
import { desktop, isAccessible, openBrowser, openPage, picture, pictureAll, visitor } from "./browser.mjs";
import { ask, button, checkInAnswer, chooseCheck, closeAttendance, codeNow, codesMax, createAccount, enrol, flagsOf as signsOf, heading,
    instantClass, markOf, noComplaints, openSchool, signIn, signUpAndJoin, succeeds, tapMark, typeRoomCode } from "./people-at-work.mjs";

const anna = { name: "Anna Lind", email: "anna@example.org" };
const bea = { name: "Bea Roth", email: "bea@example.org" };
const subject = "Logic";

async function furnish(stage) {
    Object.assign(stage, await openSchool(stage.browser, stage.server, subject));
    await chooseCheck(stage.professor, "Quick check"); // people of the cameras' videos keep still
    const path = `/api/classroom/${stage.classroom}/proofs`;
    const { body } = await ask(stage.professor, "GET", path);
    const { version, ...proofs } = body;
    const set = await ask(stage.professor, "PUT", path, { ...proofs, device_rule: "flag", room_rule: "off" });
    must(set.status === 200, `the rule answers ${set.status}`);
}

const lectureBegins = async (stage) => {
    if (stage.lecture) await closeAttendance(stage.professor);
    stage.lecture = await instantClass(stage.professor, subject);
};

/** What the live list shows of somebody's mark: its flags, in the order of the alphabet. */
async function flagsOf(stage, person) {
    const mark = await markOf(stage.professor, stage.lecture, person);
    must(mark?.status === "P", `${person.name} is ${mark?.status}`);
    return signsOf(mark).join(" ");
}

/** In the app, by the QR code on the wall; when that is old by then, by its digits. */
async function checkInByCode(stage, page) {
    await page.goto((await codeNow(stage.professor, stage.lecture)).path);
    const answered = checkInAnswer(page);
    await button(page, "Check in").click();
    if (!(await answered).ok()) await typeRoomCode(page, stage.professor, stage.lecture);
    await heading(page, "You are present").waitFor();
}

async function annaByFace(stage) {
    stage.phone = await openPage(stage.browser, stage.server, visitor);
    await signUpAndJoin(stage.phone, anna, stage.code);
    await enrol(stage.phone);
    await lectureBegins(stage);
    const asked = stage.phone.waitForRequest((one) => one.url().endsWith("/check-in"));
    await tapMark(stage.phone);
    const headers = await (await asked).allHeaders();
    must(/^[\w-]{87}$/.test(headers["x-device-key"]) && /^\d{13}\.[\w-]{86}$/.test(headers["x-device-signature"]), "the check-in is not signed");
    await succeeds(stage.phone, heading(stage.phone, "You are present"));
    must((await flagsOf(stage, anna)) === "", `Anna's own phone is flagged: ${await flagsOf(stage, anna)}`);
}

/** She hands the phone on: the other signs up there, and checks in by the code that is on the wall. */
async function beaOnTheSame(stage) {
    const page = stage.phone;
    await page.goto("/account");
    await button(page, "Sign out").click();
    await page.getByLabel("E-mail").waitFor();
    await page.goto(`/join/${stage.code}`);
    await page.getByText("You are joining").waitFor();
    await createAccount(page, bea);
    await page.getByText(/You have joined/).first().waitFor();
    await checkInByCode(stage, page);
    must((await flagsOf(stage, bea)) === "shared_device", `Bea: ${await flagsOf(stage, bea)}`);
    must((await flagsOf(stage, anna)) === "shared_device", `Anna: ${await flagsOf(stage, anna)}`);
    // Both stand so in the list that was open all the time.
    for (let shown = 0; shown < 2; shown++) await stage.professor.locator("[data-flag=shared_device]").nth(shown).waitFor();
    await isAccessible(stage.professor, "two on one phone");
    await picture(stage.professor, "devices-shared");
}

async function newPhone(stage) {
    stage.second = await openPage(stage.browser, stage.server, visitor);
    const known = stage.second.waitForResponse((one) => one.url().endsWith("/api/user/devices") && one.request().method() === "POST");
    await signIn(stage.second, anna);
    must((await known).status() === 200, "the new phone does not make itself known");
    await stage.second.goto("/account/devices");
    const devices = stage.second.getByTestId("own-devices");
    await devices.locator("[data-current=true] [data-standing=new]").waitFor();
    await devices.locator("[data-current=false] [data-standing=trusted]").waitFor();
    await isAccessible(stage.second, "the devices");
    await picture(stage.second, "devices-own");
    await lectureBegins(stage);
    await checkInByCode(stage, stage.second);
    must((await flagsOf(stage, anna)) === "new_device", `Anna: ${await flagsOf(stage, anna)}`);
}

async function professorKnows(stage) {
    const { professor } = stage;
    const row = professor.locator("[data-student]").filter({ hasText: anna.name });
    await row.locator("[data-flag=new_device]").waitFor();
    await row.locator(".roll-who").click();
    const dialog = professor.getByRole("dialog");
    await button(dialog, "I know this phone").waitFor();
    await isAccessible(professor, "the mark of a new phone");
    await picture(professor, "devices-known", false);
    await button(dialog, "I know this phone").click();
    await professor.getByText("The phone counts as theirs.").waitFor();
    await row.locator("[data-flag=new_device]").waitFor({ state: "detached" });
    must((await flagsOf(stage, anna)) === "", `Anna: ${await flagsOf(stage, anna)}`);
    await stage.second.goto("/account/devices");
    await stage.second.getByTestId("own-devices").locator("[data-current=true] [data-standing=trusted]").waitFor();
    await lectureBegins(stage);
    await checkInByCode(stage, stage.second);
    must((await flagsOf(stage, anna)) === "", `the trusted phone: ${await flagsOf(stage, anna)}`);
}

/** Another browser with all of her cookies: what it cannot have is the key. */
async function copiedCookies(stage) {
    const cookies = await stage.second.context().cookies();
    const thief = await openPage(stage.browser, stage.server, desktop);
    await thief.context().addCookies(cookies);
    await lectureBegins(stage);
    await thief.goto("/");
    await heading(thief, /^Hello/).waitFor();
    let sent;
    for (let tries = 0; tries < codesMax && sent?.status !== 200; tries++)
        sent = await ask(thief, "POST", `/api/attendance/${stage.lecture}/check-in/code`, { code: (await codeNow(stage.professor, stage.lecture)).code });
    must(sent.status === 200, `answered ${sent.status}`);
    must((await flagsOf(stage, anna)) === "device_unsigned", `without a key: ${await flagsOf(stage, anna)}`);
    await stage.professor.locator("[data-flag=device_unsigned]").waitFor();
    await picture(stage.professor, "devices-unsigned");
    // In the app, which makes a key of its own there.
    await lectureBegins(stage);
    await checkInByCode(stage, thief);
    must((await flagsOf(stage, anna)) === "device_unsigned new_device", `with another key: ${await flagsOf(stage, anna)}`);
    await thief.context().close();
    await stage.second.goto("/account/devices");
    const devices = stage.second.getByTestId("own-devices");
    await devices.locator("[data-standing=new]").waitFor();
    await button(devices, "Remove Chrome on Linux").first().waitFor();
    await picture(stage.second, "devices-three");
}

async function oneIsRemoved(stage) {
    const page = stage.second;
    const rows = page.getByTestId("own-devices").locator("[data-device]");
    const before = await rows.count();
    await rows.filter({ has: page.locator("[data-standing=new]") }).getByRole("button").click();
    await page.getByRole("dialog", { name: "Remove this device?" }).getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("The device is removed.").waitFor();
    await page.waitForFunction((count) => document.querySelectorAll("[data-testid=own-devices] [data-device]").length === count, before - 1);
    noComplaints(stage.head, stage.professor, stage.phone, page);
}

/** Where a browser keeps nothing: marked and flagged, never held up. */
async function nothingKept(stage) {
    const page = await openPage(stage.browser, stage.server, visitor);
    await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
    await signIn(page, bea);
    await heading(page, /^Hello/).waitFor();
    await lectureBegins(stage);
    await checkInByCode(stage, page);
    must((await flagsOf(stage, bea)) === "device_unsigned new_device", `Bea: ${await flagsOf(stage, bea)}`);
    await page.goto("/account/devices");
    await page.getByText(/^No key/).waitFor();
    await isAccessible(page, "a device without a key");
    await page.context().close();
}

/** `server` has no administrator yet. */
export async function proveDevices(server) {
    const stage = { server, browser: await openBrowser("anna") };
    const step = chain(() => pictureAll(stage.browser, "failed-devices"));
    try {
        await step("devices: a classroom that looks at devices", () => furnish(stage));
        await step("devices: a check by face is signed by the phone, which is hers", () => annaByFace(stage));
        await step("devices: another account on the same phone, by code: both are flagged", () => beaOnTheSame(stage));
        await step("devices: a new phone is new on its owner's page, and for the professor", () => newPhone(stage));
        await step("devices: the professor knows it, and it is trusted", () => professorKnows(stage));
        await step("devices: copied cookies without the key are flagged", () => copiedCookies(stage));
        await step("devices: one's device is removed", () => oneIsRemoved(stage));
        await step("devices: a browser that keeps nothing is flagged, not held up", () => nothingKept(stage));
    } finally {
        await stage.browser.close();
    }
}
