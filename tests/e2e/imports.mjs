// SPDX-License-Identifier: MIT
// A file whose columns nobody can guess: what they are is said by hand, remembered, applied, and the whole import is undone.
import { must, test } from "../load/report.mjs";
import { desktop, isAccessible, openPage, phone, picture } from "./browser.mjs";
import { ask, button, enter, heading } from "./people-at-work.mjs";

const odd = ["Autumn list", "PersNr;Wer;Adresse;Sitz", "0017;Ida Sommer;ida@odd.example;vorn", "0018;Ole Winter;ole@odd.example;hinten", "0019;;kai@odd.example;"].join("\n");
const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

const rows = (page, outcome) => page.locator(`[data-rows=${outcome}] dd`).innerText();
const column = (page, place) => page.locator(`[data-place="${place}"]`);

/** What is in the file; the choice is a label over its input. */
export async function chooseKind(page, kind) {
    const input = page.locator(`input[name=kind][value=${kind}]`);
    await page.locator("label", { has: input }).click();
    await input.and(page.locator(":checked")).waitFor({ state: "attached" });
}

async function total(page, query) {
    const { body } = await ask(page, "GET", `/api/admin/users?query=${query}`);
    return body.users.length;
}

async function send(page, text) {
    await page.goto("/imports");
    await page.locator("input[type=file]").setInputFiles(file("odd.csv", text));
    await button(page, "Check the file").click();
    await page.locator("[data-job-state=done], [data-job-state=failed]").waitFor();
}

/** What is needed and not there is told first, and the columns wait to be named. */
async function sayTheColumns(page) {
    await send(page, odd);
    await heading(page, "Say what the columns are").waitFor();
    must((await button(page, "Apply").count()) === 0, "a file that was not understood can be applied");
    must((await page.locator("[data-code=header_missing]").count()) === 0, "it is told as a failure, too");
    // An address is known by its looks.
    must((await column(page, 2).locator("select").inputValue()) === "email", "the addresses are not known by their looks");
    await page.getByTestId("columns-missing").getByText("Whole name").waitFor();
    await button(page, "Check the file again").click();
    await page.getByTestId("columns-missing").and(page.locator(":focus")).waitFor();
    const samples = await column(page, 1).locator(".column-samples li").allInnerTexts();
    must(samples.join() === "Ida Sommer,Ole Winter,empty", `the samples are ${samples}`);
    await isAccessible(page, "columns that are to be named");
    await picture(page, "imports-columns");
    await column(page, 0).locator("select").selectOption("external_id");
    await column(page, 1).locator("select").selectOption("external_id");
    must((await column(page, 0).locator("select").inputValue()) === "", "two columns are the same");
    await column(page, 0).locator("select").selectOption("external_id");
    await column(page, 1).locator("select").selectOption("name");
    await page.getByTestId("columns-missing").waitFor({ state: "detached" });
    const before = page.url();
    await button(page, "Check the file again").click();
    await page.waitForURL((url) => url.href !== before);
    await page.locator("[data-job-state=done]").waitFor();
    const told = await Promise.all(["refused", "created", "ignored"].map((outcome) => rows(page, outcome)));
    must(told.join() === "1,2,0", `the check tells ${told}`);
}

/** Columns that were chosen anew are not what the file was checked with. */
async function changeAndApply(page) {
    await button(page, "Change the columns").click();
    await column(page, 3).locator("select").selectOption("programme");
    await page.getByText("check the file again before it is applied").waitFor();
    must((await button(page, "Apply").count()) === 0, "what was not checked can be applied");
    await column(page, 3).locator("select").selectOption("");
    await button(page, "Apply").click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
    await heading(page, "What the import has done").waitFor();
    must((await total(page, "odd.example")) === 2, "not two accounts were made");
    await isAccessible(page, "an import that can be undone");
}

async function rememberedNext(page) {
    const done = page.url();
    await send(page, odd.replace("Autumn", "Winter"));
    await page.getByText("read as you said last time").waitFor();
    must((await rows(page, "unchanged")) === "2", "the same people are not unchanged");
    await isAccessible(page, "columns as last time");
    await page.goto(done);
}

/** What the file does not say is guessed, shown, and put right by hand. */
async function chooseTheLetters(page) {
    await page.goto("/imports");
    const bytes = Buffer.from("name,email\nRata R\u00fbta,rata@odd.example\n", "latin1");
    await page.locator("input[type=file]").setInputFiles({ name: "letters.csv", mimeType: "text/csv", buffer: bytes });
    await button(page, "Check the file").click();
    await page.locator("[data-job-state=done]").waitFor();
    const letters = page.getByTestId("letters").locator("select");
    must((await letters.inputValue()) === "windows-1250", `the letters are taken for ${await letters.inputValue()}`);
    await isAccessible(page, "letters that were guessed");
    await picture(page, "imports-letters");
    const before = page.url();
    await letters.selectOption("windows-1257");
    await page.waitForURL((url) => url.href !== before);
    await page.locator("[data-job-state=done]").waitFor();
    await page.getByTestId("letters").getByText("As you said").waitFor();
    await button(page, "Change the columns").click();
    must((await column(page, 0).innerText()).includes("Rata R\u016bta"), "it is not read as was said");
}

async function undoIt(page) {
    await button(page, "Undo this import").click();
    await page.getByRole("dialog").getByText("What was used or changed since stays").waitFor();
    await isAccessible(page, "the question before undoing");
    await page.getByRole("dialog").getByRole("button", { name: "Undo this import" }).click();
    await heading(page, "What was undone").waitFor();
    must((await rows(page, "undone")) === "2" && (await rows(page, "kept")) === "0", "not two rows were undone");
    must((await total(page, "odd.example")) === 0, "the accounts are still there");
    await isAccessible(page, "an import that was undone");
    await picture(page, "imports-undone");
    await page.getByRole("link", { name: "To the import" }).click();
    await page.getByRole("link", { name: "Look at how it was undone" }).waitFor();
    must((await button(page, "Undo this import").count()) === 0, "it can be undone twice");
}

/** The same on the pages of a class, on a phone and in Arabic. */
async function lecturesOfAClass(browser, server, { professor, password }) {
    const page = await openPage(browser, server, { ...phone, locale: "ar" });
    await enter(page, professor, password);
    const { body } = await ask(page, "GET", "/api/classroom");
    await page.goto(`/classroom/${body.classrooms[0].id}/import`);
    await chooseKind(page, "lectures");
    await page.locator("input[type=file]").setInputFiles(file("plan.csv", "Wann,Ab,Ende,Was\n2027-03-01,10:00,11:00,Extra\n"));
    await page.locator("form.office-form button[type=submit]").click();
    await page.getByTestId("columns").waitFor();
    for (const [place, known] of ["sessiondate", "from", "to", "description"].entries()) await column(page, place).locator("select").selectOption(known);
    await isAccessible(page, "the columns of lectures in Arabic");
    const before = page.url();
    await page.locator(".columns-form button[type=submit]").click();
    await page.waitForURL((url) => url.href !== before);
    await page.locator("[data-job-state=done] [data-rows=created]").waitFor();
    const told = [await rows(page, "created"), await rows(page, "refused"), await page.getByTestId("job-rows").innerText()];
    must(/^\W*1\W*$/.test(told[0]), `the lecture is told as ${told}`);
    must(page.complaints.length === 0, page.complaints.join("; "));
    await page.context().close();
}

/** A class list with a group, by a professor. */
async function listOfAClass(browser, server, { professor, password }) {
    const page = await openPage(browser, server, phone);
    await enter(page, professor, password);
    const { body } = await ask(page, "GET", "/api/classroom");
    const [{ id }] = body.classrooms;
    const { students } = (await ask(page, "GET", `/api/classroom/${id}/students`)).body;
    await page.goto(`/classroom/${id}/import`);
    await chooseKind(page, "students");
    const list = `Nachname,Vorname,E-Mail,Gruppe\n${students.slice(0, 3).map((one) => `X,Y,${one.email},Lab 9`).join("\n")}\nZ,Z,nobody@odd.example,Lab 9\n`;
    await page.locator("input[type=file]").setInputFiles(file("list.csv", list));
    await button(page, "Check the file").click();
    await page.locator("[data-job-state=done]").waitFor();
    must((await rows(page, "updated")) === "3" && (await rows(page, "refused")) === "1", "the list is not read");
    await page.getByText("give them the code of the class").first().waitFor();
    await isAccessible(page, "a class list that was checked");
    await picture(page, "imports-students");
    await button(page, "Apply").click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
    await heading(page, "What the import has done").waitFor();
    const { groups } = (await ask(page, "GET", `/api/classroom/${id}/groups`)).body;
    must(groups.some((one) => one.name === "Lab 9"), "the group was not made");
    must(page.complaints.length === 0, page.complaints.join("; "));
    await page.context().close();
}

/** Marks that say neither the day nor the lecture: it is chosen where that is found out. A report of a meeting needs none. */
async function marksOfAClass(browser, server, { professor, password }) {
    const page = await openPage(browser, server, phone);
    await enter(page, professor, password);
    const { body } = await ask(page, "GET", "/api/classroom");
    const [{ id }] = body.classrooms;
    const { students } = (await ask(page, "GET", `/api/classroom/${id}/students`)).body;
    const { lectures } = (await ask(page, "GET", `/api/classroom/${id}/lectures`)).body;
    const held = lectures.find((one) => !one.cancelled && Date.parse(one.ends_at) < Date.now());
    const check = async (name, text) => {
        await page.goto(`/classroom/${id}/import`);
        await chooseKind(page, "marks");
        await page.locator("input[type=file]").setInputFiles({ ...file(name, ""), buffer: text });
        await button(page, "Check the file").click();
        await page.locator("[data-job-state=done], [data-job-state=failed]").waitFor();
    };
    /** A dry run that lacks its lecture: which it was is said, and it is checked again. */
    const sayLecture = async (name, shot) => {
        await page.getByLabel("Or choose the lecture that every row is about").selectOption(String(held.id));
        await page.getByTestId("columns-missing").waitFor({ state: "detached" });
        await isAccessible(page, name);
        await picture(page, shot);
        const before = page.url();
        await button(page, "Check the file again").click();
        await page.waitForURL((url) => url.href !== before);
        await page.locator("[data-job-state=done]").waitFor();
        must((await rows(page, "refused")) === "0", `${name}: a row is refused`);
    };
    await check("marks.csv", Buffer.from(`Name,Was there\n${students[0].name},yes\n`));
    await page.getByTestId("columns-missing").waitFor();
    await column(page, 1).locator("select").selectOption("status");
    await sayLecture("a lecture that is chosen for all rows", "imports-lecture");
    // A sheet of paper: an x below the status.
    await check("sheet.csv", Buffer.from(`Name,Present,Late,Absent\n${students[0].name},x,,\n${students[1].name},,5,\n${students[2].name},,,x\n`));
    await page.getByTestId("columns-missing").waitFor();
    must((await column(page, 2).locator("select").inputValue()) === "ticked_late", "the column Late is not guessed");
    await sayLecture("a column for each status", "imports-ticks");
    // A day that can be read in two ways, in the heading of a register.
    await check("sheet.csv", Buffer.from(`Name,02/03/2031\n${students[0].name},P\n`));
    await page.getByTestId("heading-dates").waitFor();
    const asked = page.url();
    await page.getByLabel("What comes first in days such as 12/08/2026?").selectOption("month_first");
    await page.waitForURL((url) => url.href !== asked);
    await page.getByText("with the month before the day, as was said").first().waitFor();
    await isAccessible(page, "days of a heading");
    await picture(page, "imports-dates");
    const joined = new Date(Date.parse(held.starts_at) + 60_000).toISOString();
    const report = ["1. Summary", "Meeting title\tA, B", "", "2. Participants", "Name\tFirst Join\tEmail", `X\t${joined}\t${students[0].email}`, "",
        "3. In-Meeting Activities", "Name\tJoin Time\tEmail", `X\t${joined}\t${students[0].email}`].join("\r\n");
    await check("teams.csv", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(report, "utf16le")]));
    await page.locator("[data-job-state=done]").waitFor();
    must((await rows(page, "refused")) === "0", "a report of a meeting is refused");
    await picture(page, "imports-meeting");
    must(page.complaints.length === 0, page.complaints.join("; "));
    await page.context().close();
}

export async function bringFiles(browser, server, accounts) {
    const page = await openPage(browser, server, desktop);
    await enter(page, accounts.administrator, accounts.password);
    await test("columns that nobody can guess are said by hand", () => sayTheColumns(page));
    await test("what was not checked is not applied", () => changeAndApply(page));
    await test("the next file with this header is read as said", () => rememberedNext(page));
    await test("a whole import is undone", () => undoIt(page));
    await test("how the letters are written is said by hand", () => chooseTheLetters(page));
    await test("a class's lectures, on a phone in Arabic", () => lecturesOfAClass(browser, server, accounts));
    await test("a class list with its groups", () => listOfAClass(browser, server, accounts));
    await test("a class's marks by name and of a meeting", () => marksOfAClass(browser, server, accounts));
    await test("the pages of imports did not complain", () => must(page.complaints.length === 0, page.complaints.join("; ")));
    await page.context().close();
}
