// SPDX-License-Identifier: MIT
// "I checked in, but it shows absent": a check-in, its receipt saved, the mark changed by the professor, and what the receipt says then: to
// the student, and to somebody without an account; an altered one; what the device keeps without a network, and after signing out.
import { readFileSync } from "node:fs";
import { chain, must } from "../load/report.mjs";
import { desktop, isAccessible, openPage, phone, picture, pictureAll, visitor } from "./browser.mjs";
import { ask, button, codeNow, onDevice, openSignedIn } from "./people-at-work.mjs";

const open = ({ browser, server, accounts }, options, email) => openSignedIn(browser, server, options, email, accounts.password);

async function checkIn(stage) {
    stage.professor = await open(stage, desktop, stage.accounts.professor);
    stage.student = await open(stage, phone, stage.accounts.student);
    const { body: home } = await ask(stage.student, "GET", "/api/student/home");
    const live = home.live[0];
    Object.assign(stage, { lecture: live.lecture.id, classroom: live.lecture.classroom_id });
    const { body: me } = await ask(stage.student, "GET", "/api/user/me");
    stage.me = me.user?.id ?? me.id;
    const { code } = await codeNow(stage.professor, stage.lecture);
    const { status } = await ask(stage.student, "POST", `/api/attendance/${stage.lecture}/check-in/code`, { code });
    must(status === 200, `the check-in is answered ${status}`);
}

const sheetOf = async ({ student, lecture, classroom }) => {
    await student.goto(`/record/${classroom}`);
    await student.locator(`[data-receipt="${lecture}"]`).click();
    const sheet = student.getByRole("dialog");
    await sheet.locator(".receipt-facts").waitFor();
    return sheet;
};

async function save(stage) {
    const sheet = await sheetOf(stage);
    await sheet.getByText("Room code · by the student").waitFor();
    await isAccessible(stage.student, "a receipt");
    await picture(stage.student, "receipt", false);
    const coming = stage.student.waitForEvent("download");
    await sheet.getByRole("button", { name: "Save" }).click();
    const file = await coming;
    must(/^receipt-\d{4}-\d\d-\d\d-\d+\.txt$/.test(file.suggestedFilename()), `it is called ${file.suggestedFilename()}`);
    stage.file = await file.path();
    stage.saved = readFileSync(stage.file, "utf8");
    stage.line = await sheet.locator(".receipt-text").inputValue();
    must(stage.saved.trim().endsWith(stage.line), "the file holds another receipt");
    await sheet.getByRole("button", { name: "QR code" }).click();
    await sheet.getByRole("img", { name: /QR code/ }).waitFor();
    await isAccessible(stage.student, "a receipt's QR code");
}

/** In light and in dark. */
async function isAccessibleInBoth(page, name) {
    await isAccessible(page, name);
    for (const colorScheme of ["dark", "light"]) {
        await page.emulateMedia({ colorScheme });
        // Who inherits a colour begins to change when the other has ended: look when all have arrived.
        await page.evaluate(async () => {
            let moving = [];
            do {
                await Promise.allSettled(moving.map(({ finished }) => finished));
                await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
                moving = document.getAnimations().filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime));
            } while (moving.length > 0);
        });
        if (colorScheme === "dark") await isAccessible(page, `${name}, in the dark`);
    }
}

const verdict = (page, code) => page.locator(`[data-verdict=${code}]`).waitFor();

async function stands(stage) {
    const page = await openPage(stage.browser, stage.server, visitor); // who has no account
    stage.visitor = page;
    await page.goto("/receipt");
    await page.getByLabel("Receipt", { exact: true }).fill(stage.saved);
    await isAccessibleInBoth(page, "the check of a receipt");
    await button(page, "Check").click();
    await verdict(page, "stands");
    must((await page.getByText("checked by this browser").count()) === 2, "the browser has not looked itself");
    await isAccessibleInBoth(page, "a receipt that stands");
}

async function changed(stage) {
    const { status } = await ask(stage.professor, "PUT", `/api/attendance/${stage.lecture}/marks/${stage.me}`, { status: "A" });
    must(status === 200, `the professor's mark is answered ${status}`);
    const page = stage.student;
    await page.goto("/receipt");
    await page.getByLabel("Receipt", { exact: true }).fill(stage.line);
    await button(page, "Check").click();
    await verdict(page, "changed");
    await page.locator(".receipt-facts").getByText("Present").waitFor();
    const since = page.locator(".receipt-changes li");
    await since.getByText("Changed by staff").waitFor();
    must((await since.count()) === 1 && (await since.locator("time").innerText()).length > 5, "it does not say when");
    must((await page.getByText("checked by this browser").count()) === 2, "the browser has not looked itself");
    await isAccessibleInBoth(page, "a receipt that was changed since");
    await pictureAll(stage.browser, "receipt-changed");
    // Nothing of what the mark is now is told to who is shown one.
    await stage.visitor.goto("/receipt");
    await stage.visitor.locator("input[type=file]").setInputFiles(stage.file);
    await verdict(stage.visitor, "changed");
    must(!(await stage.visitor.locator("main").innerText()).includes("Absent"), "a stranger reads what the mark is now");
    const sheet = await sheetOf(stage);
    must((await sheet.locator(".receipt-pick").count()) === 2, "the earlier receipt is not there any more");
    await sheet.locator(".receipt-pick").nth(1).click();
    await sheet.locator(".receipt-facts").getByText("Present").waitFor();
    await isAccessibleInBoth(page, "two receipts of a mark");
    await picture(page, "receipts-two", false);
}

async function altered(stage) {
    const [head, payload, signature] = stage.line.split(".");
    const said = Buffer.from(payload, "base64url").toString("utf8").replace('"status":"P"', '"status":"L"');
    const forged = [head, Buffer.from(said).toString("base64url"), signature].join(".");
    const page = stage.visitor;
    await page.goto(`/receipt#${forged}`);
    await verdict(page, "altered");
    must(new URL(page.url()).hash === "", "the address keeps it");
    must((await page.locator(".receipt-facts").count()) === 0, "what an altered one says is shown as if it were so");
    await isAccessibleInBoth(page, "an altered receipt");
    await button(page, "Check another one").click();
    await button(page, "Check").click();
    await page.getByText("Paste a receipt, or choose its file.").waitFor();
    await page.getByLabel("Receipt", { exact: true }).fill("hello");
    await button(page, "Check").click();
    await verdict(page, "no_receipt");
    // A server that calls it genuine is not believed.
    await page.route("**/api/receipt/verify", async (route) => {
        const answer = await (await route.fetch({ postData: JSON.stringify({ receipt: stage.line }) })).json();
        await route.fulfill({ json: answer });
    });
    await page.goto("/sign-in");
    await page.goto(`/receipt#${forged}`);
    await verdict(page, "unlike");
    await page.unroute("**/api/receipt/verify");
}

const kept = async (page) => (await onDevice(page)).filter((name) => name.startsWith("receipt "));

async function keepsAndForgets(stage) {
    const page = stage.student;
    must((await kept(page)).join() === `receipt ${stage.lecture}`, `the device keeps ${await kept(page)}`);
    await page.keyboard.press("Escape");
    await page.context().setOffline(true);
    await page.locator(`[data-receipt="${stage.lecture}"]`).click();
    await page.locator(".receipt-pick").nth(1).waitFor();
    await page.context().setOffline(false);
    await page.goto("/account");
    await button(page, "Sign out").click();
    await page.waitForURL(/sign-in/);
    must((await kept(page)).length === 0, "a receipt stays on the device of who signed out");
    page.complaints = page.complaints.filter((each) => !each.includes("ERR_INTERNET_DISCONNECTED"));
}

export async function keepReceipts(browser, server, accounts) {
    const stage = { browser, server, accounts };
    const step = chain(() => pictureAll(browser, "receipts-failed"));
    await step("receipts: a check-in", () => checkIn(stage));
    await step("receipts: it is shown, saved as a file, and as a QR code", () => save(stage));
    await step("receipts: without an account it is found genuine, in the log, and still so", () => stands(stage));
    await step("receipts: the professor sets Absent: the receipt tells that it was, that it was changed, by staff, and when", () => changed(stage));
    await step("receipts: an altered one is told, also where the server calls it genuine", () => altered(stage));
    await step("receipts: the device keeps them without a network, and not of who signs out", () => keepsAndForgets(stage));
    await step("receipts: nothing on the pages broke", async () => {
        const all = [stage.professor, stage.student, stage.visitor].flatMap((page) => page?.complaints ?? []);
        must(all.length === 0, all.join(" | "));
    });
}
