// SPDX-License-Identifier: MIT
// One face in two accounts: the administrator sees it, both students are asked for the room code until somebody has looked, and an
// enrolment says how good it is.
import { chain, must } from "../load/report.mjs";
import { isAccessible, openBrowser, openPage, picture, pictureAll, visitor } from "./browser.mjs";
import { ask, button, chooseCheck, closeAttendance, enrol, heading, instantClass, markOf, noComplaints, openSchool, sendBurst, signIn, signUpAndJoin,
    succeeds, tapMark, typeRoomCode } from "./people-at-work.mjs";

const anna = { name: "Anna Lind", email: "anna@example.org" };
const bea = { name: "Bea Roth", email: "bea@example.org" };
const subject = "Ethics";

async function furnish(stage) {
    Object.assign(stage, await openSchool(stage.browser, stage.server, subject));
    await chooseCheck(stage.professor, "Quick check"); // people of the cameras' videos keep still
    await stage.head.goto("/system/flags");
    await stage.head.getByTestId("flags").getByText("No two accounts share a face.").waitFor();
}

async function annaEnrols(stage) {
    const page = await openPage(stage.browser, stage.server, visitor);
    await signUpAndJoin(page, anna, stage.code);
    await enrol(page);
    const grade = page.locator("[data-quality]");
    const quality = await grade.getAttribute("data-quality");
    const sentence = (await grade.innerText()).trim();
    const expected = { good: "Its quality is good.", fair: "Its quality is fair." }[quality];
    must(expected && sentence.startsWith(expected), `the page says ${quality}: ${sentence}`);
    must((await button(page, "Take it again").count()) === (quality === "fair" ? 1 : 0), "the offer to do it again does not fit the grade");
    must(!/\d/.test(sentence), `a score is shown: ${sentence}`);
    await isAccessible(page, "the end of enrolment");
    await picture(page, "flags-grade");
    noComplaints(page);
    await page.context().close();
    return sentence;
}

async function beaEnrols(stage) {
    stage.bea = await openPage(stage.browser, stage.server, visitor);
    await signUpAndJoin(stage.bea, bea, stage.code);
    await enrol(stage.bea);
    must(!(await stage.bea.locator("body").innerText()).includes(anna.name), "a student is told whose face it is");
}

async function headSees(stage) {
    const { head } = stage;
    await head.reload();
    const card = head.getByTestId("flags").locator("[data-kind=duplicate_face]");
    await card.waitFor();
    const text = await card.innerText();
    must(text.includes(`${bea.name} enrolled the face of ${anna.name}`), `the card says ${text}`);
    must(!/0\.\d|%/.test(text), `a score is shown: ${text}`);
    await isAccessible(head, "the flag's card");
    await picture(head, "flags-card");
}

/** The sheet that asks for a code, answered with `code`. */
async function typeCode(page, code) {
    await page.getByLabel("Room code").fill(code);
    await button(page, "Go on to the camera").click();
}

async function beaIsAsked(stage) {
    const page = stage.bea;
    stage.lecture = await instantClass(stage.professor, subject);
    await button(stage.professor, "Show room code").click();
    const shown = stage.professor.getByTestId("room-code");
    await shown.waitFor();
    await isAccessible(stage.professor, "the room code");
    await tapMark(page);
    const sheet = page.locator(".camera-sheet[data-code]");
    await sheet.waitFor();
    must((await sheet.getAttribute("data-code")) === "code_needed", "something else than the code is asked for");
    await isAccessible(page, "the sheet for the room code");
    await picture(page, "flags-room-code", false);
    await typeCode(page, "12");
    await page.getByText("Type all six digits.").waitFor();

    const now = (await shown.innerText()).trim();
    await typeCode(page, String((Number(now) + 500_000) % 1_000_000).padStart(6, "0"));
    await page.locator("[data-code=code_wrong]").waitFor();
    await page.getByText("This was not the code").waitFor();
    const { body } = await ask(stage.professor, "GET", `/api/attendance/${stage.lecture}`);
    must(body.counts.marked === 0, "a wrong code marks");
    await isAccessible(page, "the sheet after a wrong code");

    await typeRoomCode(page, stage.professor, stage.lecture, { by: "Go on to the camera" });
    await succeeds(page, heading(page, "You are present"));
}

async function headResolves(stage) {
    const { head } = stage;
    const flags = head.getByTestId("flags");
    await flags.locator("[data-kind=duplicate_face]").getByRole("button", { name: "Resolve" }).click();
    const dialog = head.getByRole("dialog", { name: "Resolve this pair" });
    await button(dialog, "Resolve").click();
    await dialog.getByText("Write what you found.").waitFor();
    await isAccessible(head, "the dialog that resolves a flag");
    await dialog.getByLabel("What you found").fill("Twins, seen together");
    await button(dialog, "Resolve").click();
    await flags.getByText("No two accounts share a face.").waitFor();
    const { body } = await ask(head, "GET", "/api/admin/flags");
    must(body.flags.length === 1 && body.flags[0].resolved_at && body.flags[0].note === "Twins, seen together",
        `the API tells ${JSON.stringify(body.flags)}`);
}

async function beaIsNotAsked(stage) {
    await closeAttendance(stage.professor);
    stage.lecture = await instantClass(stage.professor, subject);
    await stage.bea.addInitScript(() => { // what she sends is kept, as somebody keeps it who means to lend it
        const { fetch } = window;
        window.fetch = (path, options) => {
            if (String(path).endsWith("/check-in")) window.burst = options.body;
            return fetch(path, options);
        };
    });
    await tapMark(stage.bea);
    const present = heading(stage.bea, "You are present");
    await present.or(stage.bea.locator(".camera-sheet[data-code]")).first().waitFor();
    must(await present.isVisible(), "the code is still asked for");
    noComplaints(stage.head, stage.professor, stage.bea);
}

/** The very pictures of the other account, sent without a camera: marked, for the face fits, and for everybody to see. */
async function annaSendsBeas(stage) {
    const burst = await stage.bea.evaluate(async () => Array.from(new Uint8Array(await window.burst.arrayBuffer())));
    const page = await openPage(stage.browser, stage.server, visitor);
    await signIn(page, anna);
    await heading(page, /^Hello/).waitFor();
    const asked = await ask(page, "POST", `/api/attendance/${stage.lecture}/challenge`);
    must(asked.status === 200, `the challenge answers ${asked.status}`);
    const sent = await sendBurst(page, `/api/attendance/${stage.lecture}/check-in`, asked.body.challenge, Buffer.from(burst));
    must(sent.status === 200, `answered ${sent.status} ${JSON.stringify(sent.body)}`);
    await page.context().close();

    const mark = await markOf(stage.professor, stage.lecture, anna);
    must(mark?.flags.includes("same_pictures"), `the professor sees ${JSON.stringify(mark)}`);
    await stage.professor.getByText("Another’s pictures").first().waitFor();
    await isAccessible(stage.professor, "the live list with another's pictures");
    await picture(stage.professor, "flags-live");
    await stage.head.reload();
    const card = stage.head.getByTestId("flags").locator("[data-kind=same_pictures]");
    await card.waitFor();
    const text = await card.innerText();
    must(text.includes(`${anna.name} has shown pictures of ${bea.name}’s`), `the card says ${text}`);
    await isAccessible(stage.head, "the card of another's pictures");
    await picture(stage.head, "flags-pictures");
}

/** `server` has no administrator yet. */
export async function flag(server) {
    const stage = { server, browser: await openBrowser("anna") };
    const step = chain(() => pictureAll(stage.browser, "failed-flags"));
    try {
        await step("flags: a classroom and its people; nothing to look at", () => furnish(stage));
        await step("flags: an enrolment says how good it is", () => annaEnrols(stage));
        await step("flags: the same face in a second account is taken, and nobody is told", () => beaEnrols(stage));
        await step("flags: the administrator sees the pair", () => headSees(stage));
        await step("flags: the student is asked for the room code, wrong ones do not do", () => beaIsAsked(stage));
        await step("flags: the administrator resolves the pair, with a note", () => headResolves(stage));
        await step("flags: no code is asked for any more", () => beaIsNotAsked(stage));
        await step("flags: another's burst marks, the professor and the administrator see it", () => annaSendsBeas(stage));
    } finally {
        await stage.browser.close();
    }
}
