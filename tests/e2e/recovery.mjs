// SPDX-License-Identifier: MIT
// What can befall a camera in the middle of a check: it is taken away, paused, covered, the person looks elsewhere or turns the phone. Each
// time the check goes on by itself, or says what it is and how to go on; nothing is sent that was not a whole check, and nobody is accused.
import { chain, must } from "../load/report.mjs";
import { isAccessible, openBrowser, openPage, picture, pictureAll, visitor } from "./browser.mjs";
import { ask, button, chooseCheck, enrol, heading, instantClass, noComplaints, openSchool, refusal, signUpAndJoin,
    succeeds } from "./people-at-work.mjs";

const anna = { name: "Anna Lind", email: "anna@example.org" };
const subject = "Optics";
const accusations = /fake|cheat|spoof|fraud|attack|suspicio|printed|a screen|not living|no living|somebody else/i;

/** Runs in the page, before its scripts: what befalls the camera, and the moment for it. */
function befall() {
    const { lens } = window;
    if (!lens) return; // no page yet
    Object.assign(lens, {
        // A device that is gone: its track ends by itself, which the page is told; by its own stop it would not be.
        lose() {
            lens.track.stop();
            lens.track.dispatchEvent(new Event("ended"));
        },
        mute(yes) {
            lens.still = yes;
            Object.defineProperty(lens.track, "muted", { configurable: true, get: () => yes });
            lens.track.dispatchEvent(new Event(yes ? "mute" : "unmute"));
        },
        hide(yes) {
            Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (yes ? "hidden" : "visible") });
            document.dispatchEvent(new Event("visibilitychange"));
        },
        /** Once, as soon as the first picture of a check is being taken. */
        whileTaking(act) {
            lens.struck = new Promise((resolve) => {
                const watch = new MutationObserver(() => {
                    if (!/^Picture \d/.test(document.querySelector(".camera-words")?.textContent ?? "")) return;
                    watch.disconnect();
                    act();
                    resolve();
                });
                watch.observe(document, { subtree: true, childList: true, characterData: true });
            });
        },
    });
}

async function furnish(stage) {
    const { browser, server } = stage;
    Object.assign(stage, await openSchool(browser, server, subject));
    await chooseCheck(stage.professor, "Quick check"); // people of the cameras' videos keep still
    stage.page = await openPage(browser, server, visitor);
    const { page } = stage;
    await page.context().addInitScript(befall);
    await signUpAndJoin(page, anna, stage.code);
    await enrol(page);
    stage.lecture = await instantClass(stage.professor, subject);
    stage.me = (await ask(page, "GET", "/api/user/me")).body.user.id;
    stage.sent = [];
    page.on("request", (request) => request.url().endsWith("/check-in") && stage.sent.push(request.url()));
}

const words = (page) => page.locator(".camera-words");
const says = (page, text) => words(page).filter({ hasText: text }).waitFor();
const opened = (page) => page.evaluate(() => window.lens.opened);

/** Before the camera, with the check not yet begun: `setUp` runs in the page. */
async function begin({ page }, setUp) {
    await page.goto("/");
    await page.evaluate(setUp);
    await page.getByRole("link", { name: "Mark attendance", exact: true }).click();
}

/** Marked by the one check that was whole; then the mark is taken away again for the next. */
async function isMarked({ page, professor, lecture, me, sent }) {
    await succeeds(page, heading(page, "You are present"));
    must(sent.length === 1, `${sent.length} checks were sent`);
    sent.length = 0;
    noComplaints(page);
    const { status } = await ask(professor, "DELETE", `/api/attendance/${lecture}/marks/${me}`);
    must(status < 300, `the mark is not taken away: ${status}`);
    const { body } = await ask(professor, "GET", `/api/attendance/${lecture}`);
    must(body.refused.length === 0, `refused: ${JSON.stringify(body.refused)}`);
}

async function tryAgain(page) {
    await button(page, "Try again").click();
    await page.locator(".camera-sheet").waitFor({ state: "detached" });
}

const struck = (page) => page.evaluate(() => window.lens.struck);

async function loses(stage) {
    const { page } = stage;
    await begin(stage, () => window.lens.whileTaking(() => window.lens.lose()));
    await struck(page);
    await isMarked(stage);
    must((await opened(page)) === 2, `it was opened ${await opened(page)} times`);
}

async function losesForGood(stage) {
    const { page } = stage;
    await begin(stage, () => (window.lens.dark = true));
    await says(page, "Nothing to see");
    // As a phone that is turned again and again.
    for (let times = 2; times <= 4; times++) {
        await page.evaluate(() => window.lens.lose());
        await page.waitForFunction((n) => window.lens.opened === n, times);
        await says(page, "Nothing to see");
    }
    await page.evaluate(() => {
        window.lens.refuse = "NotReadableError";
        window.lens.lose();
    });
    const lost = await refusal(page);
    must(lost.code === "camera_lost" && /Nothing was sent/.test(lost.text) && !accusations.test(lost.text), `it says ${lost.code}: ${lost.text}`);
    await isAccessible(page, "a camera that is lost");
    await picture(page, "camera-lost", false);
    await button(page, "Try again").click();
    await page.locator("[data-code=camera_in_use]").waitFor();
    const taken = await refusal(page);
    must(/Another app/.test(taken.text) && !accusations.test(taken.text), `it says ${taken.text}`);
    await page.evaluate(() => Object.assign(window.lens, { refuse: null, dark: false }));
    await tryAgain(page);
    await isMarked(stage);
}

async function pauses(stage) {
    const { page } = stage;
    await begin(stage, () => window.lens.whileTaking(() => window.lens.mute(true)));
    await struck(page);
    await says(page, "The camera is paused. It goes on by itself.");
    await isAccessible(page, "a paused camera");
    await picture(page, "camera-paused", false);
    await button(page, "Check in by room code instead").waitFor();
    await page.evaluate(() => window.lens.mute(false));
    await isMarked(stage);
    must((await opened(page)) === 1, "it was opened anew");
}

async function looksElsewhere(stage) {
    const { page } = stage;
    await begin(stage, () => window.lens.whileTaking(() => window.lens.hide(true)));
    await struck(page);
    await words(page).filter({ hasNotText: /^Picture/ }).waitFor(); // half a burst is worth nothing
    must(stage.sent.length === 0, "half a check was sent");
    // While it is out of sight the phone takes the camera away, and nobody else may have it.
    await page.evaluate(() => {
        window.lens.refuse = "NotReadableError";
        window.lens.lose();
    });
    await page.locator("[data-code=camera_in_use]").waitFor();
    await page.evaluate(() => {
        window.lens.refuse = null;
        window.lens.hide(false);
    });
    await page.locator(".camera-sheet").waitFor({ state: "detached" });
    await isMarked(stage);
}

async function isCovered(stage) {
    const { page } = stage;
    await begin(stage, () => (window.lens.dark = true));
    await says(page, "Nothing to see: is something over the camera?");
    await isAccessible(page, "a covered camera");
    await picture(page, "camera-covered", false);
    await page.evaluate(() => (window.lens.dark = false));
    await isMarked(stage);
}

/** Everything that the check needs comes to lie on the screen: a page that was just turned is still being laid out. */
async function inView(page, ...selectors) {
    const { width, height } = page.viewportSize();
    for (const selector of selectors) {
        const look = () => page.locator(selector).boundingBox();
        const fits = (box) => box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
        let box = await look();
        for (let tries = 0; !fits(box) && tries < 50; tries++, box = await look()) await page.waitForTimeout(100);
        must(fits(box), `${selector} lies at ${JSON.stringify(box)}`);
    }
}

async function turnsThePhone(stage) {
    const { page } = stage;
    await begin(stage, () => Object.assign(window.lens, { upright: true, dark: true }));
    await says(page, "Nothing to see");
    await inView(page, ".oval", ".camera-words", ".camera-close");
    await page.setViewportSize({ width: 844, height: 390 });
    await page.evaluate(() => (window.lens.upright = false));
    await page.waitForFunction(() => document.querySelector("video").videoWidth > document.querySelector("video").videoHeight);
    await inView(page, ".oval", ".camera-words", ".camera-close");
    await isAccessible(page, "the camera of a phone that lies");
    await picture(page, "camera-landscape", false);
    // And back in the middle of a burst.
    await page.evaluate(() => {
        window.lens.whileTaking(() => (window.lens.upright = true));
        window.lens.dark = false;
    });
    await struck(page);
    await page.setViewportSize(visitor.viewport);
    await isMarked(stage);
}

/** Who presses the button with the camera covered is told what the server saw, no more. */
async function triesCovered(stage) {
    const { page } = stage;
    await begin(stage, () => (window.lens.dark = true));
    await button(page, "Take the check").click();
    const { code, text } = await refusal(page);
    must(code === "no_face" && !accusations.test(text), `it says ${code}: ${text}`); // not that the same picture came again
    must(/\n/.test(text) && (await button(page, "Try again").isVisible()), `it does not say how to go on: ${text}`);
    await picture(page, "camera-covered-refused", false);
    await page.evaluate(() => (window.lens.dark = false));
    await tryAgain(page);
    await succeeds(page, heading(page, "You are present"));
}

/** `server` has no administrator yet. */
export async function recover(server) {
    const stage = { server, browser: await openBrowser("anna") };
    const step = chain(() => pictureAll(stage.browser, "failed-camera"));
    try {
        await step("camera: a student before an open lecture", () => furnish(stage));
        await step("camera: taken away in the middle of a check, it is opened again and the check goes on", () => loses(stage));
        await step("camera: lost again, and not to be had: it says so, and how to go on", () => losesForGood(stage));
        await step("camera: paused by the phone, it says so, and goes on by itself", () => pauses(stage));
        await step("camera: who looks elsewhere in the middle of a check goes on after coming back", () => looksElsewhere(stage));
        await step("camera: covered, it says so, and goes on when it sees again", () => isCovered(stage));
        await step("camera: a phone that is turned, and back in the middle of a check", () => turnsThePhone(stage));
        await step("camera: covered and tried all the same, the refusal says what to do and accuses nobody", () => triesCovered(stage));
    } finally {
        await stage.browser.close();
    }
}
