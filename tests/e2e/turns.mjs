// SPDX-License-Identifier: MIT
// A classroom that asks for head turns, in real browsers: a rendered head that turns is marked, a face that does not turn is not.
import { must, skip, test } from "../load/report.mjs";
import { existsSync } from "node:fs";
import { accessibilityFaults, desktop, openBrowser, openPage, phone, picture } from "./browser.mjs";
import { ask, button, createAccount, enrol, heading, link, refusal, signIn, signUpAndJoin, succeeds, tapMark } from "./people-at-work.mjs";

const video = "build/samples/video/anna-turns.mjpeg";
const anna = { name: "Anna Lind", email: "anna@example.org" };
const subject = "Optics";
const triesMax = 4;

async function furnish(stage) {
    stage.professor = await openPage(stage.still, stage.server, desktop);
    const page = stage.professor;
    await page.goto(`/welcome#${stage.server.welcome}`);
    await createAccount(page, { name: "Ada Head", email: "ada@example.org" });
    await heading(page, "Overview").waitFor();
    await page.goto("/invite");
    await page.getByRole("radio", { name: "Professor" }).check();
    await button(page, "Make the link").click();
    const invitation = (await page.getByTestId("invitation-link").innerText()).trim();
    await page.context().close();
    stage.professor = await openPage(stage.still, stage.server, desktop);
    await stage.professor.goto(invitation);
    await createAccount(stage.professor, { name: "Grace Hall", email: "grace@example.org" });
    await link(stage.professor, "New classroom").click();
    await stage.professor.getByLabel("Subject").fill(subject);
    await button(stage.professor, "Create classroom").click();
    stage.code = (await stage.professor.locator(".join-code").first().innerText()).trim();
}

async function choose(stage) {
    const page = stage.professor;
    await page.getByText("How faces are checked").click();
    await page.getByRole("radio", { name: "Head turns", exact: true }).check({ force: true });
    await page.getByText(/three head turns/).waitFor();
    await button(page, "Save").click();
    await page.locator("[data-policy=active]").waitFor();
    const faults = await accessibilityFaults(page);
    must(faults.length === 0, `axe on the classroom: ${faults.join(" | ")}`);
    await picture(page, "turns-policy");
    await page.goto("/");
    await button(page, `Instant class: ${subject}`).click();
    await heading(page, "Attendance is open").waitFor();
    stage.lecture = new URL(page.url()).pathname.split("/").pop();
}

async function stillFace(stage) {
    const page = await openPage(stage.still, stage.server, phone);
    await signUpAndJoin(page, anna, stage.code);
    await enrol(page);
    await tapMark(page);
    const { code } = await refusal(page);
    must(["wrong_pose", "flat_face", "repeated_frames"].includes(code), `refused as ${code}`);
    const { body } = await ask(stage.professor, "GET", `/api/attendance/${stage.lecture}`);
    must(body.counts.marked === 0, "a face that does not turn was marked");
    await page.context().close();
    return code;
}

async function turningHead(stage) {
    const page = await openPage(stage.turning, stage.server, phone);
    await signIn(page, anna);
    await heading(page, /^Hello/).waitFor();
    const poses = [];
    await page.exposeFunction("posed", (pose) => poses.at(-1) !== pose && poses.push(pose));
    await page.addInitScript(() => {
        new MutationObserver(() => {
            const pose = document.querySelector("main[data-pose]")?.dataset.pose;
            if (pose) window.posed(pose);
        }).observe(document, { subtree: true, childList: true, attributes: true });
    });
    await tapMark(page);
    await page.locator("main[data-pose]").waitFor();
    await picture(page, "turns-step", false);
    // The head is rendered and plays on whatever is asked: as for people, not every try succeeds.
    const present = heading(page, "You are present");
    for (let tries = 1; ; tries++) {
        await present.or(page.locator(".camera-sheet[role=alert]")).first().waitFor();
        if ((await present.isVisible()) || tries === triesMax) break;
        poses.length = 0;
        await page.getByRole("button", { name: "Try again" }).click(); // after three it counts down first
    }
    await succeeds(page, present);
    must(poses.length >= 3 && new Set(poses).size === 3, `poses shown: ${poses.join(", ")}`);
    const { body } = await ask(stage.professor, "GET", `/api/attendance/${stage.lecture}`);
    must(body.marks[0].status === "P" && body.marks[0].method === "face", "the professor does not see the mark");
    must(page.complaints.length === 0, page.complaints.join(" | "));
    return poses.join(", ");
}

/** `server` has no administrator yet. */
export async function turn(server) {
    if (!existsSync(video)) return skip("head turns", `${video} is not made (bench/heads)`);
    const stage = { server, still: await openBrowser("anna"), turning: await openBrowser("anna-turns") };
    try {
        await test("turns: a classroom and its people", () => furnish(stage));
        await test("turns: the professor asks for head turns", () => choose(stage));
        await test("turns: a face that does not turn is refused", () => stillFace(stage));
        await test("turns: a head that turns is marked", () => turningHead(stage));
    } finally {
        await stage.still.close();
        await stage.turning.close();
    }
}
