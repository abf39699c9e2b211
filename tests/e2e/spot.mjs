// SPDX-License-Identifier: MIT
// Looking up in the room: names by chance, here or not by a tap or a key, and what it comes to after a few lectures.
import { chain, must } from "../load/report.mjs";
import { isAccessible, openBrowser, phone, picture, pictureAll } from "./browser.mjs";
import { ask, button, codeNow, grace, heading, joinAsClients, markOf, openSchool, openSignedIn } from "./people-at-work.mjs";

const subject = "Topology";
const names = ["Ada Nord", "Bo Lind", "Cleo Vale", "Dan Roth", "Eva Moss", "Finn Hall", "Gus Park", "Hal Stone"];

const card = (page) => page.locator("section.spot");
const asked = (page) => page.locator(".spot-ask bdi");
const line = (page, name) => page.locator(".spot-line", { hasText: name });
const rowOf = (page, name) => page.locator("li.roll-row", { hasText: name });
const done = (page, n, of = 5) => page.locator(`section.spot[data-spot-done="${n}"][data-spot-of="${of}"]`).waitFor();

async function furnish(stage) {
    Object.assign(stage, await openSchool(stage.browser, stage.server, subject));
    stage.students = await joinAsClients(stage.server, stage.code, names);
    stage.phone = await openSignedIn(stage.browser, stage.server, phone, grace.email);
}

/** A lecture that goes on, its attendance open. */
async function begun({ professor, classroom }) {
    const { status, body } = await ask(professor, "POST", `/api/classroom/${classroom}/instant`, {});
    must(status === 201, `no lecture: ${status} ${JSON.stringify(body)}`);
    return body.id;
}

async function checkIn({ professor, students }, lecture, who) {
    for (const name of who) {
        const { code } = await codeNow(professor, lecture);
        await students.get(name).expect(200, "POST", `/api/attendance/${lecture}/check-in/code`, { code });
    }
}

async function draws(stage) {
    const { phone: page } = stage;
    stage.lecture = await begun(stage);
    await page.goto(`/lecture/${stage.lecture}`);
    await card(page).getByText("Nobody has checked in themselves yet.").waitFor();
    must((await card(page).getByRole("button").count()) === 0, "names can be drawn though nobody has come");
    await checkIn(stage, stage.lecture, names.slice(0, 7));
    const { student } = await markOf(stage.professor, stage.lecture, { name: names[7] });
    await ask(stage.professor, "PUT", `/api/attendance/${stage.lecture}/marks/${student.id}`, { status: "P" });
    await button(page, "Look up 5 names").waitFor(); // as they come, without loading the page again
    await isAccessible(page, "the offer to look names up");
    await picture(page, "spot-offer", false);
    await button(page, "Look up 5 names").click();
    await asked(page).waitFor();
    stage.drawn = (await ask(page, "GET", `/api/attendance/${stage.lecture}/spot-check`)).body.checks.map((one) => one.student.name);
    must(stage.drawn.length === 5 && new Set(stage.drawn).size === 5, `drawn: ${stage.drawn}`);
    must(!stage.drawn.includes(names[7]), "somebody who was marked by hand was drawn");
    must((await asked(page).innerText()) === stage.drawn[0], "the first is not asked about first");
    await isAccessible(page, "a name to look up");
    await picture(page, "spot-ask", false);
}

async function answers({ phone: page, drawn, lecture }) {
    await button(page, "Here").click();
    await done(page, 1);
    await page.locator(".spot-ask bdi", { hasText: drawn[1] }).waitFor();
    await line(page, drawn[0]).locator(".spot-yes").waitFor();
    await button(page, "Not here").click();
    await done(page, 2);
    await page.getByText(`${drawn[1]}: not here`).waitFor();
    // No mark changes by it: it is offered.
    const { body } = await ask(page, "GET", `/api/attendance/${lecture}`);
    must(body.counts.present === 8, `the marks: ${JSON.stringify(body.counts)}`);
    await isAccessible(page, "a list that is half looked up");
    await picture(page, "spot-half", false);
    await button(page, `Mark ${drawn[1]}: Absent`).click();
    await rowOf(page, drawn[1]).and(page.locator("[data-status=A]")).waitFor();
    await button(page, `Mark ${drawn[1]}: Absent`).waitFor({ state: "detached" });
    await button(page, "Undo").click();
    await rowOf(page, drawn[1]).and(page.locator("[data-status=P]")).waitFor();
}

async function takesBack({ phone: page, drawn }) {
    await button(page, "Here").click();
    await done(page, 3);
    await button(page, "Undo").click();
    await done(page, 2);
    must((await asked(page).innerText()) === drawn[2], "who was taken back is not asked about again");
    await button(page, `Take back what was said of ${drawn[1]}`).click();
    await done(page, 1);
    must((await asked(page).innerText()) === drawn[1], "who was taken back is not asked about");
    await button(page, "Not here").click();
    await done(page, 2);
    // Whoever is met first comes first.
    await button(page, `Look up ${drawn[4]} now`).click();
    must((await asked(page).innerText()) === drawn[4], "another cannot be chosen");
    await button(page, "Here").click();
    await done(page, 3);
}

/** The same names for whoever comes later, and only when they are asked for; the keys H and N. */
async function byKeys(stage) {
    const { professor: page, lecture, drawn } = stage;
    await page.goto(`/lecture/${lecture}`);
    await done(page, 3);
    must((await card(page).locator("bdi").count()) === 0, "the names are there before they are asked for");
    await button(page, "Show the names").click();
    await asked(page).waitFor();
    await button(page, "Here").focus();
    await page.keyboard.press("n");
    await done(page, 4);
    await page.locator(".spot-ask bdi", { hasText: drawn[3] }).waitFor();
    await page.keyboard.press("h");
    await done(page, 5);
    await card(page).getByText("3 here, 2 not here").waitFor();
    const { body } = await ask(page, "POST", `/api/attendance/${lecture}/spot-check`);
    must(JSON.stringify(body.checks.map((one) => one.student.name)) === JSON.stringify(drawn), "others are drawn");
    await isAccessible(page, "a list that is looked up");
    await picture(page, "spot-done", false);
    await button(page, "Hide the names").click();
    await page.goto(`/lecture/${lecture}/project`);
    await page.locator(".project .qr").waitFor();
    const said = await page.locator("body").innerText();
    must(names.every((name) => !said.includes(name)), "the projector names students");
}

async function isSilent({ students, drawn, lecture }) {
    const student = students.get(drawn[1]);
    must((await student.ask("GET", `/api/attendance/${lecture}/spot-check`)).status === 404, "a student sees who was drawn");
    const { body } = await student.ask("GET", "/api/user/notifications");
    must(!JSON.stringify(body).includes("spot"), `the student is told: ${JSON.stringify(body)}`);
}

async function tooFew({ professor: page, head, classroom }) {
    await page.goto(`/classroom/${classroom}/statistics`);
    const own = page.locator("section.spot-figures");
    await own.getByText("Too few to say").waitFor();
    await own.getByText("5 of at least 30 looked up.").waitFor();
    await own.getByText("2 of 5 looked up were not there").waitFor();
    await isAccessible(page, "statistics with too few looked up");
    await head.goto("/report");
    await head.locator("section.spot-figures").getByText("Too few to say").waitFor();
}

/** Six lectures more: 30 looked up, of whom 3 are not there. */
async function comesToFigures(stage) {
    const { professor: page, head, classroom } = stage;
    for (let n = 0; n < 6; n++) {
        const lecture = await begun(stage);
        await checkIn(stage, lecture, names.slice(0, 6));
        const { body } = await ask(page, "POST", `/api/attendance/${lecture}/spot-check`);
        for (const [at, { student }] of body.checks.entries())
            await ask(page, "PUT", `/api/attendance/${lecture}/spot-check/${student.id}`, { here: !(n < 3 && at === 0) });
    }
    await page.goto(`/classroom/${classroom}/statistics`);
    const own = page.locator("section.spot-figures");
    await own.getByText("5 of 35 looked up were not there").waitFor();
    await own.getByText("Between 4.8% and 30.3%").waitFor(); // Clopper and Pearson
    await isAccessible(page, "statistics of who was looked up");
    await own.scrollIntoViewIfNeeded();
    await picture(page, "spot-statistics", false);
    await head.goto("/report");
    await head.locator("section.spot-figures").getByText("5 of 35 looked up were not there").waitFor();
    await isAccessible(head, "the report of who was looked up");
}

async function isTurnedOff({ professor: page, phone, classroom, lecture }) {
    await page.goto(`/classroom/${classroom}/settings/check-in`);
    await page.getByLabel("Names to look up in a lecture").fill("11");
    await button(page, "Save").click();
    await page.getByText("Enter a whole number from 0 to 10.").waitFor();
    await page.getByLabel("Names to look up in a lecture").fill("0");
    await button(page, "Save").click();
    await page.getByText("Saved.").waitFor();
    await ask(page, "PATCH", `/api/classroom/${classroom}`, { archived: true });
    await phone.goto(`/lecture/${lecture}`);
    await heading(phone, subject).waitFor();
    await phone.locator(".roll-row").first().waitFor();
    must((await card(phone).count()) === 0, "an archived class asks for names");
}

/** `server` has no administrator yet. */
export async function lookUp(server) {
    const stage = { server, browser: await openBrowser() };
    const step = chain(() => pictureAll(stage.browser, "failed-spot"));
    try {
        await step("spot: a classroom of eight", () => furnish(stage));
        await step("spot: five names are drawn of those who checked in themselves, when they are asked for", () => draws(stage));
        await step("spot: each is here or not by a tap; Absent is offered, not done", () => answers(stage));
        await step("spot: every answer can be taken back, and any name chosen", () => takesBack(stage));
        await step("spot: the same names for whoever looks later, by H and N; none on the projector", () => byKeys(stage));
        await step("spot: a student is not told", () => isSilent(stage));
        await step("spot: of five it is too early to say anything", () => tooFew(stage));
        await step("spot: of 35 the statistics and the report say how many were false", () => comesToFigures(stage));
        await step("spot: a classroom turns it off, and an archived one never asks", () => isTurnedOff(stage));
    } finally {
        for (const student of stage.students?.values() ?? []) student.close();
        await stage.browser.close();
    }
}
