// SPDX-License-Identifier: MIT
// A new version of the web app while two tabs of the one before are open: both learn of it, nothing that is being typed is lost, and both
// end on the new one.
import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chain, must } from "../load/report.mjs";
import { makeFolder, removeFolder, startServer, stopServer } from "../load/server.mjs";
import { openPage, phone, picture, pictureAll } from "./browser.mjs";
import { ask, button, enter, heading } from "./people-at-work.mjs";

const mark = "-next.js";
const words = "A conference in the north.";

/** The app as its next version is served: each script has another name, by which none of the old ones is there, and so has the worker's store. */
function nextVersion(folder) {
    cpSync(process.env.AMS_WEB_DIR ?? "web/dist", folder, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
    const assets = join(folder, "assets");
    const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
    const known = new Set(scripts);
    const change = (path) => {
        const text = readFileSync(path, "utf8").replace(/[\w.-]+\.js\b/g, (name) => (known.has(name) ? name.replace(/\.js$/, mark) : name));
        writeFileSync(path, text.replace(/shell-[0-9a-f]{12}/g, "shell-next"));
        return text;
    };
    for (const name of scripts) {
        change(join(assets, name));
        renameSync(join(assets, name), join(assets, name.replace(/\.js$/, mark)));
    }
    must(change(join(folder, "index.html")).includes(mark), "index.html names no script");
    must(change(join(folder, "sw.js")) !== readFileSync(join(folder, "sw.js"), "utf8"), "the worker's store has no name of its version");
}

const isNew = (page) => page.evaluate((end) => document.querySelector("script[type=module]").src.endsWith(end), mark);
const bar = (page) => page.locator(".bar-info", { hasText: "A new version is ready." });

async function openTwo(stage) {
    const { browser, server, accounts } = stage;
    stage.typing = await openPage(browser, server, phone);
    const page = stage.typing;
    await enter(page, accounts.student, accounts.password);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.goto("/leaves");
    await button(page, "Ask for leave").click();
    stage.form = page.getByRole("dialog", { name: "Ask for leave" });
    await stage.form.getByLabel("What kind").selectOption({ index: 1 });
    await stage.form.getByLabel("Reason").fill(words);
    stage.reading = await page.context().newPage();
    await stage.reading.goto("/");
    await heading(stage.reading, /^Hello/).waitFor();
    // A professor elsewhere writes to a class.
    stage.writing = await openPage(browser, server, phone);
    await enter(stage.writing, accounts.professor, accounts.password);
    await stage.writing.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const { body } = await ask(stage.writing, "GET", "/api/classroom");
    await stage.writing.goto(`/classroom/${body.classrooms[0].id}/board/new`);
    await stage.writing.getByLabel("Title").fill(words);
}

/** As when somebody comes back to the tab, where the page looks for a new version. */
const comeBack = (page) => page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));

/** As where the network is slow: what the old version keeps for pages to come takes for ever. */
async function hangRest({ typing }) {
    const worker = typing.context().serviceWorkers()[0];
    await worker.evaluate(() => {
        const fetchNow = self.fetch.bind(self);
        self.fetch = (asked, how) => (typeof asked !== "string" || !asked.startsWith("/assets/")) ? fetchNow(asked, how)
            : new Promise((_, reject) => how?.signal?.addEventListener("abort", () => reject(how.signal.reason)));
    });
    await typing.evaluate(async () => {
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const { url } of await cache.keys()) if (/\/calendar[^/]*\.js$/.test(url)) await cache.delete(url);
        }
        navigator.serviceWorker.controller.postMessage({ do: "rest", language: "en" });
    });
}

async function serveNext(stage) {
    const { server, folder, web, typing, reading } = stage;
    nextVersion(web);
    await stopServer(server);
    Object.assign(server, await startServer(folder, { AMS_PORT: String(server.port), AMS_WEB_DIR: web }));
    for (let tries = 0; !(await bar(reading).isVisible()); tries++) {
        must(tries < 200, "the page does not learn of the new version");
        await comeBack(reading);
        await reading.waitForTimeout(100);
    }
    await bar(typing).waitFor();
    must(!(await isNew(typing)) && !(await isNew(reading)), "it came by itself");
    await picture(reading, "update-ready", false);
}

/** Whoever presses Reload over what is not saved yet is asked first, as on every other way out; over a form with state of its own, too. */
async function asksFirst(stage) {
    const { writing } = stage;
    for (let tries = 0; !(await bar(writing).isVisible()); tries++) {
        must(tries < 200, "the page does not learn of the new version");
        await comeBack(writing);
        await writing.waitForTimeout(100);
    }
    const title = writing.getByLabel("Title");
    const question = writing.getByRole("dialog", { name: "Discard your changes?" });
    await button(bar(writing), "Reload").click();
    await button(question, "Cancel").click();
    await question.waitFor({ state: "detached" });
    must((await title.inputValue()) === words && !(await isNew(writing)), "what was typed is gone");
    await button(bar(writing), "Reload").click();
    await button(question, "Discard").click();
    await writing.waitForFunction((end) => document.querySelector("script[type=module]")?.src.endsWith(end), mark);
    await title.waitFor();
    must((await title.inputValue()) === "" && (await bar(writing).count()) === 0, "it is not the new version");
}

async function takeIt(stage) {
    const { typing, reading, form } = stage;
    await button(bar(reading), "Reload").click();
    await reading.waitForFunction((end) => document.querySelector("script[type=module]")?.src.endsWith(end), mark);
    await heading(reading, /^Hello/).waitFor();
    must((await bar(reading).count()) === 0, "the new version offers itself again");
    must(!(await isNew(typing)), "the other tab was loaded anew");
    must((await form.getByLabel("Reason").inputValue()) === words, "what was typed is gone");
    await button(form, "Send").click();
    await typing.locator("[data-leave]", { hasText: words }).waitFor();
    await bar(typing).waitFor();
}

/** The files of the old version are nowhere any more: a page that it had not fetched is the new one's. */
async function goesOn(stage) {
    const { typing } = stage;
    await typing.waitForFunction(async () => !(await caches.keys()).some((name) => /^shell-[0-9a-f]{12}$/.test(name)));
    const devtools = await typing.context().newCDPSession(typing);
    await devtools.send("Network.clearBrowserCache");
    await typing.locator("nav.nav").getByRole("link", { name: "Calendar" }).click();
    await heading(typing, "Calendar").waitFor();
    must(await isNew(typing), "the old version goes on");
    must((await bar(typing).count()) === 0, "the new version offers itself again");
    const broken = [...stage.typing.complaints].filter((each) => !/ERR_CONNECTION|Failed to fetch dynamically/.test(each));
    must(broken.length === 0, broken.join("; "));
}

export async function update(browser, server, accounts, folder) {
    const stage = { browser, server, accounts, folder, web: makeFolder() };
    const step = chain(() => pictureAll(browser, "update-failed"));
    try {
        await step("update: two tabs are open, and something is typed in one of them", () => openTwo(stage));
        await step("update: the old version is still being kept", () => hangRest(stage));
        await step("update: both learn that a new version is served, and neither takes it by itself", () => serveNext(stage));
        await step("update: who writes a post is asked before Reload takes it away", () => asksFirst(stage));
        await step("update: one takes it, and what was typed in the other is sent", () => takeIt(stage));
        await step("update: the other goes on with a page of the new version", () => goesOn(stage));
    } finally {
        removeFolder(stage.web);
    }
}
