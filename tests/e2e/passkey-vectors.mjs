// SPDX-License-Identifier: MIT
// Usage: node tests/e2e/passkey-vectors.mjs > tests/crypto/passkey_vectors.tsv: real registrations and signatures, made by Chromium's own
// authenticator for https://ams.example.org, one of each algorithm and kind. Once; what C tests and @simplewebauthn/server judge are these.
import { openBrowser, openPage } from "./browser.mjs";

const kinds = [
    { name: "es256", algorithm: -7, options: {} },
    { name: "eddsa", algorithm: -8, options: {} },
    { name: "rs256", algorithm: -257, options: {} },
    { name: "synced", algorithm: -7, options: { defaultBackupEligibility: true, defaultBackupState: true } },
    { name: "packed", algorithm: -7, options: {}, attestation: "direct" },
];
const challenge = (n) => Buffer.alloc(40, n).toString("base64url");

const browser = await openBrowser();
const page = await openPage(browser, { port: 1 });
await page.route("https://ams.example.org/**", (route) => route.fulfill({ contentType: "text/html", body: "<h1>x</h1>" }));
await page.goto("https://ams.example.org/");
const session = await page.context().newCDPSession(page);
await session.send("WebAuthn.enable");

for (const { name, algorithm, options, attestation = "none" } of kinds) {
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", ctap2Version: "ctap2_1",
        transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...options } });
    const made = await page.evaluate(async ({ algorithm, attestation, first, second }) => {
        const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
        const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
        const made = await navigator.credentials.create({ publicKey: { attestation, challenge: bytes(first), rp: { id: "ams.example.org", name: "AMS" },
            user: { id: new Uint8Array(32).fill(7), name: "zoe@example.org", displayName: "Zoe" }, pubKeyCredParams: [{ type: "public-key", alg: algorithm }],
            authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" } } });
        const shown = await navigator.credentials.get({ publicKey: { challenge: bytes(second), rpId: "ams.example.org", userVerification: "required" } });
        return [made.id, text(made.response.clientDataJSON), text(made.response.attestationObject), text(shown.response.clientDataJSON),
            text(shown.response.authenticatorData), text(shown.response.signature), text(shown.response.userHandle)];
    }, { algorithm, attestation, first: challenge(1), second: challenge(2) });
    console.log([name, algorithm, challenge(1), challenge(2), ...made].join("\t"));
    await session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
}
await browser.close();
