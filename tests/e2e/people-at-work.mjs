// SPDX-License-Identifier: MIT
// What people do in the app, by the names they see.
import { Client } from "../load/client.mjs";
import { must } from "../load/report.mjs";
import { desktop, openPage } from "./browser.mjs";

export const password = "seven quiet grey geese";
export const grace = { name: "Grace Hall", email: "grace@example.org" };
export const codesMax = 4; // a code is soon old, and the machine may be busy

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const link = (page, name) => page.getByRole("link", { name, exact: true });
export const heading = (page, name) => page.getByRole("heading", { name });

/** Focuses it, and waits until the focus stays: a page that has just come puts it on its heading, a dialog that closes on what opened it. */
export async function focusOn(target) {
    await target.evaluate((node) => new Promise((resolve, reject) => {
        let stayed = 0;
        const look = () => {
            if (!node.isConnected) return reject(new Error("it is not on the page any more"));
            stayed = document.activeElement === node ? stayed + 1 : 0;
            if (stayed > 2) return resolve();
            if (stayed === 0) node.focus();
            requestAnimationFrame(look);
        };
        look();
    }));
}

/** Waits until the focus is there by itself. */
export const focusIsOn = (target) => target.and(target.page().locator(":focus")).waitFor();

/** On the page after signing out, while the server has not heard of it yet. */
export const unheard = (page) => page.locator("[data-farewell=waits]");

/** Fills the form of sign-up or welcome. */
export async function createAccount(page, { name, email }) {
    await page.getByLabel("Full name").fill(name);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await button(page, "Create account").click();
}

export async function signIn(page, { email }) {
    await page.goto("/");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await button(page, "Sign in").click();
}

/** Signs in at the door, in whatever language it is; then the app is there. */
export async function enter(page, email, word = password) {
    await page.goto("/sign-in");
    await page.locator("input[name=email]").fill(email);
    await page.locator("input[name=password]").fill(word);
    await page.locator("form button[type=submit]").click();
    await page.locator("nav.nav").waitFor();
}

/** A page of their own for somebody who has an account. */
export async function openSignedIn(browser, server, options, email, word) {
    const page = await openPage(browser, server, options);
    await enter(page, email, word);
    return page;
}

/** A student follows the classroom's join link and makes an account on the way: then they are in. */
export async function signUpAndJoin(page, person, code) {
    await page.goto(`/join/${code}`);
    await page.getByText("You are joining").waitFor();
    await createAccount(page, person);
    await page.getByText(/You have joined/).first().waitFor();
    await heading(page, /^Hello/).waitFor();
}

/** Waits for `done`; a refusal over the camera ends the wait with its words. */
export async function succeeds(page, done) {
    const sheet = page.locator(".camera-sheet[role=alert]");
    await done.or(sheet).first().waitFor();
    if (!(await done.isVisible())) throw new Error(`refused: ${await sheet.innerText()}`);
}

/** The first administrator's page, by the server's link of its first start. */
export async function takeOffice(browser, server, person = { name: "Ada Head", email: "ada@example.org" }) {
    const page = await openPage(browser, server, desktop);
    await page.goto(`/welcome#${server.welcome}`);
    await createAccount(page, person);
    await heading(page, "Overview").waitFor();
    return page;
}

/** The administrator invites a professor, who signs up: the professor's page. */
export async function inviteProfessor(head, browser, server, person) {
    await head.goto("/invite");
    await head.getByRole("radio", { name: "Professor" }).check();
    await button(head, "Make the link").click();
    const invitation = (await head.getByTestId("invitation-link").innerText()).trim();
    const page = await openPage(browser, server, desktop);
    await page.goto(invitation);
    await createAccount(page, person);
    return page;
}

/** The professor makes a classroom and stays on its page; its join code. */
export async function openClassroom(page, subject) {
    await link(page, "New class").click();
    await page.getByLabel("Subject").fill(subject);
    await button(page, "Create class").click();
    return (await page.locator(".join-code").first().innerText()).trim();
}

/** An administrator, and Grace, who stays on the page of her new classroom: { head, professor, code, classroom }. */
export async function openSchool(browser, server, subject) {
    const head = await takeOffice(browser, server);
    const professor = await inviteProfessor(head, browser, server, grace);
    const code = await openClassroom(professor, subject);
    return { head, professor, code, classroom: new URL(professor.url()).pathname.split("/").pop() };
}

/** Students of the classroom without pages: clients of the API, by name. */
export async function joinAsClients(server, code, names) {
    const students = new Map();
    for (const name of names) {
        const student = new Client(server);
        const email = `${name.toLowerCase().replace(" ", ".")}@example.org`;
        await student.expect(201, "POST", "/api/user/sign-up", { name, email, password, code });
        await student.expect(200, "POST", "/api/student/join", { code });
        students.set(name, student);
    }
    return students;
}

/** From the classroom's page to its settings: how faces are checked from now on, by the name of the choice. */
export async function chooseCheck(page, name) {
    await page.goto(`${new URL(page.url()).pathname}/settings/check-in`);
    await page.getByRole("radio", { name, exact: true }).check();
    await button(page, "Save").click();
    await page.getByText("Saved.").waitFor();
}

/** A class that begins now; its id. */
export async function instantClass(page, subject) {
    await page.goto("/");
    await button(page, `Instant class: ${subject}`).click();
    await heading(page, "Attendance is open").waitFor();
    return new URL(page.url()).pathname.split("/").pop();
}

/** What stands behind the button of a lecture's page for what is seldom done. */
export async function fromMenu(page, name) {
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name, exact: true }).click();
}

/** On the page of an open lecture. */
export async function closeAttendance(page) {
    await button(page, "Close attendance").click();
    await page.getByRole("dialog").getByRole("button", { name: "Close attendance" }).click();
    await heading(page, "Attendance is closed").waitFor();
}

/** Consents and enrols with whoever stands before the camera. */
export async function enrol(page) {
    await page.goto("/face");
    await page.locator("[data-scope=all]").click(); // class photos, too
    await button(page, "I agree, set it up").click();
    await succeeds(page, heading(page, "Your face check is ready"));
}

/** From the app's start page to the camera, one tap. */
export async function tapMark(page) {
    await page.goto("/");
    await link(page, "Mark attendance").click();
}

/** The refusal that lies over the camera: { code, text }. */
export async function refusal(page) {
    const sheet = page.locator(".camera-sheet[role=alert]");
    await sheet.waitFor();
    return { code: await sheet.getAttribute("data-code"), text: await sheet.innerText() };
}

/** Asks the API as the person signed in on this page. */
export function ask(page, method, path, sent) {
    return page.evaluate(async ([verb, target, body]) => {
        const me = await (await fetch("/api/user/me")).json();
        const headers = { ...(verb !== "GET" && { "X-CSRF-Token": me.csrf }), ...(body && { "Content-Type": "application/json" }) };
        const answer = await fetch(target, { method: verb, headers, ...(body && { body }) });
        const text = await answer.text();
        return { status: answer.status, body: text ? JSON.parse(text) : null };
    }, [method, path, sent && JSON.stringify(sent)]);
}

/** The room code that is on the wall, as the staff's page asks for it: { code, path, next_in_ms, valid_until }. */
export const codeNow = async (professor, lecture) => (await ask(professor, "GET", `/api/attendance/${lecture}/code`)).body;

/** What the server says of the check-in that is sent next; where it is too busy, the app asks again by itself. */
export const checkInAnswer = (page) => page.waitForResponse((one) => /\/check-in(\/code)?$/.test(one.url()) && one.status() !== 503);

/**
 * Types the room code that is on the wall and sends it by the button of this name, again when it was old by then: whether it was taken.
 * `other`: the lecture whose wall it is read from, if that is another; its code is typed once.
 */
export async function typeRoomCode(page, professor, lecture, { by = "Check in", other } = {}) {
    for (let tries = 0; tries < codesMax; tries++) {
        await page.getByLabel("Room code").fill((await codeNow(professor, other ?? lecture)).code);
        const answered = checkInAnswer(page);
        await button(page, by).click();
        const answer = await answered;
        if (answer.ok()) return true;
        if (other || (await answer.json()).code !== "code_wrong") return false;
    }
    return false;
}

/** What the staff's list has of somebody. */
export async function markOf(professor, lecture, { name }) {
    const { body } = await ask(professor, "GET", `/api/attendance/${lecture}`);
    return body.marks.find(({ student }) => student.name === name);
}

/** The signs beside a mark, in the order of the alphabet. */
export const flagsOf = (mark) => [...mark.flags].sort();

/** The staff takes all marks of the lecture away. */
export async function takeMarksAway(professor, lecture) {
    const { body } = await ask(professor, "GET", `/api/attendance/${lecture}`);
    for (const { student, status } of body.marks)
        if (status) await ask(professor, "DELETE", `/api/attendance/${lecture}/marks/${student.id}`);
}

/** The names of what the device keeps for the time without a network. */
export const onDevice = (page) => page.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open("ams-kept");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
        if (!request.result.objectStoreNames.contains("kept")) return resolve([]);
        const names = request.result.transaction("kept").objectStore("kept").getAllKeys();
        names.onsuccess = () => {
            request.result.close();
            resolve(names.result.map(String));
        };
    };
}));

/** No script of these pages had anything to say against itself. */
export function noComplaints(...pages) {
    const complaints = pages.flatMap((page) => page.complaints);
    must(complaints.length === 0, complaints.join(" | "));
}

/** Sends the octets of a burst for a challenge, without a camera, as the person signed in on this page: { status, body }. */
export function sendBurst(page, path, challenge, octets) {
    return page.evaluate(async ([target, token, text]) => {
        const { csrf } = await (await fetch("/api/user/me")).json();
        const headers = { "X-CSRF-Token": csrf, "X-Challenge": token, "Content-Type": "application/octet-stream" };
        const answer = await fetch(target, { method: "POST", headers, body: Uint8Array.from(atob(text), (c) => c.charCodeAt(0)) });
        return { status: answer.status, body: await answer.json() };
    }, [path, challenge, octets.toString("base64")]);
}
