// SPDX-License-Identifier: MIT
// What is done on AMS's own pages with a provider of identity, whichever it is (sso.mjs, glewlwyd.mjs).
import { createServer } from "node:net";
import { chain } from "../load/report.mjs";
import { makeFolder, removeFolder, startServer, stopServer } from "../load/server.mjs";
import { isAccessible as fits, openBrowser, picture, pictureAll } from "./browser.mjs";
import { button, heading } from "./people-at-work.mjs";

export const slug = "college";
export const name = "College account";

/** Something listens there a moment later: the address of a server that has to be known before it runs. */
export const freePort = () => new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});

export async function isAccessible(page, what) {
    await fits(page, what);
    await picture(page, `sso-${what}`);
}

/** What provides identity is told of the AMS that signs people in by it. */
export const siteOf = ({ port, ca }) => ({ origin: `https://localhost:${port}`, ca });

export async function openProviders(page) {
    await page.goto("/system");
    await page.locator("[data-door='/system/providers']").click();
    await heading(page, "The institution’s sign-in").waitFor();
}

/** The sheet of a new provider, filled in and not yet saved. */
export async function describeProvider(page, { issuer, clientId, secret }) {
    await button(page, "Add a provider").first().click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Short name").fill(slug);
    await sheet.getByLabel("Name", { exact: true }).fill(name);
    await sheet.getByLabel("Issuer").fill(issuer);
    await sheet.getByLabel("Client ID").fill(clientId);
    await sheet.getByLabel("Client secret").fill(secret);
    await sheet.getByRole("radio", { name: "Everybody’s, as students" }).check();
    return sheet;
}

/** It was saved, and the page says what the other side must know. */
export async function readAddresses(page, server) {
    await heading(page, `What ${name} must know`).waitFor();
    await page.getByText(`${siteOf(server).origin}/sso/${slug}`, { exact: true }).waitFor();
}

export async function editProvider(page, fields) {
    await button(page, `Edit ${name}`).click();
    const sheet = page.getByRole("dialog");
    for (const [label, value] of Object.entries(fields)) await sheet.getByLabel(label).fill(value);
    await button(sheet, "Save").click();
    await page.getByText("The provider is saved.").first().waitFor();
}

export async function putInUse(page) {
    await page.locator(`[data-provider=${slug}]`).getByText("In use").click();
    await page.locator(`[data-provider=${slug}][data-enabled=true]`).waitFor();
}

/** From the sign-in page to the provider's. */
export async function setOut(page, next = "") {
    await page.goto(`/sign-in${next}`);
    await button(page, `Continue with ${name}`).click();
}

/** A server that takes providers on this machine, a browser, and the steps of `play(stage, act)`; `stage.there` is stopped at the end. */
export async function besideProvider(web, part, play) {
    const folder = makeFolder();
    const settings = { ...web, AMS_SSO_PRIVATE: "on", AMS_SSO_PLAIN: "on" };
    const server = await startServer(folder, { ...settings, AMS_PORT: String(await freePort()) });
    const browser = await openBrowser();
    const stage = { server, browser, folder, settings };
    const step = chain(() => pictureAll(browser, part));
    try {
        await play((what, body) => step(`${part}: ${what}`, () => body(stage)));
    } finally {
        await browser.close();
        await stage.there?.stop();
        await stopServer(stage.server);
        removeFolder(folder);
    }
}
