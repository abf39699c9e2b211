// SPDX-License-Identifier: MIT
// The phone's own unlock as a part of a check-in, with Chromium's own authenticator behind it: whose finger, face or PIN it is not, it stays locked.
// What comes of each story is compared with the table of docs/PRESENCE.md, row by row.
import { must, test } from "../load/report.mjs";
import { makeFolder, removeFolder, startServer, stopServer } from "../load/server.mjs";
import { isAccessible as fits, openBrowser, openPage, picture, pictureAll, visitor } from "./browser.mjs";
import { authenticator, freePort } from "./passkey.mjs";
import { ask, button, checkInAnswer, chooseCheck, closeAttendance, codeNow, enrol, flagsOf, heading, instantClass, markOf, noComplaints,
    openSchool, signUpAndJoin, succeeds, takeMarksAway, tapMark, typeRoomCode } from "./people-at-work.mjs";
import { table } from "./presence.mjs";

const emma = { name: "Emma Lund", email: "emma@example.org" };
const subject = "Optics";

async function looks(page, name) {
    await fits(page, name);
    await picture(page, `unlock-${name}`);
}

async function ruleIs(stage, rule) {
    const path = `/api/classroom/${stage.classroom}/proofs`;
    const { version, ...proofs } = (await ask(stage.professor, "GET", path)).body;
    const set = await ask(stage.professor, "PUT", path, { ...proofs, room_rule: "off", unlock_rule: rule });
    must(set.status === 200, `the rule answers ${set.status}`);
}

/** Nobody has a mark, and the class asks so. */
async function again(stage, rule) {
    await ruleIs(stage, rule);
    await takeMarksAway(stage.professor, stage.lecture);
    await stage.device.lock(false);
}

/** What the professor has of Emma's mark: "passes", "flagged: ..." or "refused". */
async function outcomeOf(stage) {
    const mark = await markOf(stage.professor, stage.lecture, emma);
    if (!mark?.status) return "refused";
    return mark.flags.length > 0 ? `flagged: ${flagsOf(mark).join(", ")}` : "passes";
}

async function furnish(stage) {
    Object.assign(stage, await openSchool(stage.browser, stage.server, subject));
    await chooseCheck(stage.professor, "Quick check"); // people of the cameras' videos keep still
    await stage.professor.goto(`/classroom/${stage.classroom}/settings/proofs`);
    await stage.professor.locator("select[name=unlock_rule]").selectOption("flag");
    await looks(stage.professor, "settings");
    await button(stage.professor, "Save").click();
    await stage.professor.getByText("Saved.").waitFor();
    await ruleIs(stage, "flag");
    stage.phone = await openPage(stage.browser, stage.server, visitor);
    stage.device = await authenticator(stage.phone);
    await signUpAndJoin(stage.phone, emma, stage.code);
    await enrol(stage.phone);
    stage.lecture = await instantClass(stage.professor, subject);
}

/** Scans the QR code on the wall, so that no camera looks; whether the phone is to be unlocked first. */
async function scans({ phone, professor, lecture }) {
    await phone.goto("/");
    await phone.goto((await codeNow(professor, lecture)).path);
    await button(phone, "Unlock").or(button(phone, "Check in")).or(heading(phone, "You need a passkey first")).waitFor();
    return !(await button(phone, "Check in").isVisible());
}

/** Sends what was scanned; when that is old by now, the digits. */
async function sends({ phone, professor, lecture, ...stage }) {
    await button(phone, "Check in").waitFor();
    const answered = checkInAnswer(phone);
    await button(phone, "Check in").click();
    if (!(await answered).ok() && !(await typeRoomCode(phone, professor, lecture))) return "refused";
    return outcomeOf({ professor, lecture, ...stage });
}

/** Nothing stands in the way; the offer comes with the mark. */
async function withoutPasskey(stage) {
    await again(stage, "flag");
    must(!(await scans(stage)), "who has no passkey is asked to unlock");
    const outcome = await sends(stage);
    await heading(stage.phone, "Next time without a sign").waitFor();
    await looks(stage.phone, "offer");
    const row = stage.professor.locator("[data-student]").filter({ hasText: emma.name });
    await row.locator("[data-flag=unlock_missing]").waitFor();
    await row.locator(".roll-who").click();
    await stage.professor.getByRole("dialog").getByText("Phone not unlocked").waitFor();
    await looks(stage.professor, "sign");
    await stage.professor.keyboard.press("Escape");
    return outcome;
}

/** Where it is a must, a passkey is made on the way, and the way goes on. */
async function makesOne(stage) {
    const { phone } = stage;
    await again(stage, "refuse");
    must(await scans(stage), "who has no passkey is let pass");
    await heading(phone, "You need a passkey first").waitFor();
    await button(phone, "Add a passkey").waitFor();
    await looks(phone, "needed");
    await button(phone, "Add a passkey").click();
    await button(phone.getByRole("dialog"), "Continue").click();
    await button(phone, "I have kept them").click();
    await button(phone, "Unlock").waitFor();
    await looks(phone, "asked");
    await button(phone, "Unlock").click();
    return sends(stage);
}

async function byFace(stage) {
    await again(stage, "refuse");
    await tapMark(stage.phone);
    await button(stage.phone, "Unlock").click();
    await succeeds(stage.phone, heading(stage.phone, "You are present"));
    return outcomeOf(stage);
}

async function byCode(stage) {
    await again(stage, "flag");
    must(await scans(stage), "she is not asked to unlock");
    await button(stage.phone, "Unlock").click();
    return sends(stage);
}

/** The friend has it in hand, unlocked and signed in; what unlocks it is not in theirs. */
async function lent(stage, rule) {
    const { phone } = stage;
    await again(stage, rule);
    await stage.device.lock(true);
    must(await scans(stage), "the friend is not asked to unlock");
    await button(phone, "Unlock").click();
    await phone.getByText("No passkey was used.").waitFor();
    await looks(phone, `lent-${rule}`);
    if (rule === "flag") {
        await button(phone, "Go on without").click();
        return sends(stage);
    }
    must(!(await button(phone, "Go on without").isVisible()), "there is a way on");
    // Nor past the page.
    const { code } = await codeNow(stage.professor, stage.lecture);
    const answer = await ask(phone, "POST", `/api/attendance/${stage.lecture}/check-in/code`, { code });
    must(answer.status === 409 && answer.body.code === "unlock_needed", `without the page: ${JSON.stringify(answer)}`);
    return outcomeOf(stage);
}

/** Once unlocked is once marked: the unlock of the mark that was taken away is worth nothing to the next. */
async function usedUp(stage) {
    await again(stage, "refuse");
    await scans(stage);
    await button(stage.phone, "Unlock").click();
    must((await sends(stage)) === "passes", "she is not marked");
    await takeMarksAway(stage.professor, stage.lecture);
    await stage.device.lock(true);
    await scans(stage);
    await button(stage.phone, "Unlock").waitFor();
    const { code } = await codeNow(stage.professor, stage.lecture);
    const answer = await ask(stage.phone, "POST", `/api/attendance/${stage.lecture}/check-in/code`, { code });
    must(answer.body.code === "unlock_needed", `an unlock counts twice: ${JSON.stringify(answer)}`);
    return outcomeOf(stage);
}

const stories = {
    "No passkey, the class flags": withoutPasskey,
    "No passkey, the class refuses: one is made on the way": makesOne,
    "Own face, own phone, unlocked for it": byFace,
    "The room's code, own phone, unlocked for it": byCode,
    "The phone lent unlocked, the class flags": (stage) => lent(stage, "flag"),
    "The phone lent unlocked, the class refuses": (stage) => lent(stage, "refuse"),
    "The phone lent just after its owner's mark was taken away": usedUp,
};

export async function lend(web) {
    const folder = makeFolder();
    const server = await startServer(folder, { ...web, AMS_PORT: String(await freePort()) });
    const browser = await openBrowser("dora");
    const stage = { server, browser };
    const said = table("With the phone's own unlock asked for");
    try {
        await test("unlock: a class that asks for it, set on its page", () => furnish(stage));
        for (const [story, play] of Object.entries(stories))
            await test(`unlock: ${story}`, async () => {
                const outcome = await play(stage).catch(async (error) => {
                    await pictureAll(browser, "failed-unlock");
                    throw error;
                });
                must(said[story] === outcome, `it is ${outcome}, docs/PRESENCE.md says ${said[story]}`);
                return outcome;
            });
        await test("unlock: each row of docs/PRESENCE.md was played, and no page complains", () => {
            const left = Object.keys(said).filter((story) => !(story in stories));
            must(left.length === 0, left.join(" | "));
            noComplaints(stage.phone, stage.professor);
        });
    } finally {
        await browser.close();
        await stopServer(server);
        removeFolder(folder);
    }
}
