// SPDX-License-Identifier: MIT
// The main job as people do it: administrator, professor and two students, in real browsers with real faces before the camera.
import { chain, must } from "../load/report.mjs";
import { classPhoto } from "./class-photo.mjs";
import { desktop, isAccessible, openBrowser, openPage, phone, picture, pictureAll } from "./browser.mjs";
import { ask, button, chooseCheck, closeAttendance, createAccount, enrol, grace, heading, instantClass, noComplaints, openClassroom, refusal,
    signIn, signUpAndJoin, succeeds, takeOffice, tapMark } from "./people-at-work.mjs";

const anna = { name: "Anna Lind", email: "anna@example.org" };
const dora = { name: "Dora Vale", email: "dora@example.org" };
const subject = "Distributed Systems";

async function furnish(stage) {
    const { staff, server } = stage;
    stage.head = await takeOffice(staff, server);

    await stage.head.goto("/invite");
    await stage.head.getByRole("radio", { name: "Professor" }).check();
    await stage.head.getByLabel("Full name").fill(grace.name);
    await stage.head.getByLabel("E-mail").fill(grace.email);
    await button(stage.head, "Make the link").click();
    const invitation = await stage.head.getByTestId("invitation-link").innerText();
    await isAccessible(stage.head, "the invitation");

    stage.professor = await openPage(staff, server, desktop);
    await stage.professor.goto(invitation.trim());
    await createAccount(stage.professor, grace);
    stage.code = await openClassroom(stage.professor, subject);
    stage.classroom = new URL(stage.professor.url()).pathname.split("/").pop();
    await chooseCheck(stage.professor, "Quick check"); // people of the cameras' videos keep still
    return `join code ${stage.code}`;
}

async function reusedInvitation(stage) {
    const page = await openPage(stage.staff, stage.server, phone);
    await page.goto(`/welcome#${stage.server.welcome}`);
    await page.getByText("This invitation is not valid").waitFor();
    await page.context().close();
}

async function startClass(stage) {
    stage.lecture = await instantClass(stage.professor, subject);
    await stage.professor.locator("[data-connection=live]").waitFor();
}

/** Notes when this student's row changes on the professor's open page. */
function watchRow(page, name) {
    return page.evaluate((wanted) => {
        const row = [...document.querySelectorAll("li[data-student]")].find((item) => item.innerText.includes(wanted));
        const list = row.parentElement;
        window.seen = new Promise((resolve) => {
            const look = () => {
                const now = list.querySelector(`li[data-student="${row.dataset.student}"]`);
                if (now && now.dataset.status !== "none") resolve({ at: Date.now(), status: now.dataset.status });
            };
            new MutationObserver(look).observe(list, { childList: true, subtree: true, attributes: true });
            look();
        });
    }, name);
}

async function annaMarks(stage) {
    const { annaPage, professor } = stage;
    await watchRow(professor, anna.name);
    const loads = [];
    professor.on("framenavigated", (frame) => loads.push(frame.url()));
    const answered = new Promise((resolve) =>
        annaPage.on("requestfinished", async (request) => {
            if (!request.url().endsWith("/check-in")) return;
            const response = await request.response();
            resolve({ status: response.status(), at: Date.now() });
        }));
    await tapMark(annaPage);
    await succeeds(annaPage, heading(annaPage, "You are present"));
    const { status, at } = await answered;
    must(status === 200, `the check-in was answered ${status}`);
    const seen = await professor.evaluate(() => window.seen);
    must(seen.status === "P", `the professor sees ${seen.status}`);
    must(loads.length === 0, "the professor's page was loaded anew");
    await professor.locator("[data-count=room] strong", { hasText: /^1$/ }).waitFor();
    await isAccessible(annaPage, "the confirmation");
    await isAccessible(professor, "the live list");
    await picture(professor, `${stage.engine}-live-list`);
    await picture(annaPage, `${stage.engine}-confirmation`);
    return `the professor saw it ${seen.at - at} ms after the answer`;
}

async function annaAgain(stage) {
    await stage.annaPage.goto(`/mark/${stage.lecture}`);
    await stage.annaPage.getByText("Already marked").waitFor();
    const { body } = await ask(stage.professor, "GET", `/api/attendance/${stage.lecture}`);
    must(body.counts.marked === 1 && body.marks.filter((mark) => mark.status).length === 1, "there is not exactly one mark");
}

async function doraByAnnasFace(stage) {
    // Dora's account on a phone that Anna holds.
    const page = await openPage(stage.annasBrowser, stage.server, phone);
    await signIn(page, dora);
    await heading(page, /^Hello/).waitFor();
    await tapMark(page);
    const { code, text } = await refusal(page);
    must(code === "no_match", `refused as ${code}: ${text}`);
    must(text.includes("Not marked") && /face/i.test(text) && text.split("\n").length >= 3, `no reason is shown: ${text}`);
    must(!/0\.\d|\d\d ?%/.test(text), `a score is shown: ${text}`);
    await stage.professor.getByText(`${dora.name} was refused: face does not match`).waitFor();
    const row = stage.professor.locator("li[data-student]", { hasText: dora.name });
    must((await row.getAttribute("data-status")) === "none", "Dora has a mark");
    await isAccessible(page, "the refusal");
    await picture(page, `${stage.engine}-refusal`, false);
    noComplaints(page);
    await page.context().close();
    return text.replace(/\s*\n\s*/g, " / ").slice(0, 200);
}

async function doraTooLate(stage) {
    const { doraPage, professor } = stage;
    // Her burst is under way when the professor closes the window.
    let release;
    const held = new Promise((resolve) => (release = resolve));
    let burst;
    const sent = new Promise((resolve) => (burst = resolve));
    await doraPage.route("**/check-in", async (route) => {
        burst();
        await held;
        await route.continue();
    });
    await tapMark(doraPage);
    await sent;
    await closeAttendance(professor);
    release();
    const { code, text } = await refusal(doraPage);
    must(code === "window_closed", `refused as ${code}: ${text}`);
    await isAccessible(doraPage, "the late refusal");
    await doraPage.unroute("**/check-in");
    const challenge = await ask(doraPage, "POST", `/api/attendance/${stage.lecture}/challenge`);
    must(challenge.status === 409 && challenge.body.code === "window_closed", `a challenge: ${JSON.stringify(challenge)}`);
    await doraPage.goto(`/mark/${stage.lecture}`);
    await doraPage.getByText("Attendance is not open now").waitFor();
    const { body } = await ask(professor, "GET", `/api/attendance/${stage.lecture}`);
    must(body.counts.marked === 1, `${body.counts.marked} are marked`);
    return text.replace(/\s*\n\s*/g, " / ").slice(0, 160);
}

async function markByHand(stage) {
    const { professor, doraPage } = stage;
    await professor.locator("li[data-student]", { hasText: dora.name }).locator(".roll-who").click();
    const dialog = professor.getByRole("dialog", { name: `Mark ${dora.name}` });
    await dialog.getByRole("radio", { name: "Excused" }).check();
    await dialog.getByLabel(/^Note/).fill("Showed her card");
    await isAccessible(professor, "the dialog of a mark");
    await button(dialog, "Save mark").click();
    await professor.locator("li[data-student][data-status=E]", { hasText: dora.name }).waitFor();
    await doraPage.goto(`/record/${stage.classroom}`);
    await doraPage.getByText(`By hand, ${grace.name}`).waitFor();
    await doraPage.getByText("Showed her card").waitFor();
    await doraPage.getByText("Excused").first().waitFor();
    await isAccessible(doraPage, "the student's record");
}

async function registerAgrees(stage) {
    const { professor, annaPage, head } = stage;
    await professor.goto(`/classroom/${stage.classroom}/register`);
    await professor.locator(".grid [data-student]").first().waitFor();
    const rows = await professor.locator(".grid [data-student]").evaluateAll((all) => all.map((row) => ({
        name: row.querySelector("a").textContent.trim(),
        marks: [...row.querySelectorAll("[data-status]")].map((cell) => cell.dataset.status),
    })));
    const expected = [{ name: anna.name, marks: ["P"] }, { name: dora.name, marks: ["E"] }];
    must((await professor.locator(".grid [data-student]", { hasText: "Address not proven" }).count()) === 2, "nobody has shown their address");
    must(JSON.stringify(rows) === JSON.stringify(expected), `the page shows ${JSON.stringify(rows)}`);
    const { body } = await ask(professor, "GET", `/api/classroom/${stage.classroom}/register`);
    const told = body.students.map((student) => ({ name: student.name, marks: student.marks }));
    must(JSON.stringify(told) === JSON.stringify(expected), `the API tells ${JSON.stringify(told)}`);
    const audience = await ask(head, "GET", "/api/admin/overview");
    must(audience.body.marks === 2 && audience.body.enrolled === 2, `the overview counts ${JSON.stringify(audience.body)}`);
    await annaPage.goto(`/record/${stage.classroom}`);
    await annaPage.getByText("Present").first().waitFor();
    await annaPage.getByText("attended 1 of 1 held").first().waitFor();
    await isAccessible(professor, "the register");
}

/** The professor looks the closed lecture's marks over and says that they are final, before the time for it has passed. */
async function saysFinal(stage) {
    const { professor, annaPage, lecture, classroom } = stage;
    const line = "[data-final=provisional] .finality-state";
    await annaPage.goto(`/record/${classroom}`);
    await annaPage.getByText(/^Provisional until/).first().waitFor();
    await professor.goto(`/lecture/${lecture}`);
    await professor.locator(line, { hasText: /^Provisional until/ }).waitFor();
    const { body: before } = await ask(professor, "GET", `/api/attendance/${lecture}`);
    must(Date.parse(before.lecture.final_at) > Date.now(), `final at ${before.lecture.final_at}`);
    await isAccessible(professor, "marks that are provisional");
    await picture(professor, `${stage.engine}-provisional`);
    await button(professor, "Marks are final").click();
    await heading(professor, "Are these marks final?").waitFor();
    await isAccessible(professor, "the question whether marks are final");
    await picture(professor, `${stage.engine}-final-question`, false);
    await professor.getByRole("dialog").getByRole("button", { name: "Marks are final" }).click();
    await professor.locator("[data-final=final] .finality-state", { hasText: /^Final since/ }).waitFor();
    must((await button(professor, "Marks are final").count()) === 0, "it can be said again");
    const { body } = await ask(professor, "GET", `/api/attendance/${lecture}`);
    must(Date.parse(body.lecture.final_at) <= Date.now(), `final at ${body.lecture.final_at}`);
    await picture(professor, `${stage.engine}-final`);
    await annaPage.reload();
    await annaPage.getByText("Present").first().waitFor();
    must((await annaPage.getByText(/^Provisional until/).count()) === 0, "it is still provisional to the student");
    return `final_word: ${body.lecture.final_word}`;
}

async function annaForgets(stage) {
    const { annaPage } = stage;
    await annaPage.goto("/face");
    await button(annaPage, "Delete my face data").click();
    await isAccessible(annaPage, "the question before deleting");
    await annaPage.getByRole("dialog").getByRole("button", { name: "Delete my face data" }).click();
    await annaPage.locator("[data-scope=all]").waitFor();
    const { body } = await ask(annaPage, "GET", "/api/student/face");
    must(!body.consented && !body.enrolled, `the server still says ${JSON.stringify(body)}`);
    await annaPage.goto(`/record/${stage.classroom}`);
    await annaPage.getByText("Present").first().waitFor();
}

/** What everybody had before them when a step failed. */
async function pictures(stage) {
    for (const browser of [stage.staff, stage.annasBrowser, stage.dorasBrowser]) await pictureAll(browser, `failed-${stage.engine}`);
}

/** Runs the story against `server`; `engine` names its database. Leaves its pages in the stage for the gallery. */
export async function play(engine, server) {
    const stage = { engine, server };
    [stage.staff, stage.annasBrowser, stage.dorasBrowser] = await Promise.all([openBrowser(), openBrowser("anna"), openBrowser("dora")]);
    const inTurn = chain(() => pictures(stage));
    const step = (name, body) => inTurn(`${engine}: ${name}`, () => body(stage));
    await step("the administrator invites a professor, who makes a classroom", furnish);
    await step("a first-start link works once", reusedInvitation);
    await step("student A signs up, joins by link, consents and enrols a face", async () => {
        stage.annaPage = await openPage(stage.annasBrowser, server, phone);
        await signUpAndJoin(stage.annaPage, anna, stage.code);
        await enrol(stage.annaPage);
        await isAccessible(stage.annaPage, "the end of enrolment");
    });
    await step("student B does the same with another face", async () => {
        stage.doraPage = await openPage(stage.dorasBrowser, server, phone);
        await signUpAndJoin(stage.doraPage, dora, stage.code);
        await enrol(stage.doraPage);
    });
    await step("the professor starts an instant class", startClass);
    await step("student A marks with one tap, and the professor's open page shows it by itself", annaMarks);
    await step("a second check-in of student A changes nothing", annaAgain);
    await step("student B with A's face is refused, with the reason", doraByAnnasFace);
    await step("a mark after closing is refused", doraTooLate);
    await step("the professor marks student B by hand, and B sees it", markByHand);
    await step("the register agrees", registerAgrees);
    await step("the professor sees that the marks are provisional and says that they are final", saysFinal);
    await step("a class photo proposes, and the professor marks", (stage) => classPhoto(stage, isAccessible, {
        known: [{ ...anna, who: "anna" }, { ...dora, who: "dora" }], stranger: "clara", subject }));
    await step("student A deletes the face data and keeps the mark", annaForgets);
    await step("no page complained", ({ head, professor, annaPage, doraPage }) => noComplaints(head, professor, annaPage, doraPage));
    return stage;
}

export async function leave(stage) {
    await Promise.all([stage.staff, stage.annasBrowser, stage.dorasBrowser].map((browser) => browser?.close()));
}
