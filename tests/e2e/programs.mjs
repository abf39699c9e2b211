// SPDX-License-Identifier: MIT
// Programs: a professor makes a token, a program reads with it and no further, and it is revoked; an administrator makes one of the
// institution's, which works in a class that is not theirs, and the log says so; where own ones are off, nobody has any.
import { chain, must } from "../load/report.mjs";
import { isAccessible, openBrowser, picture, pictureAll } from "./browser.mjs";
import { ask, button, noComplaints, openSchool } from "./people-at-work.mjs";

const subject = "Optics";

/** As a program asks: by its token, without the page's cookie. */
function asProgram(page, token, method, path, sent) {
    return page.evaluate(async ([bearer, verb, target, body]) => {
        const headers = { Authorization: `Bearer ${bearer}`, ...(body && { "Content-Type": "application/json" }) };
        const answer = await fetch(target, { method: verb, headers, credentials: "omit", ...(body && { body }) });
        const text = await answer.text();
        return { status: answer.status, body: text ? JSON.parse(text) : null };
    }, [token, method, path, sent && JSON.stringify(sent)]);
}

/** A program is refused as it should be; the browser notes that in its console. */
async function isRefused(page, token, [method, path, sent], status, code) {
    const complaints = page.complaints.length;
    const answer = await asProgram(page, token, method, path, sent);
    must(answer.status === status && answer.body.code === code, `${method} ${path}: ${answer.status} ${answer.body?.code}`);
    await page.waitForTimeout(50);
    page.complaints.splice(complaints);
    return answer.body;
}

async function makeToken(page, name, scopes) {
    await button(page, "New token").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Make the token" }).click();
    await dialog.getByText("Give it a name.").waitFor();
    await dialog.getByText("Tick at least one.").waitFor();
    await dialog.getByLabel("Name").fill(name);
    for (const scope of scopes) await dialog.getByRole("checkbox", { name: scope }).check();
    await isAccessible(page, `a new token: ${name}`);
    await picture(page, `programs-new-${name}`, false);
    await dialog.getByRole("button", { name: "Make the token" }).click();
    const secret = (await page.getByTestId("token").innerText()).trim();
    await isAccessible(page, `the token: ${name}`);
    await picture(page, `programs-made-${name}`, false);
    await button(page, "Close").last().click();
    await page.locator("[data-token][data-state=good]").getByText(name).waitFor();
    must((await page.locator("body").innerText()).includes(secret) === false, "the token is still shown");
    return secret;
}

async function ownToken(stage) {
    const page = stage.professor;
    await page.goto("/account");
    await page.locator("a[href='/account/programs']").click();
    await page.getByText("No program has access").waitFor();
    await isAccessible(page, "no program yet");
    stage.own = await makeToken(page, "Timetable", ["Classes: Read", "Attendance: Read"]);
    must(/^ams_pat_[0-9A-Za-z]{36}$/.test(stage.own), `the token: ${stage.own}`);
}

async function ownProgram(stage) {
    const page = stage.professor;
    const { body } = await asProgram(page, stage.own, "GET", "/api/classroom");
    must(body.classrooms.length === 1 && body.classrooms[0].subject === subject, `classes: ${JSON.stringify(body)}`);
    const path = `/api/classroom/${stage.classroom}`;
    const refusal = await isRefused(page, stage.own, ["PATCH", path, { subject: "Mine" }], 403, "token_scope");
    must(refusal.detail.includes("classes:write"), refusal.detail);
    await isRefused(page, stage.own, ["GET", "/api/user/sessions"], 403, "token_not_here");
    await isRefused(page, stage.own, ["POST", "/api/user/tokens", { name: "More", days: 1, scopes: ["board:read"] }], 403, "token_not_here");
    await page.reload();
    await page.getByText("Last used").waitFor();
    await picture(page, "programs-own");
}

async function revoke(stage) {
    const page = stage.professor;
    await button(page, "Revoke: Timetable").click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("1 token that has ended").waitFor();
    await isAccessible(page, "a token that was revoked");
    await isRefused(page, stage.own, ["GET", "/api/classroom"], 401, "token_revoked");
}

async function officeToken(stage) {
    const page = stage.head;
    await page.goto("/system");
    await page.locator("[data-door='/system/programs']").click();
    await page.getByText("No program has access").waitFor();
    await isAccessible(page, "no program of the institution yet");
    stage.office = await makeToken(page, "Registry", ["Classes: Read", "Classes: Change", "People: Change"]);
    must(/^ams_inst_[0-9A-Za-z]{36}$/.test(stage.office), `the token: ${stage.office}`);
    const path = `/api/classroom/${stage.classroom}`;
    const answer = await asProgram(page, stage.office, "PATCH", path, { section: "B" });
    must(answer.status === 200, `a class of somebody else's: ${answer.status}`);
    const { body } = await ask(page, "GET", "/api/user/me");
    await isRefused(page, stage.office, ["PATCH", `/api/admin/users/${body.user.id}`, { name: "Mallory" }], 403, "token_protected");
}

async function inTheLog(stage) {
    const page = stage.head;
    await page.goto("/audit");
    await page.locator("[data-action=classroom_changed]").getByText("By the program Registry, for the institution").waitFor();
    await page.locator("[data-action=token_made]").getByText("Registry").waitFor();
    await isAccessible(page, "the log of a program's act");
    await picture(page, "programs-log", false);
    await page.goto("/notifications");
    await page.getByText("A program was given access").first().waitFor();
}

async function turnOff(stage) {
    must((await ask(stage.head, "PUT", "/api/admin/settings/programs", { value: "off" })).status === 200, "the setting is not off");
    await stage.professor.goto("/account/programs");
    await stage.professor.getByText("Own programs are not allowed here").waitFor();
    await isAccessible(stage.professor, "own programs are off");
    must((await stage.professor.getByRole("button", { name: "New token" }).count()) === 0, "a token can be made");
    const answer = await asProgram(stage.head, stage.office, "GET", "/api/classroom");
    must(answer.status === 200, `the institution's: ${answer.status}`);
    noComplaints(stage.head, stage.professor);
}

/** `server` has no administrator yet. */
export async function runPrograms(server) {
    const stage = { server, browser: await openBrowser("dora") };
    const step = chain(() => pictureAll(stage.browser, "failed-programs"));
    try {
        await step("programs: a school", async () => Object.assign(stage, await openSchool(stage.browser, server, subject)));
        await step("programs: a professor makes a token, shown once", () => ownToken(stage));
        await step("programs: it reads what it may, and no further", () => ownProgram(stage));
        await step("programs: revoked, it is refused", () => revoke(stage));
        await step("programs: the institution's works in every class, and reaches no administrator", () => officeToken(stage));
        await step("programs: the log and a notification name it", () => inTheLog(stage));
        await step("programs: where own ones are off there are none, and the institution's goes on", () => turnOff(stage));
    } finally {
        await stage.browser.close();
    }
}
