// SPDX-License-Identifier: MIT
// An administrator on a new college: the first steps tick themselves, the name stands everywhere, links are handed over where no mail leaves.
import { must, skip, test } from "../load/report.mjs";
import { isAccessible, openBrowser, openPage, phone } from "./browser.mjs";
import { ask, button, createAccount, focusOn, heading, link, takeOffice } from "./people-at-work.mjs";

const name = "Hill College";

/** Which steps are done, as the page shows them. */
async function done(page) {
    await page.goto("/");
    await page.locator("[data-step]").first().waitFor();
    return page.locator("[data-step][data-done=true]").evaluateAll((all) => all.map((one) => one.dataset.step));
}

async function firstSteps(stage) {
    const page = await takeOffice(stage.browser, stage.server);
    stage.page = page;
    must((await done(page)).length === 0, "something is done already");
    must((await page.locator("[data-step]").count()) === 6, "a step is missing");
    await isAccessible(page, "the first steps");
    // By the keyboard alone: the first step's button leads to the field of the name.
    await focusOn(page.locator("[data-step=name] a"));
    await page.keyboard.press("Enter");
    await focusOn(page.getByLabel("Name of the institution"));
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await page.getByText("1 setting holds from now on.").waitFor();
    await page.locator(".brand-name", { hasText: name }).waitFor();
    must((await done(page)).join() === "name", "the name is not ticked");
}

/** The default may be what one wants: saying so is a decision, too. */
async function whoMayJoin(stage) {
    const { page } = stage;
    await link(page, "Choose: Say who may join").click();
    const setting = page.locator("[data-setting=registration]");
    await setting.getByRole("radio", { name: "Invited people" }).check();
    await button(page, "Save: Who may join").click();
    await setting.getByText(/Changed/).waitFor();
    must((await done(page)).join() === "name,registration", "it is not ticked");
}

/** An invitation that nobody has used is listed, and can be taken back: its link is void then. */
async function invite(stage) {
    const { page } = stage;
    await link(page, "Invite: Invite the first professors").click();
    await page.getByLabel("Full name").fill("Grace Hopper");
    await button(page, "Make the link").click();
    const first = (await page.getByTestId("invitation-link").innerText()).trim();
    await link(page, "Invitations").click();
    await page.locator("[data-invitation]", { hasText: "Grace Hopper" }).waitFor();
    await isAccessible(page, "the invitations");
    await button(page, "Take back").click();
    await page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
    await page.getByText("No invitation waits").waitFor();
    const stranger = await openPage(stage.browser, stage.server, phone);
    await stranger.goto(first);
    await stranger.getByText("This invitation is not valid").waitFor();
    await stranger.locator(".brand-name", { hasText: name }).waitFor();
    await page.goto("/invite");
    await button(page, "Make the link").click();
    await stranger.goto("/sign-in");
    await stranger.goto((await page.getByTestId("invitation-link").innerText()).trim());
    await createAccount(stranger, { name: "Grace Hopper", email: "grace@example.org" });
    await stranger.locator("nav.nav").waitFor();
    await stranger.context().close();
    must((await done(page)).includes("professors"), "the professors are not ticked");
}

/** No mail server is set, so nothing says that a link is on its way: it is shown, and works. */
async function handOver(stage) {
    const { page } = stage;
    const { body } = await ask(page, "GET", "/api/admin/users?query=grace");
    await page.goto(`/people/${body.users[0].id}`);
    await page.getByText("Help and safety").click();
    await page.locator("details[open] li", { hasText: "new password" }).getByRole("button", { name: "Make the link" }).click();
    const dialog = page.getByRole("dialog", { name: "The link is ready" });
    await dialog.getByText("has no mail server, so nothing was sent").waitFor();
    await isAccessible(page, "the link to hand over");
    const address = (await dialog.getByTestId("invitation-link").innerText()).trim();
    const grace = await openPage(stage.browser, stage.server, phone);
    await grace.goto(address);
    await grace.getByLabel("New password").fill("nine purple paper boats");
    await button(grace, "Set password").click();
    await heading(grace, "Sign in").waitFor();
    await grace.context().close();
    await button(dialog, "Close").click();
    await page.goto("/mails");
    await page.locator("[data-mail=none]").waitFor();
    await page.getByText("Kept in a file").first().waitFor();
    must((await page.getByText(/^Sent/).count()) === 0, "a mail is told as sent");
    await isAccessible(page, "the outbox without a mail server");
}

/** A class whose professor has left goes to somebody else, chosen by typing. */
async function handClassOver(stage) {
    const { page, browser, server } = stage;
    await page.goto("/invite");
    await button(page, "Make the link").click();
    const alan = await openPage(browser, server, phone);
    await alan.goto((await page.getByTestId("invitation-link").innerText()).trim());
    await createAccount(alan, { name: "Alan Turing", email: "alan@example.org" });
    await alan.locator("nav.nav").waitFor();
    const made = await ask(alan, "POST", "/api/classroom", { subject: "Compilers", timezone: "Europe/Berlin" });
    must(made.status === 201, JSON.stringify(made));
    await page.goto("/classrooms/hand-over");
    await page.getByRole("combobox", { name: "Class" }).fill("compil");
    await page.getByRole("option", { name: /Compilers/ }).click();
    await page.getByRole("combobox", { name: "To whom" }).fill("hopper");
    await page.getByRole("option", { name: /Grace Hopper/ }).waitFor();
    await page.keyboard.press("Enter");
    await isAccessible(page, "handing a class over");
    await button(page, "Hand over").click();
    await page.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
    await page.getByText("The class belongs to Grace Hopper now.").waitFor();
    const { body } = await ask(page, "GET", `/api/classroom/${made.body.id}`);
    must(body.classroom.professor.name === "Grace Hopper", JSON.stringify(body.classroom.professor));
    await alan.context().close();
}

/** What cannot be done here (mail, backup, address) is hidden for good, and back by Undo. */
async function hide(stage) {
    const { page } = stage;
    await page.goto("/");
    await button(page, "Hide the list").click();
    await page.locator("[data-steps]").waitFor({ state: "detached" });
    await button(page.locator(".toast"), "Undo").click();
    await page.locator("[data-steps]").waitFor();
    await button(page, "Hide the list").click();
    await page.locator("[data-steps]").waitFor({ state: "detached" });
    await page.reload();
    await heading(page, "Overview").waitFor();
    await page.getByText("Waiting for you").waitFor();
    must((await page.locator("[data-steps]").count()) === 0, "the list is back");
    await isAccessible(page, "the overview of a young college");
}

/** `server` has no administrator yet. */
export async function sitDown(server) {
    const stage = { browser: await openBrowser(), server };
    let broken = false;
    const step = async (title, body) => {
        if (broken) return skip(`desk: ${title}`, "an earlier step failed");
        await test(`desk: ${title}`, async () => {
            broken = true;
            const told = await body(stage);
            broken = false;
            return told;
        });
    };
    try {
        await step("the first steps are there, and the name ticks its own and stands in the frame", firstSteps);
        await step("who may join is decided", whoMayJoin);
        await step("an invitation is listed, taken back, made anew and used", invite);
        await step("where no mail leaves a link is handed over, and nothing is told as sent", handOver);
        await step("a class is handed over", handClassOver);
        await step("what is left of the list is hidden", hide);
        await step("no page complained", () => must(stage.page.complaints.length === 0, stage.page.complaints.join("\n")));
    } finally {
        await stage.browser.close();
    }
}
