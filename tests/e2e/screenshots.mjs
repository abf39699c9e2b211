// SPDX-License-Identifier: MIT
// Usage: node tests/e2e/screenshots.mjs [docs | ROLE[:PAGE,...]...]: pictures of every page of the demo college, in every language, in the
// light and the dark, 320, 390, 768 and 1440 px wide, in build/screenshots. `docs`: only those of docs/pictures. `nobody student:home,join`:
// only the pages of these roles, or some of them. From the project's root, after `make` and tools/build-web (`make screenshots` and
// `make pictures` do that).
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeFolder, removeFolder, startServer, stopServer } from "../load/server.mjs";
import { openBrowser, openPage } from "./browser.mjs";
import { doors, firstIds, pagesOf } from "./gallery.mjs";
import { enter } from "./people-at-work.mjs";

const languages = ["en-GB", "ar", "hi"];
const widths = { 320: { height: 640, touch: true }, 390: { height: 844, touch: true }, 768: { height: 1024, touch: true }, 1440: { height: 900, touch: false } };
const roles = ["nobody", "student", "professor", "administrator"];

/** What the documents show: [file, role, page, width, height, scheme, what has to be there]. */
const shown = [
    ["student-today", "student", "home", 390, 844, "light"], ["student-record", "student", "record", 390, 844, "light"],
    ["student-calendar", "student", "agenda", 390, 844, "dark"], ["consent", "student", "face", 390, 844, "light"],
    ["professor-today", "professor", "home", 1280, 800, "light"], ["live", "professor", "lecture", 390, 844, "light"],
    ["projector", "professor", "project", 1280, 720, "light", "[data-testid=room-code]"], ["register", "professor", "register", 1280, 800, "light"],
    ["statistics", "professor", "statistics", 1280, 800, "light"], ["class", "professor", "classroom", 1280, 800, "light"],
    ["overview", "administrator", "home", 1280, 800, "light"], ["system", "administrator", "system", 1280, 800, "light"],
];
const quality = 82;

async function settle(page) {
    await page.locator(".splash").waitFor({ state: "detached" });
    await page.locator("h1").first().waitFor();
    await page.locator(".skeleton:visible").first().waitFor({ state: "hidden" });
    await page.evaluate(() => document.fonts.ready);
}

async function signedIn(browser, server, accounts, role, options, ids) {
    const page = await openPage(browser, server, options);
    if (role !== "nobody") await enter(page, accounts[role], accounts.password);
    return { page, pages: role === "nobody" ? doors : pagesOf(role, await firstIds(page, ids)) };
}

/** What is asked for, by role: names of pages, or null for all of them. */
function wanted(asked) {
    if (asked.length === 0) return new Map(roles.map((role) => [role, null]));
    return new Map(asked.map((one) => {
        const [role, names] = one.split(":");
        if (!roles.includes(role)) throw new Error(`${role} is none of ${roles.join(", ")}`);
        return [role, names ? names.split(",") : null];
    }));
}

/** Everything asked for, a folder a language, width and scheme. */
async function takeAll(browser, server, accounts, asked) {
    let count = 0;
    for (const locale of languages)
        for (const [width, { height, touch }] of Object.entries(widths))
            for (const [role, names] of asked) {
                const options = { locale, viewport: { width: Number(width), height }, isMobile: touch, hasTouch: touch, serviceWorkers: "block" };
                const { page, pages } = await signedIn(browser, server, accounts, role, options);
                for (const [name, path] of Object.entries(pages).filter(([one]) => !names || names.includes(one))) {
                    await page.goto(path);
                    await settle(page);
                    for (const colorScheme of ["light", "dark"]) {
                        await page.emulateMedia({ colorScheme });
                        const folder = join("build/screenshots", `${locale.slice(0, 2)}-${width}-${colorScheme}`);
                        mkdirSync(folder, { recursive: true });
                        await page.screenshot({ path: join(folder, `${role}-${name}.png`), fullPage: true, animations: "disabled" });
                        count++;
                    }
                }
                await page.context().close();
            }
    console.log(`${count} pictures in build/screenshots`);
}

/** Small, for the documents. */
async function takeShown(browser, server, accounts) {
    mkdirSync("docs/pictures", { recursive: true });
    for (const [file, role, name, width, height, colorScheme, part = "h1"] of shown) {
        const touch = width < 768;
        const options = { viewport: { width, height }, isMobile: touch, hasTouch: touch, colorScheme, serviceWorkers: "block" };
        const { page, pages } = await signedIn(browser, server, accounts, role, options, { tries: false });
        if (!pages[name]) throw new Error(`${role} has no page ${name}`);
        await page.goto(pages[name]);
        await settle(page);
        await page.locator(part).first().waitFor();
        await page.screenshot({ path: join("docs/pictures", `${file}.jpg`), type: "jpeg", quality, animations: "disabled" });
        await page.context().close();
    }
    console.log(`${shown.length} pictures in docs/pictures`);
}

const folder = makeFolder();
await promisify(execFile)(process.env.AMS_BINARY ?? "build/ams", ["demo"], { env: { ...process.env, AMS_DATA_DIR: folder } });
const text = readFileSync(join(folder, "demo-accounts.txt"), "utf8");
const accounts = Object.fromEntries(["administrator", "professor", "student"].map((name) => [name, text.match(new RegExp(`^${name} +(\\S+)`, "m"))[1]]));
accounts.password = text.match(/^password +(.*?)(?:  .*)?$/m)[1];
const server = await startServer(folder, process.env.AMS_WEB_DIR ? { AMS_WEB_DIR: process.env.AMS_WEB_DIR } : {});
const browser = await openBrowser();
try {
    const asked = process.argv.slice(2);
    if (asked.includes("docs")) await takeShown(browser, server, accounts);
    else await takeAll(browser, server, accounts, wanted(asked));
} finally {
    await browser.close();
    await stopServer(server);
    removeFolder(folder);
}
