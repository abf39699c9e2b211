// SPDX-License-Identifier: MIT
// Every page of the demo college, on a phone, on a desktop, in the dark, right to left and in Hindi: axe finds nothing, nothing sticks out
// sideways. With AMS_PICTURES=1 a picture of each is kept in build/screenshots; of those that something is wrong with, always.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { must, test } from "../load/report.mjs";
import { accessibilityFaults, desktop, openPage, phone, picture, visitor } from "./browser.mjs";
import { enter } from "./people-at-work.mjs";

// The dark is other colours on the same page (web/src/ui/style/tokens.css): axe looks at those, and the page is not opened again.
const colours = ["color-contrast", "link-in-text-block"];
// Another language is other words, the other way round, on the same page: colours and structure were looked at in English.
const words = ["cat.name-role-value", "cat.text-alternatives", "cat.forms", "cat.language"];
// `dark`: what its pictures in the dark are called; without one, none are taken. A desktop's own parts are looked at in the dark alone.
export const variants = {
    phone: { ...phone, dark: "dark" },
    desktop: { ...desktop, colorScheme: "dark", serviceWorkers: "block" },
    arabic: { ...visitor, locale: "ar" },
    hindi: { ...visitor, locale: "hi" },
};

export const doors = { "sign-in": "/sign-in", "sign-up": "/sign-up", welcome: "/welcome#wrong", forgot: "/forgot", first: "/first", reset: "/reset#wrong",
    "confirm-email": "/confirm-email#wrong", kiosk: "/kiosk", "mail-off": "/mail-off#wrong" };
const calendar = { calendar: "/calendar", agenda: "/calendar/agenda/2026-11-16", week: "/calendar/week/2026-11-16", month: "/calendar/month/2026-11-16" };
const own = { account: "/account", security: "/account/security", devices: "/account/devices", "calendar-link": "/account/calendar",
    "my-data": "/account/data", "be-forgotten": "/account/forgotten", programs: "/account/programs", inbox: "/inbox", notifications: "/notifications", choices: "/notifications/choices" };

/** `tries`: a file is sent, so that there is a job to look at. */
export async function firstIds(page, { tries = true } = {}) {
    return page.evaluate(async (tries) => {
        const { classrooms } = await (await fetch("/api/classroom")).json();
        const classroom = classrooms[0].id;
        const { lectures } = await (await fetch(`/api/classroom/${classroom}`)).json();
        const people = await fetch("/api/admin/users?role=student&limit=1");
        const person = people.ok ? (await people.json()).users[0].id : 0;
        const board = await fetch(`/api/classroom/${classroom}/board`);
        const { items } = board.ok ? await board.json() : { items: [] };
        const item = (items.find((one) => one.kind === "assessment") ?? items[0])?.id ?? 0;
        const roster = await fetch(`/api/classroom/${classroom}/students`);
        const student = roster.ok ? (await roster.json()).students[0].id : 0;
        // A file that nobody can guess the columns of, tried: professors and administrators have a page of it.
        const { csrf, user: { role } } = await (await fetch("/api/user/me")).json();
        const imports = role === "administrator" ? "/api/admin/imports/users" : `/api/classroom/${classroom}/imports/lectures`;
        const tried = !tries ? { ok: false } : await fetch(`${imports}?name=odd.csv`, { method: "POST", body: new Blob(["PersNr;Wer\n0017;ida@odd.example\n0018;\n"]),
            headers: { "X-CSRF-Token": csrf, "Content-Type": "application/octet-stream" } });
        const { id: job } = tried.ok ? await tried.json() : { id: 0 };
        for (let state = tried.ok ? "waiting" : ""; state === "waiting" || state === "running"; ) {
            await new Promise((done) => setTimeout(done, 100));
            ({ state } = await (await fetch(`/api/user/jobs/${job}`)).json());
        }
        return { classroom, person, item, student, job, lecture: lectures.find((lecture) => lecture.window)?.id ?? lectures[0].id };
    }, tries);
}

export function pagesOf(role, { classroom, lecture, person, item, student, job }) {
    if (role === "student")
        return { home: "/", subjects: "/subjects", record: `/record/${classroom}`, asked: `/record/${classroom}/requests`, join: "/join", face: "/face", leaves: "/leaves", mark: `/mark/${lecture}`, pin: "/account/pin",
            board: `/classroom/${classroom}/board`, item: `/classroom/${classroom}/board/${item}`, requests: `/classroom/${classroom}/requests`,
            invited: "/join/ABCD2345", receipt: "/receipt", rules: `/classroom/${classroom}/rules`, ...own, ...calendar, nowhere: "/nowhere" };
    const shared = { home: "/", classroom: `/classroom/${classroom}`, register: `/classroom/${classroom}/register`,
        lecture: `/lecture/${lecture}`, project: `/lecture/${lecture}/project`, board: `/classroom/${classroom}/board`, requests: `/classroom/${classroom}/requests`,
        item: `/classroom/${classroom}/board/${item}`, grades: `/classroom/${classroom}/board/${item}/grades`,
        students: `/classroom/${classroom}/students`, "class-settings": `/classroom/${classroom}/settings`, "class-rules": `/classroom/${classroom}/rules`,
        "class-student": `/classroom/${classroom}/students/${student}`, copy: `/classroom/${classroom}/copy`, job: `/jobs/${job}`, groups: `/classroom/${classroom}/groups`, statistics: `/classroom/${classroom}/statistics`, ...own };
    if (role === "professor") return { ...shared, ...calendar, import: `/classroom/${classroom}/import`,
        schedule: `/classroom/${classroom}/schedule`, "new-classroom": "/classrooms/new", write: `/classroom/${classroom}/board/new`,
        edit: `/classroom/${classroom}/board/${item}/edit`, advised: "/advised", photo: `/lecture/${lecture}/photo`,
        "class-holidays": `/classroom/${classroom}/holidays`, classes: "/classes",
        ...Object.fromEntries(["general", "check-in", "proofs", "statuses", "thresholds", "joining", "staff", "archive"].map((group) =>
            [`class-settings-${group}`, `/classroom/${classroom}/settings/${group}`])) };
    return { ...shared, "leave-kinds": "/leave-kinds", leaves: "/leaves", people: "/people", codes: "/people/codes", person: `/people/${person}`, merge: `/people/${person}/merge`, erase: `/people/${person}/erase`,
        classrooms: "/classrooms", "hand-over": "/classrooms/hand-over", invite: "/invite", invitations: "/invitations", imports: "/imports",
        system: "/system", doctor: "/system/doctor", backup: "/system/backup", storage: "/system/storage", flags: "/system/flags", kiosks: "/system/kiosks", providers: "/system/providers", "office-programs": "/system/programs", jobs: "/jobs",
        mails: "/mails", settings: "/settings", "settings-group": "/settings/kept", audit: "/audit", "audit-marks": "/audit?group=marks",
        consents: "/consents", "face-threshold": "/face-threshold", "face-trial": "/face-trial", retention: "/retention", report: "/report", rules: "/rules", holidays: "/holidays" };
}

/** Who may see what, as the tables of the web app's features say it: [pattern, roles]. */
function routesOfTheApp() {
    const folder = "web/src/features";
    const source = readdirSync(folder).map((feature) => `${folder}/${feature}/routes.tsx`).filter((path) => existsSync(path))
        .map((path) => readFileSync(path, "utf8")).join("\n");
    const words = { STUDENT: ["student"], PROFESSOR: ["professor"], ADMINISTRATOR: ["administrator"], STAFF: ["professor", "administrator"],
        PEOPLE: ["student", "professor"], ALL: ["student", "professor", "administrator"] };
    const routes = [...source.matchAll(/pattern: '([^']+)',\s+roles: ([A-Z]+)/g)].map(([, pattern, roles]) => [pattern, words[roles]]);
    must(routes.length > 40, "the tables of pages in web/src/features are not read any more");
    return routes;
}

/** Pages that nobody looks at here, though they belong to staff alone, to students alone or to somebody at least. */
function unseen() {
    const paths = Object.fromEntries(["student", "professor", "administrator"].map((role) =>
        [role, Object.values(pagesOf(role, { classroom: 1, lecture: 1, person: 1, item: 1, student: 1, job: 1 }))]));
    return routesOfTheApp().filter(([pattern, roles]) => {
        const shape = new RegExp(`^${pattern.replace(/:[a-z]+/g, "[^/]+")}$`);
        return !roles.some((role) => paths[role].some((path) => shape.test(path)));
    }).map(([pattern]) => pattern);
}

/** What is wrong with the page as it stands, as sentences. */
async function look(page, name, rules) {
    const faults = await accessibilityFaults(page, rules);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) faults.push(`the page is ${wide} px wider than the screen`);
    if (faults.length > 0 || process.env.AMS_PICTURES) await picture(page, name);
    return faults.map((fault) => `${name}: ${fault}`);
}

async function visit(page, light, dark, path, rules) {
    await page.goto(path);
    await page.locator(".splash").waitFor({ state: "detached" }); // it has a heading of its own
    await page.locator("h1").first().waitFor();
    await page.locator(".skeleton:visible").first().waitFor({ state: "hidden" }); // one in a closed part waits for its opening
    await page.evaluate(() => document.fonts.ready);
    // What is out of sight is drawn, too, so that it is looked at in the colours of the moment.
    await page.evaluate(() => {
        for (const row of document.querySelectorAll(".roll-row")) row.style.contentVisibility = "visible";
    });
    let faults = await look(page, light, rules);
    if (faults.some((fault) => fault.includes("page-has-heading-one"))) { // it led on to another page, which was still being fetched
        await page.locator("h1").first().waitFor();
        faults = await look(page, light, rules);
    }
    if (dark) {
        await page.emulateMedia({ colorScheme: "dark" });
        // Colours change gradually, as under a finger, and who inherits one begins when the other has ended: look when all have arrived.
        await page.evaluate(async () => {
            let moving = [];
            do {
                await Promise.allSettled(moving.map((animation) => animation.finished));
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                moving = document.getAnimations().filter((animation) => Number.isFinite(animation.effect.getComputedTiming().endTime));
            } while (moving.length > 0);
        });
        faults.push(...(await look(page, dark, { only: colours })));
        await page.emulateMedia({ colorScheme: "light" });
    }
    return faults;
}

async function walk(browser, server, accounts, variant) {
    const { dark, ...options } = variants[variant];
    const faults = [];
    let count = 0;
    for (const role of ["nobody", "student", "professor", "administrator"]) {
        const page = await openPage(browser, server, options);
        if (role !== "nobody") await enter(page, accounts[role], accounts.password);
        const pages = role === "nobody" ? doors : pagesOf(role, await firstIds(page));
        for (const [name, path] of Object.entries(pages)) {
            faults.push(...(await visit(page, `${variant}-${role}-${name}`, dark && `${dark}-${role}-${name}`, path,
                options.locale ? { only: words } : {})));
            count++;
        }
        faults.push(...page.complaints);
        await page.context().close();
    }
    must(faults.length === 0, `\n  ${faults.join("\n  ")}`);
    return `${count} pages`;
}

/** No page of the web app is left out of the gallery. */
export async function nothingUnseen() {
    await test("every page of the web app hangs in the gallery", () => {
        const missing = unseen();
        must(missing.length === 0, `not looked at: ${missing.join(", ")}`);
    });
}

/** One of the variants. `accounts`: e-mail by role, and their password. */
export async function hang(browser, server, accounts, variant) {
    const { dark, colorScheme } = variants[variant];
    const scheme = dark ? ", light and dark" : colorScheme ? `, ${colorScheme}` : "";
    await test(`every page, ${variant}${scheme}: axe finds nothing and nothing sticks out`, () => walk(browser, server, accounts, variant));
}
