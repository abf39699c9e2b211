// SPDX-License-Identifier: MIT
// One hour for two classrooms: a professor of the demo college holds a lecture together with another of theirs, takes attendance once,
// and holds it alone again.
import { must, test } from "../load/report.mjs";
import { desktop, phone } from "./browser.mjs";
import { ask, button, fromMenu, heading, noComplaints, openSignedIn } from "./people-at-work.mjs";

/** The professor's first two classrooms, and a lecture of the first that lies ahead. */
async function plan(page) {
    return page.evaluate(async () => {
        const { classrooms } = await (await fetch("/api/classroom")).json();
        const [one, other] = classrooms.filter((classroom) => classroom.part === "owner");
        const { lectures } = await (await fetch(`/api/classroom/${one.id}`)).json();
        const ahead = lectures.filter((lecture) => !lecture.window && Date.parse(lecture.starts_at) > Date.now());
        return { one, other, lecture: ahead.at(-1).id };
    });
}

async function openChoice(page) {
    await fromMenu(page, "Change the plan");
    await button(page, "Hold together with another classroom").click();
}

/** Somebody of the second classroom who is not in the first. */
async function strangerOf(page, one, other) {
    return page.evaluate(async ([first, second]) => {
        const roster = async (id) => (await (await fetch(`/api/classroom/${id}/students`)).json()).students;
        const there = (await roster(first)).map((student) => student.id);
        return (await roster(second)).find((student) => !there.includes(student.id)).email;
    }, [one.id, other.id]);
}

/** The college has a lecture that runs: the hour that is played here is to be the only one. */
async function closeWhatRuns(page) {
    const { body } = await ask(page, "GET", "/api/classroom");
    for (const { live } of body.classrooms) if (live) await ask(page, "POST", `/api/attendance/${live.id}/window/close`);
}

export async function holdTogether(browser, server, accounts) {
    const page = await openSignedIn(browser, server, desktop, accounts.professor, accounts.password);
    await closeWhatRuns(page);
    const { one, other, lecture } = await plan(page);
    const label = [other.subject, other.section, other.term].filter(Boolean).join(", ");
    await test("a professor holds a lecture together with another classroom", async () => {
        await page.goto(`/lecture/${lecture}`);
        await openChoice(page);
        await page.getByLabel("Classroom", { exact: true }).selectOption({ label });
        await page.locator("dialog").getByRole("button", { name: "Hold together", exact: true }).click();
        await page.getByText(`Together with ${other.subject}`).waitFor();
        await heading(page, [other.subject, other.section].filter(Boolean).join(", ")).waitFor();
    });
    await test("attendance opens and closes for both, and each keeps its marks", async () => {
        await button(page, "Open attendance").click();
        await heading(page, "Attendance is open").waitFor();
        const theirs = await page.evaluate(async (id) => {
            const { lectures } = await (await fetch(`/api/classroom/${id}`)).json();
            return lectures.filter((lecture) => lecture.window?.state === "open").map((lecture) => lecture.joint.length);
        }, other.id);
        must(theirs.length === 1 && theirs[0] === 1, `the other classroom's open lectures: ${JSON.stringify(theirs)}`);
        const { path } = await page.evaluate(async (id) => (await fetch(`/api/attendance/${id}/code`)).json(), lecture);
        const student = await openSignedIn(browser, server, phone, await strangerOf(page, one, other), accounts.password);
        await student.goto(path); // the code on the wall, which names the first classroom's lecture
        await button(student, "Check in").click();
        await heading(student, "You are present").waitFor();
        await student.getByText(other.subject).waitFor();
        noComplaints(student);
        await student.context().close();
        await page.goto("/");
        await page.locator(".live h2", { hasText: `${one.subject} + ${other.subject}` }).waitFor();
        must((await page.locator(".live").count()) === 1, "the hour stands twice on the first page");
        await page.goto(`/lecture/${lecture}`);
        await button(page, "Close attendance").click();
        await page.locator("dialog").getByRole("button", { name: "Close attendance", exact: true }).click();
        await heading(page, "Attendance is closed").waitFor();
    });
    await test("and holds it alone again", async () => {
        await openChoice(page);
        await button(page, "Hold it alone again").click();
        await page.getByText(/^Held alone again/).waitFor();
        must((await page.getByText(/Together with/).count()) === 0, "it is still called held together");
        noComplaints(page);
    });
    await page.context().close();
}
