// SPDX-License-Identifier: MIT
// The register as it is worked in: by keyboard, with a second session in between, in its sheet after the lecture's time, and the pages it leads to.
import { readFileSync } from "node:fs";

import { must, skip, test, until } from "../load/report.mjs";
import { desktop, isAccessible, phone } from "./browser.mjs";
import { ask, button, focusOn, link, openSignedIn } from "./people-at-work.mjs";

const cell = (page, student, col) => page.locator(`[data-student="${student}"] [data-c="${col}"]`);

async function shows(page, student, col, status) {
    await page.locator(`[data-student="${student}"] [data-c="${col}"][data-status="${status}"]`).waitFor();
}

/** What the server has of the student in the lecture. */
async function kept(page, { lecture }, student) {
    return (await ask(page, "GET", `/api/attendance/${lecture}/marks/${student}`)).body.mark;
}

/** The sheet, at the newest lecture of the first student. */
async function open(page, stage) {
    await page.goto(`/classroom/${stage.classroom}/register`);
    await page.locator(".grid [data-student]").first().waitFor();
    await focusOn(page.locator(".grid"));
}

/** A lecture of now, in the demo's first classroom: its column is the last of those that have begun. */
async function begin(page) {
    const { classrooms } = (await ask(page, "GET", "/api/classroom")).body;
    const classroom = classrooms.find((one) => one.part === "owner").id;
    const made = await ask(page, "POST", `/api/classroom/${classroom}/instant`, { title: "Now", minutes: 30 });
    must(made.status < 300, `the lecture was not made: ${JSON.stringify(made)}`);
    const { body } = await ask(page, "GET", `/api/classroom/${classroom}/register`);
    const begun = body.lectures.filter((lecture) => lecture.taken || Date.parse(lecture.starts_at) <= Date.now());
    const col = begun.findIndex((lecture) => lecture.title === "Now");
    // One that nobody marks as a matter of course any more.
    const before = begun.filter((lecture) => lecture.taken && Date.parse(lecture.ends_at) < Date.now() - 26 * 3_600_000).at(-1);
    return { classroom, lecture: begun[col].id, col, students: body.students.map((student) => student.id), past: before.id, pastCol: begun.indexOf(before), begun: begun.length };
}

async function byKeyboard(page, stage) {
    const [first, second, third] = stage.students;
    await open(page, stage);
    await isAccessible(page, "the register as a sheet");
    await page.keyboard.press("p");
    await shows(page, first, stage.col, "P");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("a");
    await shows(page, third, stage.col, "A");
    await page.getByText("Absent: 2 marks").waitFor();
    must((await kept(page, stage, second)).status === "A", "the server has not heard of it");
    await page.keyboard.press("Control+z");
    await shows(page, third, stage.col, "none");
    await shows(page, second, stage.col, "none");
    must((await kept(page, stage, second)).status === null, "undone on the page alone");
    await page.keyboard.press("Control+Shift+Z");
    await shows(page, second, stage.col, "A");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Delete");
    await shows(page, third, stage.col, "none");
    // From one end of the row to the other: what sticks stays, what is far is drawn.
    await page.keyboard.press("Home");
    await page.locator(".grid-at").waitFor();
    must((await page.locator(".grid").getAttribute("aria-activedescendant")).endsWith("-0"), "Home leads to the first lecture");
    await page.keyboard.press("Control+End");
    await page.locator(`[data-student="${stage.students.at(-1)}"]`).waitFor();
}

/** Two at one cell: the second is told, keeps nothing of the first's by accident, and may still have it. */
async function conflict(page, other, stage) {
    const student = stage.students[3];
    await open(page, stage);
    await open(other, stage);
    const choose = async (one) => {
        for (let i = 0; i < 3; i++) await one.keyboard.press("ArrowDown");
    };
    await choose(page);
    await choose(other);
    await page.keyboard.press("p");
    await shows(page, student, stage.col, "P");
    await other.keyboard.press("a");
    await other.locator("[data-conflicts='1']").waitFor();
    await shows(other, student, stage.col, "P");
    must((await kept(other, stage, student)).status === "P", "somebody's mark was written over unseen");
    await isAccessible(other, "a conflict");
    await button(other, "Set mine all the same").click();
    await shows(other, student, stage.col, "A");
    await other.locator("[data-conflicts]").waitFor({ state: "detached" });
    await until(async () => (await kept(other, stage, student)).status === "A", "set all the same"); // it is shown before it is kept
}

/** After the lecture: a letter opens the sheet, the proof is asked in it, and the note stays through every refusal. */
async function afterClass(page, stage, password) {
    const student = stage.students[1];
    // As if this session had proved nothing lately.
    await page.route("**/api/attendance/*/marks/*", async (route) => {
        if (route.request().method() !== "GET") return route.continue();
        const answer = await route.fetch();
        return route.fulfill({ response: answer, json: { ...(await answer.json()), step_up: true } });
    });
    await open(page, stage);
    await page.keyboard.press("ArrowDown");
    for (let col = stage.begun - 1; col > stage.pastCol; col--) await page.keyboard.press("ArrowLeft");
    await page.locator(`.grid[aria-activedescendant$="-${stage.pastCol}"]`).waitFor();
    await page.keyboard.press("e");
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Password", { exact: true }).waitFor();
    must(await sheet.getByRole("radio", { name: "Excused" }).isChecked(), "the letter is forgotten");
    await sheet.getByLabel("Note").fill("A letter from the doctor");
    await isAccessible(page, "the sheet of a mark");
    await sheet.getByLabel("Password", { exact: true }).fill("not my password at all");
    await button(sheet, "Save mark").click();
    await sheet.locator(".field-error").waitFor();
    must((await sheet.getByLabel("Note").inputValue()) === "A letter from the doctor", "the note is lost");
    await sheet.getByLabel("Password", { exact: true }).fill(password);
    await button(sheet, "Save mark").click();
    await sheet.waitFor({ state: "detached" });
    await shows(page, student, stage.pastCol, "E");
    const mark = (await ask(page, "GET", `/api/attendance/${stage.past}/marks/${student}`)).body.mark;
    must(mark.note === "A letter from the doctor" && mark.method === "manual", `the mark is ${JSON.stringify(mark)}`);
    await page.unroute("**/api/attendance/*/marks/*");
}

async function filters(page, stage) {
    await open(page, stage);
    const all = await page.locator(".grid [data-student]").count();
    await page.getByRole("button", { name: /^Below the threshold/ }).click();
    await page.waitForFunction((n) => document.querySelectorAll(".grid [data-student]").length < n, all);
    const { body } = await ask(page, "GET", `/api/classroom/${stage.classroom}/register`);
    const below = body.students.filter((one) => one.standing.outlook.below).map((one) => one.id);
    const seen = await page.locator(".grid [data-student]").evaluateAll((rows) => rows.map((row) => Number(row.dataset.student)));
    must(JSON.stringify(seen) === JSON.stringify(below), `${seen} are shown of ${below}`);
    await page.getByRole("button", { name: /^Below the threshold/ }).click();
    await page.getByRole("searchbox", { name: "Find a student" }).fill(body.students[5].name.split(" ")[0]);
    await page.locator(`[data-student="${body.students[5].id}"]`).waitFor();
    await page.getByRole("searchbox", { name: "Find a student" }).fill("nobody is called this");
    await page.getByText("Nobody fits these filters.").waitFor();
    await button(page, "Clear the filters").click();
    await page.locator(`[data-student="${stage.students[0]}"]`).waitFor();
    // What the foot says is a recount of the rows.
    const said = await page.locator(`[data-foot="${stage.lecture}"]`).innerText();
    const inRoom = new Set(body.classroom.statuses.filter((line) => line.in_room).map((line) => line.status));
    const column = body.lectures.findIndex((lecture) => lecture.id === stage.lecture);
    const counted = body.students.filter((one) => inRoom.has(one.marks[column])).length;
    must(Number(said) === counted, `the foot says ${said}, there are ${counted}`);
}

/** Every form comes as a file that is named by class, day and kind. */
async function files(page, stage) {
    await open(page, stage);
    const forms = [["Excel", "register\\.xlsx"], ["CSV", "register\\.csv"], ["CSV, a row a mark", "register by row\\.csv"],
        ["For Moodle", "register for Moodle\\.csv"], ["For Moodle, a row a mark", "marks for Moodle\\.csv"],
        ["Lectures, Excel", "lectures\\.xlsx"], ["Grades, Excel", "grades\\.xlsx"]];
    for (const [name, ending] of forms) {
        await page.getByText("Export", { exact: true }).click();
        const [download] = await Promise.all([page.waitForEvent("download"), link(page, name).click()]);
        must(new RegExp(`^Linear Algebra.* \\d{4}-\\d\\d-\\d\\d ${ending}$`).test(download.suggestedFilename()), `${name} is called ${download.suggestedFilename()}`);
        const bytes = readFileSync(await download.path());
        must(ending.endsWith("xlsx") ? bytes.subarray(0, 2).toString() === "PK" : bytes.includes(","), `${name} is no such file`);
    }
    // Grades stand where they are given, too.
    await page.goto(`/classroom/${stage.classroom}/board`);
    await page.getByText("Grades", { exact: true }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), link(page, "CSV").click()]);
    must(/ grades\.csv$/.test(download.suggestedFilename()), `the grades are called ${download.suggestedFilename()}`);
}

/** The page of the student whose mark was set after class: the mark, the change, a note written and erased. */
async function details(page, stage) {
    const student = stage.students[1];
    await open(page, stage);
    await page.locator(`[data-student="${student}"] a`).click();
    await page.locator(`[data-lecture="${stage.past}"][data-status=E]`).waitFor();
    await page.locator(`[data-lecture="${stage.past}"] [data-change]`).first().waitFor();
    await page.getByText("A letter from the doctor").first().waitFor();
    await page.getByLabel("Note", { exact: true }).fill("Comes by train.\nAsk in spring.");
    await button(page, "Add the note").click();
    await page.locator("[data-note]").waitFor();
    await isAccessible(page, "a student's details");
    await button(page, "Erase this note").click();
    await page.locator("[data-note]").waitFor({ state: "detached" });
    await page.getByRole("status").getByText("The note is erased.").waitFor();
    await page.goto(`/classroom/${stage.classroom}/statistics`);
    await page.locator("[data-risk] a").first().click();
    await page.waitForURL(/\/students\/\d+$/);
}

/** On a phone: a list that leads to the student; by lecture, a tap, a status, Save. */
async function onPhone(page, stage) {
    await page.goto(`/classroom/${stage.classroom}/register`);
    await page.locator(".register-list [data-student]").first().waitFor();
    await isAccessible(page, "the register as a list");
    await button(page, "By lecture").click();
    const row = page.locator(`section[data-lecture="${stage.lecture}"] [data-student="${stage.students[6]}"]`);
    await row.getByRole("button").click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("radio", { name: "Late" }).check();
    await button(sheet, "Save mark").click();
    await page.locator(`[data-student="${stage.students[6]}"][data-status=L]`).waitFor();
    must((await kept(page, stage, stage.students[6])).status === "L", "the mark is not kept");
    await button(page, "Students").click();
    await page.locator(`.register-list [data-student="${stage.students[6]}"] a`).click();
    await page.getByRole("heading", { name: "The term so far" }).waitFor();
    await isAccessible(page, "a student's details on a phone");
}

/** A student who types the address of another one's page is told that it is not theirs; the register's leads to their own record. */
async function notForStudents(page, stage) {
    await page.goto(`/classroom/${stage.classroom}/students/${stage.students[0]}`);
    await page.locator("[data-code=not_found]").waitFor();
    const refused = page.waitForResponse((answer) => answer.url().includes(`/classroom/${stage.classroom}/register`) && answer.request().resourceType() === "fetch");
    await page.goto(`/classroom/${stage.classroom}/register`);
    must((await refused).status() === 404, "the server shows the register to a student");
    await page.waitForURL(`**/record/${stage.classroom}`);
}

export async function keepRegister(browser, server, accounts) {
    const page = await openSignedIn(browser, server, desktop, accounts.professor, accounts.password);
    const other = await openSignedIn(browser, server, desktop, accounts.professor, accounts.password);
    const hand = await openSignedIn(browser, server, phone, accounts.professor, accounts.password);
    const student = await openSignedIn(browser, server, phone, accounts.student, accounts.password);
    let stage;
    let broken = false;
    const step = async (name, body) => {
        if (broken) return skip(`register: ${name}`, "an earlier step failed");
        await test(`register: ${name}`, async () => {
            broken = true;
            await body();
            broken = false;
        });
    };
    await step("a lecture of now", async () => {
        stage = await begin(page);
    });
    await step("keys move, mark, take away, undo and redo", () => byKeyboard(page, stage));
    await step("a cell that a second session has changed stays, and says so", () => conflict(page, other, stage));
    await step("after class the sheet asks for note and proof in one place, and loses nothing", () => afterClass(page, stage, accounts.password));
    await step("filters show whom they say, and the foot is a recount", () => filters(page, stage));
    await step("files are called after class and day", () => files(page, stage));
    await step("a student's page has marks, changes and notes, and the statistics lead to it", () => details(page, stage));
    await step("on a phone the list leads to the student, and a mark is two taps", () => onPhone(hand, stage));
    await step("it is the staff's alone", () => notForStudents(student, stage));
    await step("no page complained", () => {
        const all = [page, other, hand, student].flatMap((one) => one.complaints);
        must(all.length === 0, all.join("\n"));
    });
}
