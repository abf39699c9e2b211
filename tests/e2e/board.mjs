// SPDX-License-Identifier: MIT
// The board as a class uses it: an assessment with a file, read, handed in, graded; and a list that is marked at a stroke and put back.
import { readFileSync } from "node:fs";
import { must, test } from "../load/report.mjs";
import { desktop, isAccessible, openBrowser, openPage, phone, picture } from "./browser.mjs";
import { halve } from "./groups.mjs";
import { ask, button, codeNow, createAccount, fromMenu, grace, heading, instantClass, link, noComplaints, openClassroom, signUpAndJoin, takeMarksAway,
    takeOffice, typeRoomCode } from "./people-at-work.mjs";

const subject = "Compilers";
const anna = { name: "Anna Lind", email: "anna@example.org" };
const dora = { name: "Dora Vale", email: "dora@example.org" };
const sheet = { name: "sheet 1.txt", mimeType: "text/plain", buffer: Buffer.from("Write a parser for sums.\n") };
const solution = { name: "parser.txt", mimeType: "text/plain", buffer: Buffer.from("sum = number { '+' number }\n") };

async function furnish({ staff, server }) {
    const head = await takeOffice(staff, server);
    await head.goto("/invite");
    await head.getByRole("radio", { name: "Professor" }).check();
    await head.getByLabel("Full name").fill(grace.name);
    await head.getByLabel("E-mail").fill(grace.email);
    await button(head, "Make the link").click();
    const invitation = (await head.getByTestId("invitation-link").innerText()).trim();
    await head.context().close();
    const professor = await openPage(staff, server, desktop);
    await professor.goto(invitation);
    await createAccount(professor, grace);
    const code = await openClassroom(professor, subject);
    const classroom = new URL(professor.url()).pathname.split("/").pop();
    return { professor, code, classroom };
}

async function posts(stage) {
    const { professor } = stage;
    await link(professor, "Board").click();
    await professor.getByText("Nothing on the board yet").waitFor();
    await isAccessible(professor, "an empty board");
    await link(professor, "Write").click();
    await professor.getByRole("radio", { name: "Assessment" }).check();
    await professor.getByLabel("Title").fill("Parser for sums");
    await professor.getByLabel("Text").fill("Write a **parser** for sums.\n\n<script>alert(1)</script>\n\n- by Friday");
    await button(professor, "Preview").click();
    await professor.locator(".board-preview strong", { hasText: "parser" }).waitFor();
    must((await professor.locator(".board-preview script").count()) === 0, "a script came through into the preview");
    await isAccessible(professor, "the preview");
    await professor.getByRole("group", { name: "Write or preview" }).getByRole("button", { name: "Write" }).click();
    await professor.getByLabel("Most points").fill("10");
    await professor.locator("input[name=due_date]").fill("2030-01-31");
    await professor.locator("input[type=file][name=files]").setInputFiles(sheet);
    await professor.locator("li[data-file]", { hasText: sheet.name }).waitFor();
    await isAccessible(professor, "the editor");
    await picture(professor, "board-editor");
    await button(professor, "Post").click();
    await professor.getByText("It is on the board.").waitFor();
    await professor.locator(".prose strong", { hasText: "parser" }).waitFor();
    must((await professor.locator(".prose script").count()) === 0, "a script came through");
    await isAccessible(professor, "the assessment");
    stage.item = new URL(professor.url()).pathname.split("/").pop();
}

async function refusesAnEmptyTitle({ professor, classroom }) {
    await professor.goto(`/classroom/${classroom}/board/new`);
    await professor.getByLabel("Text").fill("Words that must stay.");
    await button(professor, "Post").click();
    await professor.getByText("Enter a title.").waitFor();
    must((await professor.getByLabel("Text").inputValue()) === "Words that must stay.", "what was typed is lost");
}

async function handsIn(stage) {
    const { annaPage, classroom, item } = stage;
    await annaPage.goto(`/record/${classroom}`);
    await link(annaPage, "Board").click();
    await annaPage.locator(`li[data-item="${item}"][data-read=false]`).waitFor();
    await isAccessible(annaPage, "a student's board");
    await picture(annaPage, "board-student");
    await annaPage.locator(`li[data-item="${item}"] a`).click();
    const [download] = await Promise.all([annaPage.waitForEvent("download"), annaPage.locator("a.file").click()]);
    must(readFileSync(await download.path()).equals(sheet.buffer), "the file is another");
    await button(annaPage, "Hand in").click();
    await annaPage.getByText("Write something, or add a file.").waitFor();
    await annaPage.getByLabel("Your text").fill("My parser, as a grammar.");
    await annaPage.locator("input[type=file][name=files]").setInputFiles(solution);
    await annaPage.locator("li[data-file]", { hasText: solution.name }).waitFor();
    await isAccessible(annaPage, "the form to hand in");
    await picture(annaPage, "board-hand-in");
    await button(annaPage, "Hand in").click();
    await annaPage.locator("[data-handed-in=true]").waitFor();
    await annaPage.goto(`/classroom/${classroom}/board`);
    await annaPage.locator(`li[data-item="${item}"][data-read=true]`).waitFor();
}

async function grades({ professor, classroom, item }) {
    await professor.goto(`/classroom/${classroom}/board/${item}`);
    await professor.getByText("Who has read it").click();
    await professor.locator(".readers .tick").waitFor();
    await link(professor, "Hand-ins").click();
    await professor.locator("li[data-handed-in=true] button").click();
    await professor.getByText("My parser, as a grammar.").waitFor();
    await professor.getByLabel("Points").fill("11");
    await button(professor, "Save grade").click();
    await professor.locator("[aria-invalid=true][name=points]").waitFor();
    await professor.getByLabel("Points").fill("8.5");
    await professor.getByLabel("Comment").fill("What about brackets?");
    await isAccessible(professor, "the grading dialog");
    await picture(professor, "board-grade");
    await button(professor, "Save grade").click();
    await professor.getByText("8.5 of 10 points").waitFor();
    await isAccessible(professor, "the grading list");
}

async function seesTheGrade({ annaPage, classroom, item }) {
    await annaPage.goto(`/classroom/${classroom}/board/${item}`);
    await annaPage.getByText("8.5 of 10 points").waitFor();
    await annaPage.getByText("What about brackets?").waitFor();
    must((await button(annaPage, "Change what you handed in").count()) === 0, "what is graded can still be changed");
    await isAccessible(annaPage, "a grade");
    await picture(annaPage, "board-graded");
}

const standsAs = (page, name, status) =>
    page.locator(`li[data-student][data-status=${status}]`, { hasText: name }).waitFor();

async function allPresentAndBack(stage) {
    const { professor } = stage;
    stage.lecture = await instantClass(professor, subject);
    await button(professor, "All present").click();
    await standsAs(professor, anna.name, "P");
    await standsAs(professor, dora.name, "P");
    await isAccessible(professor, "the list after All present");
    await picture(professor, "live-all-present");
    await button(professor, "Undo").click();
    await standsAs(professor, anna.name, "none");
    await standsAs(professor, dora.name, "none");
    const { body } = await ask(professor, "GET", `/api/attendance/${stage.lecture}`);
    must(body.counts.marked === 0, `${body.counts.marked} are still marked`);
}

async function allPresentThenFixes({ professor }) {
    await button(professor, "All present").click();
    await standsAs(professor, dora.name, "P");
    await professor.locator("li[data-student] .roll-who", { hasText: dora.name }).click();
    await professor.getByRole("radio", { name: "Absent" }).check();
    await button(professor, "Save mark").click();
    await standsAs(professor, dora.name, "A");
    await standsAs(professor, anna.name, "P");
    await button(professor, "Undo").click();
    await standsAs(professor, dora.name, "P");
}

async function showsTheCode({ professor }) {
    await button(professor, "Show room code").click();
    await professor.locator(".room-code-qr svg").waitFor();
    await isAccessible(professor, "the room code");
    await picture(professor, "live-room-code");
}

async function checkInByCode({ professor, annaPage, doraPage, lecture }) {
    await takeMarksAway(professor, lecture);
    await doraPage.goto(`/mark/${lecture}`);
    await isAccessible(doraPage, "the two ways to check in");
    await button(doraPage, "Check in by room code instead").click();
    await doraPage.getByLabel("Room code").fill("12345");
    await button(doraPage, "Check in").click();
    await doraPage.getByText("Type all six digits.").waitFor();
    const shown = await codeNow(professor, lecture);
    await doraPage.getByLabel("Room code").fill(shown.code === "000000" ? "000001" : "000000");
    await button(doraPage, "Check in").click();
    await doraPage.locator("[name=room_code][aria-invalid=true]").waitFor();
    await isAccessible(doraPage, "a wrong room code");
    await picture(doraPage, "mark-code");
    must(await typeRoomCode(doraPage, professor, lecture), "the code is not taken");
    await heading(doraPage, "You are present").waitFor();
    await standsAs(professor, dora.name, "P");

    await annaPage.goto((await codeNow(professor, lecture)).path);
    await annaPage.getByText("The room code was read from the QR code.").waitFor();
    await isAccessible(annaPage, "the check-in by QR code");
    await button(annaPage, "Check in").click();
    await heading(annaPage, "You are present").waitFor();
    await standsAs(professor, anna.name, "P");
}

async function appeals({ professor, annaPage, classroom }) {
    await annaPage.goto(`/record/${classroom}`);
    await button(annaPage, "Ask about a mark").click();
    await annaPage.locator("[data-ask]").first().click();
    await annaPage.getByLabel("Reason").fill("I was there only for the first hour.");
    await button(annaPage, "Send").click();
    await annaPage.locator("[data-state=open]", { hasText: "first hour" }).waitFor();
    await isAccessible(annaPage, "a student's record with requests");
    await picture(annaPage, "requests-student");

    await professor.goto("/");
    await professor.locator("[data-waiting=requests] a").click();
    const row = professor.locator("[data-request]", { hasText: "first hour" });
    await row.getByText("Present", { exact: true }).first().waitFor(); // the mark in question
    await professor.locator(".bell[data-unread='1']").first().waitFor();
    await button(row, `Accept: ${anna.name}`).click();
    await row.locator("input[value=L]").check();
    await row.getByLabel("Comment").fill("Thank you for saying so.");
    await isAccessible(professor, "the answer to a request");
    await picture(professor, "requests-answer");
    await button(row, "Mark as Late").click();
    await row.waitFor({ state: "detached" });
    await button(professor, "Undo").click(); // a slip: it waits again, and the mark is what it was
    await row.getByText("Present", { exact: true }).first().waitFor();
    await professor.locator(".bell[data-unread='1']").first().waitFor();
    await annaPage.reload();
    await annaPage.locator("[data-state=open]", { hasText: "first hour" }).waitFor();
    await button(row, `Accept: ${anna.name}`).click();
    await row.locator("input[value=L]").check();
    await row.getByLabel("Comment").fill("Thank you for saying so.");
    await button(row, "Mark as Late").click();
    await row.waitFor({ state: "detached" });
    await professor.locator(".bell[data-unread='0']").first().waitFor(); // answered: nobody need read of it any more

    await annaPage.reload();
    await annaPage.locator("[data-state=accepted]", { hasText: "Thank you for saying so." }).waitFor();
}

/** One leave for all courses, with evidence; answered for one; taken back. */
async function leaves({ professor, annaPage, classroom }) {
    await annaPage.goto(`/record/${classroom}/requests`);
    await button(annaPage, "Ask for leave").click();
    const form = annaPage.getByRole("dialog");
    await form.getByLabel("Last day").fill("2031-01-01"); // too long: said beside the field, nothing is lost
    await form.getByLabel("Reason").fill("A conference.");
    await form.locator("input[name=files]").setInputFiles({ name: "invitation.txt", mimeType: "text/plain", buffer: Buffer.from("You are invited.\n") });
    await form.locator("[data-file]").waitFor();
    await isAccessible(annaPage, "the request for leave");
    await button(annaPage, "Send").click();
    await form.locator("[name=until][aria-invalid=true]").waitFor();
    await form.getByLabel("Last day").fill(await form.getByLabel("First day").inputValue());
    await picture(annaPage, "leave-ask");
    await button(annaPage, "Send").click();
    await annaPage.locator("[data-leave]", { hasText: "A conference." }).waitFor();
    await isAccessible(annaPage, "a student's leaves");
    await picture(annaPage, "leaves-student");

    await professor.goto(`/classroom/${classroom}/requests`);
    const row = professor.locator("[data-leave]", { hasText: "A conference." });
    await row.getByRole("link", { name: "invitation.txt" }).waitFor();
    await row.getByRole("button").click();
    await professor.getByRole("dialog").getByLabel("Comment").fill("Have a good trip.");
    await isAccessible(professor, "the answer to a leave");
    await button(professor, "Send the answer").click();
    await row.waitFor({ state: "detached" });
    await button(professor, "Undo").click();
    await row.getByRole("button").click();
    await professor.getByRole("dialog").getByLabel("Comment").fill("Have a good trip.");
    await button(professor, "Send the answer").click();
    await row.waitFor({ state: "detached" });
    await annaPage.reload();
    await annaPage.locator("[data-course][data-state=accepted]", { hasText: "Have a good trip." }).waitFor();
    await button(annaPage, "Take it back").click();
    await annaPage.getByRole("dialog").getByRole("button", { name: "Take it back" }).click();
    await annaPage.locator("[data-leave][data-state=withdrawn]").waitFor();
}

async function settings({ professor, classroom }) {
    await professor.goto(`/classroom/${classroom}`);
    await link(professor, "Settings").waitFor();
    await isAccessible(professor, "the classroom");
    await picture(professor, "classroom-staff");
    await link(professor, "Settings").click();
    const open = (group) => professor.locator(`.settings-door[data-group=${group}]`).click();
    const part = professor.locator(".settings-content");
    const saved = async (name) => {
        const [answer] = await Promise.all([
            professor.waitForResponse((response) => response.request().method() !== "GET"),
            part.getByRole("button", { name: "Save", exact: true }).click(),
        ]);
        must(answer.ok(), `${name}: ${answer.status()} ${await answer.text()}`);
    };
    await part.getByLabel("Section").fill("B");
    await saved("general");
    await open("thresholds");
    await part.getByLabel("Attendance needed").fill("101");
    await part.getByRole("button", { name: "Save" }).click();
    await professor.locator("[name=threshold_percent][aria-invalid=true]").waitFor();
    await part.getByLabel("Attendance needed").fill("75");
    await saved("thresholds");
    await open("check-in");
    await part.getByLabel("Absent when attendance closes").check();
    await isAccessible(professor, "the settings of the check-in");
    await saved("check-in");
    await open("joining");
    await part.getByLabel("Let each one in yourself").check();
    await saved("joining");
    await open("staff");
    await part.getByLabel("E-mail of an account").fill("nobody@example.org");
    await button(professor, "Add to the staff").click();
    await professor.locator("[data-code=account_unknown], [name=staff_email][aria-invalid=true]").first().waitFor();
    await open("proofs");
    await professor.getByRole("dialog", { name: "Discard your changes?" }).getByRole("button", { name: "Discard" }).click(); // the address stands there still
    await part.getByLabel("From another place").selectOption("refuse");
    await part.getByLabel("Place of the classroom").fill("geo:52.52,13.405");
    await saved("proofs");
    await open("statuses");
    const statuses = part;
    await statuses.locator("[data-line=L] .status-open").click();
    await professor.locator("[name=status_letter]").fill("P");
    await professor.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await professor.getByText("Another status has this letter.").waitFor();
    await professor.locator("[name=status_letter]").fill("S");
    await professor.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await statuses.locator("[data-line=L] .chip-letter", { hasText: /^S$/ }).waitFor();
    await button(professor, "Add a status").click();
    await professor.locator("[name=status_letter]").fill("R");
    await professor.locator("[name=status_name]").fill("Remote");
    await professor.getByRole("checkbox", { name: "In the room" }).uncheck();
    await isAccessible(professor, "a new status");
    await professor.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await statuses.locator("[data-line=S1]", { hasText: "Remote" }).waitFor();
    await button(professor, "Move Remote up").click();
    await statuses.locator("[data-line]:nth-child(4)", { hasText: "Remote" }).waitFor();
    await isAccessible(professor, "the settings of a classroom");
    await picture(professor, "classroom-settings");
    const { body } = await ask(professor, "GET", `/api/classroom/${classroom}`);
    const { section, threshold_percent: threshold, absent_at_close: absent, join_approval: approval } = body.classroom;
    must(section === "B" && threshold === 75 && absent === true && approval === true, JSON.stringify(body.classroom));
}

/** The settings before ask for the place of the classroom: 52.52, 13.405. */
async function provesItsPlace({ professor, doraPage, lecture }) {
    await takeMarksAway(professor, lecture);
    await doraPage.context().grantPermissions(["geolocation"]);
    const standIn = (latitude, longitude) => doraPage.context().setGeolocation({ latitude, longitude, accuracy: 20 });
    const checkIn = async () => {
        await doraPage.getByLabel("Room code").fill((await codeNow(professor, lecture)).code);
        await button(doraPage, "Check in").click();
    };
    const begin = async () => {
        await doraPage.goto(`/mark/${lecture}`);
        await button(doraPage, "Check in by room code instead").click();
        await heading(doraPage, "Where is your phone?").waitFor();
    };
    await begin();
    await isAccessible(doraPage, "the question for the position");
    await picture(doraPage, "mark-position");
    await button(doraPage, "Go on without").click();
    await checkIn();
    await heading(doraPage, "Where is your phone?").waitFor();
    must((await button(doraPage, "Go on without").count()) === 0, "it can be left out though it is needed");
    await standIn(48.1, 11.5);
    await button(doraPage, "Share my position").click();
    await checkIn();
    await doraPage.locator("[data-code=outside]").waitFor();
    await standIn(52.52, 13.405);
    await begin();
    await button(doraPage, "Share my position").click();
    await checkIn();
    await heading(doraPage, "You are present").waitFor();
}

async function plans({ professor, classroom }) {
    await professor.goto(`/classroom/${classroom}/schedule`);
    await professor.getByRole("radio", { name: "Every week" }).check();
    await button(professor, "Plan the series").click();
    await professor.getByText("Choose at least one day.").waitFor();
    await professor.locator("input[name=weekday][value=MO]").check();
    await professor.locator("input[name=first_date]").fill("2030-01-07");
    await professor.locator("input[name=last_date]").fill("2030-01-28");
    await professor.locator("input[name=exception]").fill("2030-01-14");
    await button(professor, "Leave this day out").click();
    await professor.getByLabel("Room").fill("H 1");
    await isAccessible(professor, "the planner of a series");
    await picture(professor, "series");
    await button(professor, "Plan the series").click();
    await professor.getByText("3 lectures planned, 1 left out.").waitFor();

    await professor.locator("li[data-lecture] a", { hasText: "7 Jan" }).click();
    await fromMenu(professor, "Change the plan");
    await professor.locator("input[name=move_date]").fill("2030-01-08");
    await isAccessible(professor, "the dialog that moves a lecture");
    await picture(professor, "lecture-move");
    await button(professor, "Save the change").click();
    await professor.getByText(/Moved from/).waitFor();
    await fromMenu(professor, "Cancel the lecture");
    await professor.getByRole("dialog").getByLabel("Reason").fill("The roof leaks.");
    await professor.getByRole("dialog").getByRole("button", { name: "Cancel the lecture" }).click();
    await heading(professor, "This lecture is cancelled").waitFor();
    await professor.getByText("The roof leaks.").waitFor();
    await isAccessible(professor, "a cancelled lecture");
    await button(professor, "Restore the lecture").click();
    await professor.getByRole("dialog").getByRole("button", { name: "Restore the lecture" }).click();
    await heading(professor, "Attendance has not been opened").waitFor(); // and no closed window, whichever came first, answer or event
    const { body } = await ask(professor, "GET", `/api/attendance/${new URL(professor.url()).pathname.split("/").pop()}`);
    must(body.lecture.cancelled === false, "it is still cancelled");
}

/** A day off that is set later shows the lectures on it, cancels them when told to, and gives them back. */
async function daysOff({ professor, classroom }) {
    await professor.goto(`/classroom/${classroom}/holidays`);
    await professor.locator("input[name=name]").fill("Excursion");
    await professor.locator("input[name=date]").fill("2030-01-21");
    await professor.getByRole("button", { name: "Add", exact: true }).click();
    await heading(professor, "1 lecture lies on these days").waitFor();
    await isAccessible(professor, "the lectures on a day off");
    await picture(professor, "day-off");
    await button(professor, "Cancel 1 lecture").click();
    await professor.getByText("1 lecture is being cancelled.").waitFor();
    const cancelled = async (yes) => {
        for (let i = 0; ; i++) {
            const { body } = await ask(professor, "GET", `/api/classroom/${classroom}`);
            if (body.lectures.some((one) => one.cancelled && one.cancel_reason === "Excursion") === yes) return;
            must(i < 200, "the job did not change the lecture");
            await professor.waitForTimeout(100);
        }
    };
    await cancelled(true);
    await professor.locator("[data-days='2030-01-21']").getByRole("button", { name: "Remove" }).click();
    await button(professor, "Restore 1 lecture").click();
    await cancelled(false);
    await professor.getByText("No days off ahead").waitFor();
}

/** The classroom in the next term: what it becomes is shown, then it is made. */
async function copies({ professor, classroom }) {
    await professor.goto(`/classroom/${classroom}/settings/archive`);
    await professor.getByRole("link", { name: "Copy into a new term" }).click();
    await professor.locator("input[name=first_date]").fill("2030-04-08");
    await professor.locator("input[name=last_date]").fill("2030-07-12");
    await professor.locator("input[name=term]").fill("Summer 2030");
    await button(professor, "See what it becomes").click();
    await heading(professor, "The new classroom").waitFor();
    await isAccessible(professor, "the preview of a copied classroom");
    await picture(professor, "classroom-copy");
    await button(professor, "Make the new classroom").click();
    await professor.getByText("The new classroom is ready.").waitFor();
    await professor.getByText("Summer 2030").waitFor();
    must(!professor.url().endsWith(`/classroom/${classroom}`), "it is the old classroom");
}

/** Plays it on a server of its own that nobody has used yet. */
export async function pinUp(server) {
    const stage = { server, staff: await openBrowser() };
    try {
        await test("board: a classroom with two students", async () => {
            Object.assign(stage, await furnish(stage));
            stage.annaPage = await openPage(stage.staff, server, phone);
            await signUpAndJoin(stage.annaPage, anna, stage.code);
            stage.doraPage = await openPage(stage.staff, server, phone);
            await signUpAndJoin(stage.doraPage, dora, stage.code);
        });
        await test("board: an assessment with a file is posted", () => posts(stage));
        await test("board: what was typed stays after a refusal", () => refusesAnEmptyTitle(stage));
        await test("board: a student reads it, saves its file, hands in", () => handsIn(stage));
        await test("board: the professor sees who has read it, and grades", () => grades(stage));
        await test("board: the student sees the grade", () => seesTheGrade(stage));
        await test("live list: all present, and back", () => allPresentAndBack(stage));
        await test("live list: all present, then one is fixed, and that put back", () => allPresentThenFixes(stage));
        await test("live list: the room code with its QR code", () => showsTheCode(stage));
        await test("check-in: by the room code typed, and by its QR code's link", () => checkInByCode(stage));
        await test("requests: a student asks for another look, and is answered", () => appeals(stage));
        await test("leave: asked for once with evidence, answered in a course, taken back", () => leaves(stage));
        await test("settings: a classroom's rules are changed, and wrong ones refused", () => settings(stage));
        await test("check-in: a classroom that asks for the position says why, and refuses who is elsewhere", () => provesItsPlace(stage));
        await test("plan: a series with a day left out; one lecture moved, cancelled, restored", () => plans(stage));
        await test("plan: a day off cancels what lies on it, when told to, and gives it back", () => daysOff(stage));
        await test("groups: two are made, and the students of the other one do not see a lecture for one", () =>
            halve({ ...stage, here: { ...anna, page: stage.annaPage }, elsewhere: { ...dora, page: stage.doraPage } }, isAccessible));
        await test("classroom: copied into the next term", () => copies(stage));
        await test("board: no page's script complained", () => noComplaints(stage.professor, stage.annaPage, stage.doraPage));
    } finally {
        await stage.staff.close();
    }
}
