// SPDX-License-Identifier: MIT
// People without an e-mail address: brought in by a file, given one-time codes, let in by their number.
import { must, test } from "../load/report.mjs";
import { desktop, isAccessible, openPage, phone, picture } from "./browser.mjs";
import { button, enter, heading } from "./people-at-work.mjs";

const people = "name,email,role,external_id\nLayla Haddad,,student,S-3001\nRavi Menon,,student,S-3002\n";
const password = "quiet river stones";

async function bring(page) {
    await page.goto("/imports");
    await page.locator("input[type=file]").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(people) });
    await button(page, "Check the file").click();
    await page.locator("[data-job-state=done]").waitFor();
    await button(page, "Apply").click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
    await heading(page, "What the import has done").waitFor();
}

/** The codes of both, as the page shows them once. */
async function makeCodes(page) {
    await page.goto("/people");
    await page.getByRole("link", { name: "One-time codes" }).click();
    await isAccessible(page, "the codes before they are made");
    await button(page, "Make codes for everybody who has none").click();
    const rows = page.getByTestId("codes").locator("tbody tr");
    await rows.first().waitFor();
    await isAccessible(page, "the codes");
    await picture(page, "admin-codes");
    const made = await rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
    must(made.length === 2 && made.every(([, , code]) => /^[A-Z2-9]{5}-[A-Z2-9]{5}$/.test(code)), `the page shows ${JSON.stringify(made)}`);
    return new Map(made.map(([name, number, code]) => [name, { number, code }]));
}

async function typeFirst(page, { number, code }) {
    await page.getByLabel("Your number").fill(number);
    await page.getByLabel("One-time code").fill(code);
    await page.getByRole("textbox", { name: "Choose a password" }).fill(password);
    await button(page, "Save and sign in").click();
}

async function firstSignIn(browser, server, layla) {
    const page = await openPage(browser, server, phone);
    await page.goto("/sign-in");
    await page.getByRole("link", { name: "I have a one-time code" }).click();
    await isAccessible(page, "the first sign-in");
    await typeFirst(page, { ...layla, code: "AAAAA-AAAAA" });
    await page.locator("[data-code=wrong_credentials]").waitFor();
    await typeFirst(page, { ...layla, code: layla.code.toLowerCase().replace("-", " ") });
    await page.locator("nav.nav").waitFor();
    await page.context().close();

    const again = await openPage(browser, server, phone);
    await again.goto("/sign-in");
    await again.getByLabel("E-mail or number").fill(layla.number);
    await again.getByRole("textbox", { name: "Password" }).fill(password);
    await button(again, "Sign in").click();
    await again.locator("nav.nav").waitFor();
    await again.goto("/account");
    await again.getByText("Layla Haddad").first().waitFor();
    await again.context().close();
}

/** On the demo college that `server` serves. */
export async function comeWithoutAddress(browser, server, accounts) {
    const page = await openPage(browser, server, desktop);
    let codes;
    await enter(page, accounts.administrator, accounts.password);
    await test("people without an e-mail address are brought in, and their codes shown once", async () => {
        await bring(page);
        codes = await makeCodes(page);
    });
    await test("a number and a code let in, and then the number and the password that was chosen", () =>
        firstSignIn(browser, server, codes.get("Layla Haddad")));
}
