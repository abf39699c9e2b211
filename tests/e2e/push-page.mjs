// SPDX-License-Identifier: MIT
// Being told in a browser, as a student does it: a tap turns it on, a push is shown in a general sentence of the person's language, a tap on it
// leads to its page, the mark takes it away, and signing out ends it. Chromium's own push service cannot be reached from here, so the
// browser's subscription is a stand-in and the pushes come through its debugger; without a head it has no screen for notifications either,
// so a list stands in for that. What leaves the server: push.mjs.
import { createECDH } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { signUp } from "../load/college.mjs";
import { must, test } from "../load/report.mjs";
import { isAccessible, openBrowser, openPage, phone } from "./browser.mjs";
import { button, signIn, unheard } from "./people-at-work.mjs";

const waitMs = 40_000; // a guard against hanging, not a measurement
const dora = { name: "Dora Vale", email: "dora.vale@example.org" };

/** Runs in the page, before its scripts: a subscription as Chromium would make it. */
function standIn(point) {
    const key = "stand-in";
    const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
    const made = () => ({
        options: { userVisibleOnly: true, applicationServerKey: bytes(localStorage.getItem(key)).buffer },
        toJSON: () => ({ endpoint: "https://push.example.org/stand-in", expirationTime: null, keys: { p256dh: point, auth: "BTBZMqHH6r4Tts7J_aSIgg" } }),
        unsubscribe: () => Promise.resolve(localStorage.removeItem(key)),
    });
    PushManager.prototype.getSubscription = () => Promise.resolve(localStorage.getItem(key) ? made() : null);
    PushManager.prototype.subscribe = ({ userVisibleOnly, applicationServerKey }) => {
        if (!userVisibleOnly || applicationServerKey.length !== 65) return Promise.reject(new TypeError("no such subscription"));
        localStorage.setItem(key, btoa(String.fromCharCode(...applicationServerKey)));
        return Promise.resolve(made());
    };
    ServiceWorkerRegistration.prototype.getNotifications = async ({ tag } = {}) => (await globalThis.onScreen("read"))
        .filter((one) => tag === undefined || one.tag === tag).map((one) => ({ ...one, close: () => globalThis.onScreen("close", one.tag) }));
    // Headless Chromium asks nobody: what the test says is what the person says.
    Object.defineProperty(Notification, "permission", { get: () => localStorage.getItem("permission") ?? "default" });
    Notification.requestPermission = () => Promise.resolve(Notification.permission === "default"
        ? (localStorage.setItem("permission", localStorage.getItem("answer") ?? "granted"), Notification.permission) : Notification.permission);
}

async function furnish(server) {
    const administrator = await signUp(server, "Ada Head", { invitation: server.welcome });
    const { link } = await administrator.expect(201, "POST", "/api/admin/invitations", { role: "professor" });
    const professor = await signUp(server, "Grace Hall", { invitation: link.split("#")[1] });
    const classroom = await professor.expect(201, "POST", "/api/classroom", { subject: "Optics", policy: "passive" });
    const student = await signUp(server, dora.name, { code: classroom.join_code });
    await student.expect(200, "POST", "/api/student/join", { code: classroom.join_code });
    const lecture = await professor.expect(201, "POST", `/api/classroom/${classroom.id}/instant`, { minutes: 60 });
    return { professor, student, lecture: lecture.id };
}

/** Runs in the service worker: what it shows, as a screen would. */
function screen() {
    const list = [];
    const close = (tag) => list.splice(0, list.length, ...list.filter((one) => one.tag !== tag));
    globalThis.onScreen = list;
    globalThis.offScreen = close;
    ServiceWorkerRegistration.prototype.showNotification = async (title, { data, ...more }) => {
        close(more.tag);
        list.push({ title, path: data.path, ...more });
    };
}

/** The service worker with a screen, and a way to hand it pushes. */
async function watch(page) {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    const [worker] = page.context().serviceWorkers();
    await worker.evaluate(screen);
    await page.context().exposeFunction("onScreen", (act, tag) =>
        worker.evaluate(([what, which]) => (what === "close" ? globalThis.offScreen(which) : globalThis.onScreen), [act, tag]));
    const debug = await page.context().newCDPSession(page);
    let registration = null;
    debug.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        registration = registrations.find(({ isDeleted }) => !isDeleted)?.registrationId ?? registration;
    });
    await debug.send("ServiceWorker.enable");
    for (let waited = 0; registration === null && waited < waitMs; waited += 50) await pause(50);
    must(registration !== null, "there is no service worker");
    const origin = new URL(page.url()).origin;
    return (data) => debug.send("ServiceWorker.deliverPushMessage", { origin, registrationId: registration, data });
}

/** What stands on the screen, once there are so many. */
async function shown(page, count) {
    for (let waited = 0; ; waited += 50) {
        const found = await page.context().serviceWorkers()[0].evaluate(() => globalThis.onScreen);
        if (found.length === count) return found;
        must(waited < waitMs, `${JSON.stringify(found)} on the screen`);
        await pause(50);
    }
}

const subscriptions = async ({ student }) => (await student.expect(200, "GET", "/api/user/push")).subscriptions;

async function turnOn(stage) {
    const { page } = stage;
    await page.goto("/notifications/choices");
    await page.locator("[data-push=off]").waitFor();
    must((await subscriptions(stage)).length === 0, "it is on by itself");
    await isAccessible(page, "notifications turned off");
    await button(page, "Turn on notifications here").click();
    await page.locator("[data-push=on]").waitFor();
    await isAccessible(page, "notifications turned on");
    const [one] = await subscriptions(stage);
    must(one && /^Chrome on /.test(one.device) && !one.current, JSON.stringify(one));
    await button(page, "Send a test").click();
    await page.getByText("On its way.").waitFor();
    await page.reload();
    await page.locator("[data-push=on]").waitFor();
}

async function choose({ page, student }) {
    const row = page.locator("[data-kind=graded]");
    await row.getByLabel("Push").uncheck();
    await button(page, "Save").click();
    await page.getByText("Your choices are saved").waitFor();
    const { kinds } = await student.expect(200, "GET", "/api/user/notification-choices");
    const graded = kinds.find(({ kind }) => kind === "graded");
    must(graded.app && !graded.push && kinds.find(({ kind }) => kind === "window_opened").push, JSON.stringify(graded));
}

async function show(stage) {
    const { page, lecture } = stage;
    const opened = JSON.stringify({ kind: "window_opened", tag: `lecture-${lecture}`, path: `/mark/${lecture}` });
    stage.deliver = await watch(page);
    await stage.deliver(opened);
    const [one] = await shown(page, 1);
    must(one.title === "Attendance is open" && one.tag === `lecture-${lecture}` && one.path === `/mark/${lecture}`, JSON.stringify(one));
    await stage.deliver(opened); // takes the place of the first
    await shown(page, 1);
    // Whatever comes is shown, and leads nowhere else.
    await stage.deliver("no json");
    await stage.deliver(JSON.stringify({ kind: "of_tomorrow", tag: "2", path: "https://elsewhere.example/" }));
    const [, ...strange] = await shown(page, 3);
    must(strange.every(({ title, path }) => title === "There is something new" && path === "/notifications"), JSON.stringify(strange));
}

async function speak({ page, deliver }) {
    await page.goto("/account");
    await page.getByRole("combobox", { name: "Language" }).selectOption("ar");
    await page.locator("html[lang=ar]").waitFor();
    await deliver(JSON.stringify({ kind: "test", tag: "test", path: "/notifications/choices" }));
    const one = (await shown(page, 4)).find(({ tag }) => tag === "test");
    must(one.title === "الإشعارات تعمل" && one.lang === "ar" && one.dir === "rtl", JSON.stringify(one));
    await page.locator("select").first().selectOption("en");
    await page.locator("html[lang=en]").waitFor();
}

/** A tap on it: the page that is open goes there by itself, without being loaded anew. */
async function tap({ page, lecture }) {
    await page.goto("/");
    await page.evaluate(() => (globalThis.sameDocument = true));
    const [worker] = page.context().serviceWorkers();
    await worker.evaluate(async (tag) => {
        const { path } = globalThis.onScreen.find((one) => one.tag === tag);
        const notification = { data: { path }, close: () => globalThis.offScreen(tag) };
        globalThis.dispatchEvent(Object.assign(new ExtendableEvent("notificationclick"), { notification }));
    }, `lecture-${lecture}`);
    await page.waitForURL(`**/mark/${lecture}`);
    must(await page.evaluate(() => globalThis.sameDocument === true), "the page was loaded anew");
    await shown(page, 3);
}

async function settle({ page, professor, student, lecture, deliver }) {
    await deliver(JSON.stringify({ kind: "window_opened", tag: `lecture-${lecture}`, path: `/mark/${lecture}` }));
    await shown(page, 4);
    await professor.expect(200, "PUT", `/api/attendance/${lecture}/marks/${student.id}`, { status: "P" });
    await page.goto(`/mark/${lecture}`);
    await page.getByText("You are present").waitFor();
    must((await shown(page, 3)).every(({ tag }) => tag !== `lecture-${lecture}`), "it still asks for the mark");
}

/** Signing out ends it here and there; the next person in this browser is told nothing until they say so. */
async function signOut(stage) {
    const { page } = stage;
    await page.goto("/account");
    await button(page, "Sign out").first().click();
    await page.getByLabel("E-mail").waitFor();
    await unheard(page).waitFor({ state: "detached" });
    must((await subscriptions(stage)).length === 0, "the server still tells this browser");
    await page.waitForFunction(() => localStorage.getItem("stand-in") === null && localStorage.getItem("ams-push") === null);
    await signIn(page, dora);
    await page.locator(".bell").first().waitFor();
    await page.goto("/notifications/choices");
    await page.locator("[data-push=off]").waitFor();
}

/** A session that ends by itself takes the subscription along; whoever signs in again as the same person has it back. */
async function goOn(stage) {
    const { page, student } = stage;
    await button(page, "Turn on notifications here").click();
    await page.locator("[data-push=on]").waitFor();
    const { sessions } = await student.expect(200, "GET", "/api/user/sessions");
    const other = sessions.find(({ current }) => !current);
    await student.expect(204, "DELETE", `/api/user/sessions/${other.id}`);
    must((await subscriptions(stage)).length === 0, "it outlives its session");
    await page.reload();
    await page.getByLabel("E-mail").waitFor();
    await signIn(page, dora);
    for (let waited = 0; (await subscriptions(stage)).length === 0; waited += 50) {
        must(waited < waitMs, "it did not go on");
        await pause(50);
    }
}

async function turnOff(stage) {
    const { page } = stage;
    await page.goto("/notifications/choices");
    await button(page, "Turn off").click();
    await page.locator("[data-push=off]").waitFor();
    must((await subscriptions(stage)).length === 0, "it is still on");
}

async function say(stage) {
    const { page } = stage;
    await page.evaluate(() => localStorage.setItem("permission", "denied"));
    await page.reload();
    await page.locator("[data-push=denied]").waitFor();
    await page.getByText("Your browser blocks notifications here").waitFor();
    await isAccessible(page, "notifications blocked");
    await page.evaluate(() => localStorage.setItem("permission", "granted"));
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.locator("[data-push=off]").waitFor();
}

export async function beTold(server) {
    const stage = await furnish(server);
    const browser = await openBrowser();
    const ecdh = createECDH("prime256v1");
    const page = await openPage(browser, server, { ...phone, permissions: ["notifications"] });
    await page.context().addInitScript(standIn, ecdh.generateKeys("base64url"));
    Object.assign(stage, { page });
    try {
        await signIn(page, dora);
        await page.locator(".bell").first().waitFor();
        await test("told: a tap turns it on, and tries it", () => turnOn(stage));
        await test("told: by push or not, kind by kind", () => choose(stage));
        await test("told: a push is shown in a general sentence", () => show(stage));
        await test("told: in the language of the person", () => speak(stage));
        await test("told: a tap leads to the page", () => tap(stage));
        await test("told: the mark takes it away", () => settle(stage));
        await test("told: signing out ends it", () => signOut(stage));
        await test("told: the next sign-in of the same person has it back", () => goOn(stage));
        await test("told: a tap turns it off", () => turnOff(stage));
        await test("told: a browser that blocks it says so, and what to do", () => say(stage));
        await test("told: nothing complained", () => must(page.complaints.length === 0, page.complaints.join("\n")));
    } finally {
        await browser.close();
    }
}
