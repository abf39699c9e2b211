// SPDX-License-Identifier: MIT
// An administrator leads a trial with volunteers, a rendered head before the camera: it enrols, checks in, keeps still as a print would,
// and what is counted is what was played; afterwards nothing of the volunteer is left.
import { existsSync } from "node:fs";
import { chain, must, skip } from "../load/report.mjs";
import { isAccessible, openBrowser, openPage, phone, picture, pictureAll } from "./browser.mjs";
import { stand } from "./camera.mjs";
import { ask, button, noComplaints, signIn, takeOffice } from "./people-at-work.mjs";

const pictures = "build/samples/turning/0-centre-held-0.jpg";
const head = { name: "Ada Head", email: "ada@example.org" };
const state = async (page) => (await ask(page, "GET", "/api/admin/face-trial")).body;

/** The administrator's phone, with the head before its camera as `acting` has it. */
async function openTrial(stage, take, acting) {
    const page = await openPage(stage.browser, stage.server, phone);
    await stand(page, take, acting);
    await signIn(page, head);
    await page.locator("nav.nav").waitFor();
    await page.goto("/face-trial");
    await page.getByRole("heading", { name: "Trial with volunteers" }).waitFor();
    return page;
}

const volunteer = (page) => page.locator("[data-volunteer=fern]");

/** After the camera: what was said, and back to the list. */
async function outcome(page, wanted, words) {
    const sheet = page.locator("[data-outcome]");
    await sheet.waitFor({ timeout: 90_000 });
    const said = await sheet.innerText();
    must((await sheet.getAttribute("data-outcome")) === wanted && said.includes(words), `said ${wanted}: ${said}`);
    await picture(page, `trial-outcome-${wanted}`, false);
    await button(page, "Done").click();
    await volunteer(page).waitFor();
}

async function begin(stage) {
    const page = await openTrial(stage, 1);
    await isAccessible(page, "no trial yet");
    await button(page, "Begin a trial").click();
    await button(page, "Add a volunteer").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Add a volunteer" }).click();
    await page.locator("[name=word][aria-invalid=true]").waitFor();
    await page.locator("input[name=word]").fill("fern");
    await page.locator("input[name=groups]").fill("glasses, under 20");
    await isAccessible(page, "adding a volunteer");
    await picture(page, "trial-add", false);
    await dialog.getByRole("button", { name: "Add a volunteer" }).click();
    await volunteer(page).waitFor();
    const { running } = await state(page);
    must(running.volunteers[0].groups.join() === "glasses,under 20", `groups: ${running.volunteers[0].groups}`);
    await isAccessible(page, "a trial that goes on");
    await picture(page, "trial-begun");
    stage.page = page;
}

async function enrol(stage) {
    await volunteer(stage.page).getByRole("button", { name: "Enrol" }).click();
    await outcome(stage.page, "good", "Enrolled");
    must((await state(stage.page)).running.volunteers[0].enrolled, "not enrolled");
}

async function checkIn(stage) {
    await volunteer(stage.page).getByRole("button", { name: "Check in" }).click();
    await outcome(stage.page, "good", "Recognised");
    const [{ looks, turns }] = (await state(stage.page)).running.volunteers;
    must(looks === 1 && turns === 1, `${looks} looks, ${turns} turns`);
    await stage.page.context().close();
}

async function attack(stage) {
    const page = await openTrial(stage, 2, { still: true });
    await volunteer(page).getByRole("button", { name: "Attack" }).click();
    await page.locator("input[name=species]").fill("print");
    await isAccessible(page, "an attack");
    await picture(page, "trial-attack", false);
    await page.getByRole("dialog").getByRole("button", { name: "To the camera" }).click();
    await outcome(page, "good", "Taken for an attack");
    must((await state(page)).running.volunteers[0].attacks === 1, "the attack is not counted");
    stage.page = page;
}

const figure = (page, name, look) => page.locator(`[data-figure=${name}][data-look=${look}]`).first();

async function count(stage) {
    const { page } = stage;
    await button(page, "Count and end").click();
    await page.getByRole("dialog").getByRole("button", { name: "Count and end" }).click();
    await page.locator("[data-people='1']").waitFor();
    const told = await figure(page, "APCER", "turn").innerText();
    must(told.includes("0 of 1") && told.includes("the least stopped"), `of the attack: ${told}`);
    must((await figure(page, "FNMR", "turn").innerText()).includes("0 of 1"), "the check-in was not recognised");
    await page.getByText("Not shown, for fewer than 3 people are in it or beside it: glasses, under 20.").waitFor();
    const { running, last } = await state(page);
    must(running === null && !JSON.stringify(last).includes("fern"), "something of the volunteer is left");
    await isAccessible(page, "the figures of a trial");
    await picture(page, "trial-counted");
    noComplaints(page);
    await page.context().close();
}

/** `server` has no administrator yet. */
export async function trial(server) {
    if (!existsSync(pictures)) return skip("the trial with volunteers", `${pictures} is not made (tools/render-heads)`);
    const stage = { server, browser: await openBrowser("emma") };
    const step = chain(() => pictureAll(stage.browser, "failed-trial"));
    try {
        await step("trial: an administrator", async () => (await takeOffice(stage.browser, server, head)).context().close());
        await step("trial: begun, and a volunteer added by a word", () => begin(stage));
        await step("trial: the volunteer enrols", () => enrol(stage));
        await step("trial: a check-in is recognised and taken for a living person", () => checkIn(stage));
        await step("trial: a face that keeps still is taken for an attack", () => attack(stage));
        await step("trial: counted, and nothing of the volunteer is left", () => count(stage));
    } finally {
        await stage.browser.close();
    }
}
