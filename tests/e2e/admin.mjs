// SPDX-License-Identifier: MIT
// An administrator brings people from a file, finds one and shuts the account.
import { readFileSync, statSync } from "node:fs";
import { must, skip, test } from "../load/report.mjs";
import { desktop, isAccessible, openPage, phone, picture } from "./browser.mjs";
import { chooseKind } from "./imports.mjs";
import { ask, button, enter, focusOn, heading, link } from "./people-at-work.mjs";

const people = [
    "Name,E-Mail-Adresse,Rolle,Matrikelnummer,programme",
    'Nadia Haddad,nadia@college.example,Student,S-2001,"BSc Physics, 2nd year"',
    "\"Said, Omar\",omar@college.example,Schüler,S-2002",
    "Broken Address,not an address,student,02003",
    "Would Be Head,head@college.example,Administrator,2004",
].join("\n");

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
/** Of few people the threshold says nothing, and the page says that. */
async function faceThreshold(page) {
    await page.goto("/face-threshold");
    await page.locator("[data-threshold='0.444']").waitFor();
    await isAccessible(page, "the face threshold");
    await button(page, "Calculate now").click();
    await page.getByText("people let their faces be compared; at least 30 are needed").waitFor();
    await isAccessible(page, "the face threshold of few people");
    await picture(page, "admin-face-threshold");
}

const rows = (page, outcome) => page.locator(`[data-rows=${outcome}] dd`).innerText();

async function total(page, query) {
    const { body } = await ask(page, "GET", `/api/admin/users?query=${query}`);
    return body.users.length;
}

/** The check of a file: what its page tells, before anything has changed. */
async function checkPeople(page) {
    await page.goto("/imports");
    await page.locator("input[type=file]").setInputFiles(file("people.csv", people));
    await button(page, "Check the file").click();
    await page.locator("[data-job-state=done]").waitFor();
    const told = await Promise.all(["refused", "created", "updated"].map((outcome) => rows(page, outcome)));
    must(told.join() === "2,2,0", `the check tells ${told}`);
    const refused = page.getByTestId("job-rows").locator("li");
    await refused.first().waitFor();
    const codes = await refused.evaluateAll((all) => all.map((row) => `${row.dataset.outcome} ${row.dataset.code}`));
    must(codes.join() === "refused email_invalid,refused role_protected", `first come ${codes}`);
    const cell = await refused.first().locator(".job-cell").innerText();
    must(/E-Mail-Adresse.*not an address/.test(cell), `the cell is told as ${cell}`);
    const noted = await page.getByTestId("job-noted").locator("[data-code=id_zeros]").innerText();
    must(/Matrikelnummer/.test(noted), `numbers without their zero are told as ${noted}`);
    must((await total(page, "nadia@")) === 0, "the check has already made an account");
    await isAccessible(page, "the check of an import");
    await picture(page, "admin-import-check");
}

async function applyPeople(page) {
    await button(page, "Apply").click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
    await heading(page, "What the import has done").waitFor();
    must((await rows(page, "created")) === "2", "not two accounts were made");
    must((await total(page, "nadia@")) === 1 && (await total(page, "not%20an")) === 0, "the accounts are not what the file says");
    await page.goto("/imports");
    await page.locator("a[data-job]").nth(1).waitFor();
    await isAccessible(page, "the imports");
}

async function brokenFile(page) {
    await page.goto("/imports");
    await page.locator("input[type=file]").setInputFiles(file("people.csv", "name,phone\nA,1\n"));
    await button(page, "Check the file").click();
    const notice = page.getByTestId("columns-missing");
    await notice.waitFor();
    must((await button(page, "Apply").count()) === 0, "a broken file can be applied");
    return (await notice.innerText()).replace(/\s+/g, " ");
}

/** Opens the form of a person's page, gives another name and saves it. */
async function edit(page, name) {
    await button(page, "Edit").click();
    await page.getByLabel("Full name").fill(name);
    await button(page, "Save changes").click();
}

async function deactivate(page) {
    await page.goto("/people");
    await page.getByRole("radio", { name: "Professor" }).check();
    await page.getByRole("searchbox", { name: /^Search/ }).fill("S-2001");
    await page.getByText("Nobody fits.").waitFor();
    await page.getByRole("radio", { name: "Student" }).check();
    await page.getByLabel("State").selectOption("never");
    await page.locator("a[data-person]", { hasText: "Nadia Haddad" }).locator("text=Never signed in >> visible=true").waitFor();
    await page.locator("a[data-person]", { hasText: "Nadia Haddad" }).click();
    await page.getByText("BSc Physics, 2nd year").waitFor();
    await edit(page, "Nadia Haddad-Said");
    await heading(page, "Nadia Haddad-Said").waitFor();
    await page.getByText("Help and safety").click();
    await button(page, "Deactivate").click();
    await isAccessible(page, "the question before deactivating");
    await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
    await page.getByText("This account is deactivated").waitFor();
    const { body } = await ask(page, "GET", "/api/admin/users?query=S-2001");
    must(body.users[0].disabled && body.users[0].name === "Nadia Haddad-Said", `the API tells ${JSON.stringify(body.users)}`);
    await isAccessible(page, "a person");
}

/** Somebody else has changed the account since the page was opened: refused, and what was typed stays. */
async function changedMeanwhile(page) {
    await page.goto("/people?query=S-2002");
    await page.locator("a[data-person]").click();
    await button(page, "Edit").click();
    await page.getByLabel("Full name").fill("Omar the Second");
    await page.evaluate(async () => {
        const { csrf } = await (await fetch("/api/user/me")).json();
        await fetch(location.pathname.replace("/people/", "/api/admin/users/"), { method: "PATCH", body: '{"external_id":"S-2222"}',
            headers: { "X-CSRF-Token": csrf, "Content-Type": "application/json" } });
    });
    await button(page, "Save changes").click();
    await page.locator("[data-code=changed_meanwhile]").waitFor();
    must((await page.getByLabel("Full name").inputValue()) === "Omar the Second", "what was typed is lost");
}

/** A professor's marks from a file: one known student, one stranger. */
async function importMarks(page) {
    const { body } = await ask(page, "GET", "/api/classroom");
    const { id } = body.classrooms[0];
    const register = (await ask(page, "GET", `/api/classroom/${id}/register`)).body;
    const { students } = (await ask(page, "GET", `/api/classroom/${id}/students`)).body;
    const column = register.lectures.findIndex((lecture, i) => register.students.some((student) => student.marks[i] === "P"));
    const student = register.students.find((one) => one.marks[column] === "P");
    const { email } = students.find((one) => one.id === student.id);
    const lecture = register.lectures[column].id;
    await page.goto(`/classroom/${id}/import`);
    await chooseKind(page, "marks");
    await page.locator("input[type=file]").setInputFiles(file("marks.csv",
        `email,lecture_id,status,note\n${email},${lecture},E,Doctor's note\nstranger@college.example,${lecture},P,\n`));
    await button(page, "Check the file").click();
    await page.locator("[data-job-state=done]").waitFor();
    const told = await Promise.all(["refused", "created", "updated"].map((outcome) => rows(page, outcome)));
    must(told.join() === "1,0,1", `the check tells ${told}`);
    const after = (await ask(page, "GET", `/api/classroom/${id}/register`)).body;
    must(after.students.find((one) => one.id === student.id).marks[column] === "P", "the check has changed a mark");
    await isAccessible(page, "the check of marks");
    return id;
}

/** On a phone one lecture is seen at a time; the files can be taken home. */
async function register(page, id) {
    await page.goto(`/classroom/${id}/register`);
    await button(page, "By lecture").click();
    const section = page.locator("section[data-lecture]");
    await section.waitFor();
    const first = await section.getAttribute("data-lecture");
    await page.getByRole("button", { name: "The lecture before" }).click();
    must((await section.getAttribute("data-lecture")) !== first, "the page stays at its lecture");
    const shown = await section.locator("li[data-student]").count();
    const { body } = await ask(page, "GET", `/api/classroom/${id}/register`);
    must(shown === body.students.length, `${shown} of ${body.students.length} students are seen`);
    await isAccessible(page, "the register on a phone");
    const sizes = [];
    for (const [name, ending] of [["Excel", "xlsx"], ["CSV", "csv"], ["For Moodle", "csv"]]) {
        await page.getByText("Export", { exact: true }).click();
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name, exact: true }).click()]);
        must(download.suggestedFilename().endsWith(`.${ending}`), `${name} is called ${download.suggestedFilename()}`);
        const { size } = statSync(await download.path());
        must(size > 1000, `${name} has ${size} bytes`);
        sizes.push(`${download.suggestedFilename()} ${size}`);
    }
    await page.goto(`/classroom/${id}/statistics`);
    await page.locator("[data-risk]").first().waitFor();
    await isAccessible(page, "the statistics");
    return sizes.join(", ");
}

/** Signing in was a fresh proof; who needed long to get here is asked for the password. */
async function goesOn(page, password, done) {
    const asked = page.getByRole("dialog", { name: "Show that it is you" });
    await done.or(asked).first().waitFor();
    if (!(await asked.isVisible())) return;
    await asked.getByLabel("Password", { exact: true }).fill(password);
    await button(asked, "Confirm").click();
}

async function setAndErase(page, password) {
    await page.goto("/settings");
    await link(page, /^How long things are kept/).click(); // a phone has a door a group
    const setting = page.locator("[data-setting=keep_refusals_days]");
    const save = button(page, "Save: How long things are kept");
    await setting.getByRole("spinbutton").fill("0");
    await save.click();
    await setting.locator(".field-error, [data-code=invalid_field]").first().waitFor();
    must((await setting.getByRole("spinbutton").inputValue()) === "0", "what was typed is lost");
    await setting.getByRole("spinbutton").fill("90");
    await save.click();
    await setting.getByText(/Changed/).waitFor();
    await isAccessible(page, "the settings");
    await page.goto("/audit");
    await page.getByText("Is the log whole?").click();
    await button(page, "Check the chain").click();
    await page.locator("[data-chain=whole]").waitFor();
    await page.goto("/people?query=S-2001");
    await page.locator("a[data-person]").click();
    await page.getByText("Help and safety").click();
    await link(page, "Erase…").click();
    await page.getByTestId("erasure").waitFor();
    must((await total(page, "nadia@")) === 1, "the account is gone before anybody confirmed");
    await button(page, "Erase for good").click();
    const sure = page.getByRole("dialog", { name: "Erase a person" });
    await button(sure, "Erase for good").click();
    await goesOn(page, password, page.getByText("The person is erased"));
    await page.getByText("The person is erased").waitFor();
    must((await total(page, "nadia@")) === 0, "the account still has its address");
    await page.goto("/report");
    await heading(page, "Attendance by week").waitFor();
    await isAccessible(page, "the report");
    await taken(page);
}

/** The institution as a roster, which changes nothing when it is brought in again. */
async function rosterTaken(page) {
    await page.goto("/imports");
    await button(page, "Make the file").click();
    const [roster] = await Promise.all([page.waitForEvent("download"), link(page, "Save the file").click()]);
    must(/^oneroster_\d{4}-\d\d-\d\d\.zip$/.test(roster.suggestedFilename()), `the roster is called ${roster.suggestedFilename()}`);
    const path = await roster.path();
    await page.getByRole("radio", { name: "Roster (OneRoster zip)" }).check();
    await page.locator("input[type=file]").setInputFiles({ name: "back.zip", mimeType: "application/zip", buffer: readFileSync(path) });
    await button(page, "Check the file").click();
    await page.waitForURL(/\/jobs\/\d+$/);
    const id = new URL(page.url()).pathname.split("/").pop();
    const rows = await page.evaluate(async (job) => {
        for (;;) {
            const answer = await (await fetch(`/api/user/jobs/${job}`)).json();
            if (answer.state === "failed") throw new Error(answer.detail);
            if (answer.state === "done") return answer.rows;
            await new Promise((resolve) => setTimeout(resolve, 200));
        }
    }, id);
    must(rows.created === 0 && rows.updated === 0 && rows.refused === 0 && rows.unchanged > 0, `its own roster would change something: ${JSON.stringify(rows)}`);
}

/** What leaves: the people who are listed, and all marks as a file that the server makes. */
async function taken(page) {
    await button(page, "Make the file").click();
    const save = link(page, "Save the file");
    const [marks] = await Promise.all([page.waitForEvent("download"), save.click()]);
    must(/^marks_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d\.(csv|zip)$/.test(marks.suggestedFilename()), `the marks are called ${marks.suggestedFilename()}`);
    await rosterTaken(page);
    await page.goto("/people?role=professor");
    await page.locator("a[data-person]").first().waitFor();
    for (const [name, ending] of [["Excel", "xlsx"], ["CSV", "csv"]]) {
        await page.getByText("Download", { exact: true }).click();
        const [download] = await Promise.all([page.waitForEvent("download"), link(page, name).click()]);
        must(new RegExp(` people\\.${ending}$`).test(download.suggestedFilename()), `the people are called ${download.suggestedFilename()}`);
    }
}

async function figures(page) {
    await page.goto("/");
    const none = page.locator("a.sum", { hasText: "Students without a face check" });
    const said = Number(await none.locator(".sum-value").innerText());
    await none.click();
    await page.getByText(`${said} people`).waitFor();
    await page.goto("/classrooms");
    await page.getByRole("searchbox", { name: /^Search/ }).fill("algebra okafor"); // words of two columns
    const row = page.locator("a[data-classroom]");
    await page.waitForFunction(() => document.querySelectorAll("a[data-classroom]").length === 1); // not the moment before any are there
    await row.getByText(/\d % *|\d%/).first().waitFor();
    await isAccessible(page, "the classes");
    await row.click();
    await heading(page, /Linear Algebra/).first().waitFor();
    return `${said} without a face`;
}

async function person(page) {
    const { body } = await ask(page, "GET", "/api/admin/users?role=student&limit=1");
    await page.goto(`/people/${body.users[0].id}`);
    const term = page.locator("[data-class]").first();
    await term.waitFor();
    const squares = term.locator(".strip-button");
    await squares.first().click();
    await term.locator(".strip-said a").waitFor();
    await isAccessible(page, "a person with attendance");
    await picture(page, "admin-person");
    return `${await squares.count()} lectures`;
}

async function doctor(page) {
    await page.goto("/system");
    await page.locator("[data-door='/system/doctor']").click();
    const sum = page.locator("[data-failures]");
    await sum.waitFor();
    must((await sum.getAttribute("data-failures")) === "0", await page.locator("main").innerText());
    for (const check of ["database", "master key", "disk", "certificate", "time zones"])
        must((await page.locator(`[data-check="${check}"]`).getAttribute("data-state")) === "good", `${check} is not good`);
    must((await page.locator("[data-check=mail]").getAttribute("data-state")) === "warning", "nobody says that no mail leaves");
    await isAccessible(page, "the doctor");
    return sum.locator(".row-lead").innerText();
}

async function settingsByKeyboard(page) {
    await page.goto("/settings");
    await focusOn(page.getByLabel("Search the settings"));
    await page.keyboard.type("reminder");
    const line = page.locator("[data-setting]");
    await page.getByText("1 setting fits").waitFor({ state: "attached" });
    must((await line.count()) === 1 && (await line.getAttribute("data-setting")) === "remind_minutes", "another setting is found");
    const field = line.getByRole("spinbutton");
    const before = await field.inputValue();
    await focusOn(field);
    await page.keyboard.press("Control+A");
    await page.keyboard.type("45");
    await page.getByText("1 change").waitFor();
    await page.keyboard.press("Escape");
    must((await field.inputValue()) === before, "Escape does not take the change back");
    await focusOn(field);
    await page.keyboard.press("Control+A");
    await page.keyboard.type("45");
    await page.keyboard.press("Enter");
    await page.getByText("1 setting holds from now on.").waitFor();
    await button(page.locator(".toast"), "Undo").click();
    await page.getByText("Taken back.").waitFor();
    must((await field.inputValue()) === before, "the old value is not back");
    const { body } = await ask(page, "GET", "/api/admin/settings/remind_minutes/history");
    must(body.history.length === 2 && body.history[0].new_value === before, JSON.stringify(body.history));
    await isAccessible(page, "the settings that fit");
}

const dot = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/** A picture becomes the logo above every page and at the door, and goes again, with a way back. */
async function logo(page, door) {
    const shown = (where) => where.locator(".brand img.logo").first();
    const drawn = (where) => shown(where).evaluate(async (image) => (await image.decode(), image.naturalWidth));
    await page.goto("/settings/institution");
    const card = page.locator("[data-setting=logo]");
    await card.locator("input[name=logo]").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("<svg onload='alert(1)'/>") });
    await card.locator("[data-code=logo_invalid]").waitFor();
    await card.locator("input[name=logo]").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: dot });
    await shown(page).waitFor();
    const width = await drawn(page);
    must(width === 1, `the logo is ${width} pixels wide`);
    await isAccessible(page, "the logo among the settings");
    await picture(page, "settings-logo");
    await door.goto("/sign-in");
    await shown(door).waitFor();
    must((await drawn(door)) === width, "another picture stands at the door");
    await button(card, "Remove").click();
    await shown(page).waitFor({ state: "detached" });
    await button(page.locator(".toast"), "Undo").click();
    await shown(page).waitFor();
    await button(card, "Remove").click();
    await shown(page).waitFor({ state: "detached" });
}

async function auditByKeyboard(page) {
    await page.goto("/audit");
    await focusOn(page.getByRole("combobox", { name: "Person" }));
    await page.keyboard.type("amara");
    await page.getByRole("option", { name: /Amara Okafor/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-picked]", { hasText: "Amara Okafor" }).waitFor();
    await Promise.all([page.waitForResponse((answer) => answer.url().includes("group=marks")), page.getByLabel("What happened").selectOption("marks")]);
    await page.locator("[data-entry]:not([data-action*=mark]):not([data-action=absent_at_close])").first().waitFor({ state: "detached" });
    const first = page.locator("[data-action=mark_set]").first();
    await first.getByText(/changed the mark of|marked/).waitFor();
    const text = (await first.innerText()).replace(/\s+/g, " ");
    must(/^(AO )?Amara Okafor (changed the mark of|marked) .+ in Linear Algebra/.test(text), text);
    must(new URL(page.url()).searchParams.get("group") === "marks", "the search is not in the address");
    await page.reload();
    await page.locator("[data-picked]", { hasText: "Amara Okafor" }).waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV of these" }).click()]);
    must(/^audit-\d{4}-\d\d-\d\d\.csv$/.test(download.suggestedFilename()), download.suggestedFilename());
    await isAccessible(page, "the log of marks");
    await picture(page, "admin-audit");
    return text;
}

/** Plays it on the demo college that `server` serves; each step stands on the ones before it. */
export async function administer(browser, server, accounts) {
    const page = await openPage(browser, server, phone);
    let broken = false;
    const step = async (name, body) => {
        if (broken) return skip(`admin: ${name}`, "an earlier step failed");
        await test(`admin: ${name}`, async () => {
            broken = true;
            const told = await body(page);
            broken = false;
            return told;
        });
    };
    await step("the check of a file tells row by row what it would change, and changes nothing", async () => {
        await enter(page, accounts.administrator, accounts.password);
        await checkPeople(page);
    });
    await step("applying it makes the accounts", applyPeople);
    await step("a file without a needed column says so", brokenFile);
    await step("somebody is found by external id, renamed and deactivated", deactivate);
    await step("an edit of what somebody else has changed is refused, and stays on the page", changedMeanwhile);
    await step("a setting keeps to its range, the log is whole, and a person is erased after a look at what goes",
        () => setAndErase(page, accounts.password));
    await step("few people say nothing of the face threshold, and the page says so", faceThreshold);
    const desk = await openPage(browser, server, desktop);
    await step("each figure leads to what it counts, and a class to its page", async () => {
        await enter(desk, accounts.administrator, accounts.password);
        return figures(desk);
    });
    await step("a person has each lecture of the term, and what happened in sentences", person);
    await step("the doctor's findings are those of the command", (one) => doctor(one));
    await step("settings are found by typing, taken back with Escape, and a save with Undo", () => settingsByKeyboard(desk));
    await step("the log is searched by a person, chosen with the keyboard, and told as sentences", () => auditByKeyboard(desk));
    const teacher = await openPage(browser, server, phone);
    await step("a logo stands above every page and at the door", () => logo(desk, teacher));
    await step("a professor checks a file of marks, takes the register home, and sees who is at risk", async () => {
        await enter(teacher, accounts.professor, accounts.password);
        return register(teacher, await importMarks(teacher));
    });
    await step("no page complained", () => {
        const all = [page, desk, teacher].flatMap((one) => one.complaints);
        must(all.length === 0, all.join("\n"));
    });
}
