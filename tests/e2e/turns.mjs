// SPDX-License-Identifier: MIT
// A classroom as it is made, which asks for a little turn, then one that asks for head turns; in real browsers, with a rendered head
// before the camera: it is marked when it turns as it is asked, refused when it keeps still or turns to the other side, and refused when
// its own earlier pictures are played again.
import { existsSync } from "node:fs";
import { chain, must, skip, until } from "../load/report.mjs";
import { isAccessible, openBrowser, openPage, picture, pictureAll, visitor } from "./browser.mjs";
import { stand, takenBy } from "./camera.mjs";
import { ask, chooseCheck, closeAttendance, enrol, heading, instantClass, noComplaints, openSchool, refusal, sendBurst, signIn, signUpAndJoin,
    succeeds, tapMark } from "./people-at-work.mjs";

const pictures = "build/samples/turning/0-centre-held-0.jpg";
const emma = { name: "Emma Lund", email: "emma@example.org" };
const subject = "Optics";

async function furnish(stage) {
    const { browser, server } = stage;
    const { head, professor, code } = await openSchool(browser, server, subject);
    await head.context().close();
    Object.assign(stage, { professor, code });
}

async function openClassroomPage(page) {
    const { body } = await ask(page, "GET", "/api/classroom");
    await page.goto(`/classroom/${body.classrooms[0].id}`);
}

async function choose(stage) {
    const page = stage.professor;
    await openClassroomPage(page);
    await chooseCheck(page, "Head turns");
    await page.getByText(/asks for three head turns/).waitFor();
    await isAccessible(page, "the classroom");
    await picture(page, "turns-policy");
    await page.goto(`/lecture/${stage.lecture}`);
}

async function join(stage) {
    const page = await openPage(stage.browser, stage.server, visitor);
    await signUpAndJoin(page, emma, stage.code);
    await enrol(page);
    await page.context().close();
    stage.lecture = await instantClass(stage.professor, subject);
}

/** Emma before the camera as `stand` has her, up to the tap. `page.poses` collects what she is asked for. */
async function begin(stage, take, acting) {
    const page = await openPage(stage.browser, stage.server, visitor);
    page.poses = [];
    await stand(page, take, acting);
    await page.exposeFunction("posed", (pose) => page.poses.push(pose));
    await page.addInitScript(() => {
        let last = null;
        new MutationObserver(() => {
            const pose = document.querySelector("main[data-pose]")?.dataset.pose ?? null;
            if (pose && pose !== last) window.posed(pose);
            last = pose;
        }).observe(document, { subtree: true, childList: true, attributes: true });
    });
    await signIn(page, emma);
    await heading(page, /^Hello/).waitFor();
    await tapMark(page);
    return page;
}

/** Until she has been asked for something. Not until it stands there: where the machine is busy, that is over before anybody looks. */
const asked = (page) => until(() => page.poses.length > 0, "a pose that is asked for");

async function marks(stage) {
    const { body } = await ask(stage.professor, "GET", `/api/attendance/${stage.lecture}`);
    return body;
}

async function refused(stage, page, codes) {
    const { code } = await refusal(page);
    must(codes.includes(code), `refused as ${code}`);
    must((await marks(stage)).counts.marked === 0, "marked all the same");
    noComplaints(page);
    await page.context().close();
    return code;
}

/** The default: looks ahead, then turns a little to the side that is said then. */
async function littleTurn(stage) {
    const page = await begin(stage, 4);
    await asked(page);
    await picture(page, "turn-look", false);
    await succeeds(page, heading(page, "You are present"));
    const poses = page.poses.join(", ");
    must(/^centre, (left|right)$/.test(poses), `poses shown: ${poses}`);
    const [mark] = (await marks(stage)).marks;
    must(mark.status === "P" && mark.method === "face", `the professor sees ${JSON.stringify(mark)}`);
    noComplaints(page);
    await page.context().close();
    return poses;
}

async function littleStill(stage) {
    const page = await begin(stage, 3, { still: true });
    return refused(stage, page, ["wrong_pose"]);
}

/** A head that turns to the side that was not asked for, as a recording does half of the time. */
async function littleWrongWay(stage) {
    await closeAttendance(stage.professor);
    stage.lecture = await instantClass(stage.professor, subject);
    const page = await begin(stage, 5, { otherWay: true });
    return refused(stage, page, ["wrong_pose"]);
}

/** A camera that stands on its head: nobody is compared through it. */
async function upsideDown(stage) {
    await closeAttendance(stage.professor);
    stage.lecture = await instantClass(stage.professor, subject);
    const page = await begin(stage, 2, { upsideDown: true });
    return refused(stage, page, ["turned"]);
}

/** Told to show the whole face, not to go to better light. */
async function masked(stage) {
    await closeAttendance(stage.professor);
    await openClassroomPage(stage.professor);
    await chooseCheck(stage.professor, "Quick check");
    stage.lecture = await instantClass(stage.professor, subject);
    const page = await begin(stage, 1, { still: true, masked: true });
    await page.getByText("Take off dark glasses or a mask").waitFor();
    await picture(page, "turns-masked", false);
    return refused(stage, page, ["covered"]);
}

async function stillFace(stage) {
    // From the front only: where straight ahead is asked for she passes that step and no other. On a slow machine the twelve seconds
    // of a step end before its tries are used up.
    const page = await begin(stage, 2, { still: true });
    return refused(stage, page, ["wrong_pose", "flat_face", "repeated_frames", "bad_timing"]);
}

async function turningHead(stage, take) {
    const page = await begin(stage, take);
    await asked(page);
    await picture(page, `turns-step-${take}`, false);
    await succeeds(page, heading(page, "You are present"));
    const poses = page.poses.join(", ");
    must(page.poses.length === 3 && new Set(page.poses).size === 3, `poses shown: ${poses}`);
    const [mark] = (await marks(stage)).marks;
    must(mark.status === "P" && mark.method === "face", `the professor sees ${JSON.stringify(mark)}`);
    noComplaints(page);
    stage.taken = await takenBy(page, page.poses);
    await page.context().close();
    return poses;
}

/** Before a camera: the page compresses them anew. Whether they are known again or show the wrong pose first is luck. */
async function playedAgain(stage) {
    await closeAttendance(stage.professor);
    stage.lecture = await instantClass(stage.professor, subject);
    const page = await begin(stage, 1, { played: stage.taken });
    return refused(stage, page, ["repeated_frames", "wrong_pose", "flat_face", "bad_timing"]);
}

/** Without any camera, as they were sent: known by their bytes, whatever pose is asked for. */
async function sentAgain(stage) {
    const page = await openPage(stage.browser, stage.server, visitor);
    await signIn(page, emma);
    await heading(page, /^Hello/).waitFor();
    const path = `/api/attendance/${stage.lecture}/challenge`;
    const { challenge, step } = (await ask(page, "POST", path)).body;
    await new Promise((resolve) => setTimeout(resolve, step.hold_ms + 100));
    const frame = Buffer.from(stage.taken[0], "base64");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(frame.length);
    const { status, body: { code } } = await sendBurst(page, `${path}/step`, challenge, Buffer.concat([length, frame]));
    must(status === 422 && code === "repeated_frames", `answered ${status} ${code}`);
    must((await marks(stage)).counts.marked === 0, "marked all the same");
    await page.context().close();
}

/** `server` has no administrator yet. */
export async function turn(server) {
    if (!existsSync(pictures)) return skip("head turns", `${pictures} is not made (tools/render-heads)`);
    const stage = { server, browser: await openBrowser("emma") };
    const step = chain(() => pictureAll(stage.browser, "failed-turns"));
    try {
        await step("turns: a classroom and its professor", () => furnish(stage));
        await step("turns: a student joins and enrols", () => join(stage));
        await step("turn: a face that keeps still is refused", () => littleStill(stage));
        await step("turn: a head that turns a little is marked", () => littleTurn(stage));
        await step("turn: a head that turns to the other side is refused", () => littleWrongWay(stage));
        await step("turns: the professor asks for head turns", () => choose(stage));
        await step("turns: a face that keeps still is refused", () => stillFace(stage));
        await step("turns: a head that turns as asked is marked", () => turningHead(stage, 0));
        await step("turns: the pictures of that check, played again, are refused", () => playedAgain(stage));
        await step("turns: the very pictures, sent again without a camera, are refused", () => sentAgain(stage));
        await step("turns: the student herself turns again and is marked", () => turningHead(stage, 1));
        await step("turns: a camera that stands on its head is told so", () => upsideDown(stage));
        await step("turns: a head behind a mask is told so", () => masked(stage));
    } finally {
        await stage.browser.close();
    }
}
