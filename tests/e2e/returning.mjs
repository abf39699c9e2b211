// SPDX-License-Identifier: MIT
// Coming back to a page, going away from work that is not saved, and a page that breaks: in a real browser, on the demo college.
import { must, test } from "../load/report.mjs";
import { desktop, isAccessible, openPage, phone, picture } from "./browser.mjs";
import { button, enter } from "./people-at-work.mjs";

/** The page's height of a small window, and how far it is scrolled. */
const scrolled = (page) => page.evaluate(() => Math.round(window.scrollY));
const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

const oneLecture = "main a[href^='/lecture/']";

/** From a long list of lectures to one of them, by a link of the page. */
async function goToLecture(page) {
    await page.evaluate(() => window.scrollTo(0, 300));
    await page.locator(oneLecture).last().evaluate((link) => link.click());
    await page.waitForURL(/\/lecture\//);
    await page.locator("h1").waitFor();
    must((await scrolled(page)) === 0, "a new page does not begin at its top");
}

async function comeBack(page) {
    const classroom = await page.evaluate(async () => (await (await fetch("/api/classroom")).json()).classrooms[0].id);
    const read = page.waitForResponse(/\/api\/classroom\/\d+$/);
    await page.goto(`/classroom/${classroom}`);
    await (await read).finished();
    await page.locator(oneLecture).first().waitFor();
    await goToLecture(page);
    // The server is kept waiting: what is shown was remembered.
    await page.route("**/api/classroom/**", async (route) => {
        await drawn(page);
        await route.continue();
    });
    const known = page.waitForResponse(/\/api\/classroom\/\d+$/);
    await page.goBack();
    await page.waitForFunction(() => Math.round(window.scrollY) === 300);
    await known;
    await page.unroute("**/api/classroom/**");
    await drawn(page);
    must((await scrolled(page)) === 300, "it does not stay where one had scrolled to");
}

/** Signed out, nothing of what was read is on the page or in memory. */
async function forget(page, accounts) {
    await page.goto("/account");
    await button(page, "Sign out").click();
    await page.waitForURL(/sign-in/);
    await page.goBack();
    await page.waitForURL(/sign-in/);
    await page.getByLabel("E-mail").waitFor();
    must((await page.locator(oneLecture).count()) === 0, "a lecture is shown to nobody");
    await enter(page, accounts.professor, accounts.password);
}

async function keepWork(page) {
    await page.goto("/leaves");
    await button(page, "Ask for leave").waitFor(); // before it is left, so that there is something to come back to
    await page.locator("nav.nav a").first().click();
    await page.waitForURL((url) => url.pathname !== "/leaves");
    await page.goBack();
    await page.waitForURL((url) => url.pathname === "/leaves");
    await button(page, "Ask for leave").click();
    const form = page.getByRole("dialog", { name: "Ask for leave" });
    await form.getByLabel("Reason").fill("A conference.");
    await form.getByRole("button", { name: "Cancel" }).click();
    const question = page.getByRole("dialog", { name: "Discard your changes?" });
    await isAccessible(page, "the question about unsaved work");
    await picture(page, "unsaved");
    await question.getByRole("button", { name: "Cancel" }).click();
    must((await form.getByLabel("Reason").inputValue()) === "A conference.", "what was typed is gone");
    await page.evaluate(() => history.forward());
    await question.getByRole("button", { name: "Cancel" }).click();
    must(new URL(page.url()).pathname === "/leaves", "it went away all the same");
    await page.evaluate(() => history.forward());
    await question.getByRole("button", { name: "Discard" }).click();
    await page.waitForURL((url) => url.pathname !== "/leaves");
}

/** On a page without the tests' own watch for faults. */
async function breakPage(browser, server) {
    const context = await browser.newContext({ baseURL: `https://localhost:${server.port}`, ignoreHTTPSErrors: true, serviceWorkers: "block" });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").waitFor();
    const told = page.waitForResponse((answer) => answer.url().endsWith("/api/client-error"));
    await page.evaluate(() => void setTimeout(() => JSON.parse('"Ada Byron'), 0));
    must((await told).status() === 204, "the report was refused");
    const line = server.log.split("\n").find((each) => each.includes("page_broke"));
    must(line?.includes("at /sign-in (index-"), `it is not in the log: ${line}`);
    must(!line.includes("Byron"), `the log says what was in the data: ${line}`);
    await context.close();
}

export async function comeAndGo(browser, server, accounts) {
    const page = await openPage(browser, server, { ...desktop, viewport: { width: 1280, height: 500 } });
    await enter(page, accounts.professor, accounts.password);
    await test("going back shows a page at once, where one had scrolled to, and reads it anew behind that", () => comeBack(page));
    await test("nothing that was read is there for who comes after", () => forget(page, accounts));
    const student = await openPage(browser, server, phone);
    await enter(student, accounts.student, accounts.password);
    await test("unsaved work is asked about before it is thrown away", () => keepWork(student));
    await test("a page that breaks tells the server's log, and nothing of anybody", () => breakPage(browser, server));
}
