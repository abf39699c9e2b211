// SPDX-License-Identifier: MIT
// A real provider of identity that others wrote and others packed: glewlwyd, as Debian has it, on SQLite, set up by its own API as an
// administrator there would. tools/setup unpacks it to build/tools/glewlwyd; one that is installed does as well.
import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import https from "node:https";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./provider-there.mjs";

const places = ["build/tools/glewlwyd/usr", "/usr"];
const plugin = "oidc";
const mimes = { html: "text/html", css: "text/css", js: "application/javascript", json: "application/json", png: "image/png" };

export const clientId = "ams";
export const clientSecret = "a-secret-of-glewlwyd";
export const passwordThere = "a word known there";

const whereItIs = () => places.find((place) => existsSync(join(place, "bin/glewlwyd")));

/** Why there is none here, or null. */
export const whyNoGlewlwyd = () => (whereItIs() ? null : "glewlwyd is neither installed nor in build/tools (tools/setup check unpacks it where there is one)");

/** A key of each kind in turn, so that one that follows another is of another kind, too. */
function newKey(kid, curve) {
    const { privateKey } = curve ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("rsa", { modulusLength: 2048 });
    return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: curve ? "ES256" : "RS256" };
}

/** glewlwyd trusts the system's authorities, of which AMS's own certificate has none: this says its words on to AMS, and keeps AMS's answers. */
async function startRelay(ams, told) {
    const agent = new https.Agent({ ca: ams.ca });
    const server = createServer((request, response) => {
        const { method, headers, url } = request;
        const on = https.request(ams.origin + url, { method, agent, headers: { "content-type": headers["content-type"] ?? "" } }, (answer) => {
            told.push(answer.statusCode);
            response.writeHead(answer.statusCode);
            answer.pipe(response);
        });
        on.on("error", (error) => told.push(error.message) && response.writeHead(502).end());
        request.pipe(on);
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

/** Its pages and its database, in a folder of its own. */
function furnish(folder, usr) {
    const pages = join(folder, "webapp");
    // In Debian's package config.json leads to a folder of /etc; the file itself is among the templates.
    const own = join(usr, "share/glewlwyd/webapp");
    mkdirSync(folder, { recursive: true });
    cpSync(own, pages, { recursive: true, dereference: true, filter: (file) => !file.endsWith("config.json") });
    copyFileSync(join(usr, "share/glewlwyd/templates/config.json"), join(pages, "config.json"));
    const database = join(folder, "glewlwyd.db");
    execFileSync("sqlite3", [database], { input: readFileSync(join(usr, "share/dbconfig-common/data/glewlwyd/install/sqlite3")) });
    return { pages, database };
}

function settings(usr, port, { pages, database }) {
    const modules = Object.entries({ USER_MODULE: "user", CLIENT_MODULE: "client", AUTH_SCHEME_MODULE: "scheme", PLUGIN_MODULE: "plugin" });
    return {
        GLWD_PORT: String(port), GLWD_BIND_ADDRESS: "127.0.0.1", GLWD_EXTERNAL_URL: `http://localhost:${port}`, GLWD_API_PREFIX: "api",
        GLWD_LOGIN_URL: "login.html", GLWD_STATIC_FILES_PATH: pages, GLWD_LOG_MODE: "console", GLWD_LOG_LEVEL: process.env.GLWD_LOG_LEVEL ?? "WARNING", GLWD_COOKIE_SECURE: "0",
        GLWD_DATABASE_TYPE: "sqlite3", GLWD_DATABASE_SQLITE3_PATH: database, GLWD_HASH_ALGORITHM: "SHA512", GLWD_ADMIN_SCOPE: "g_admin",
        GLWD_PROFILE_SCOPE: "g_profile", GLWD_SESSION_KEY: "GLEWLWYD2_SESSION_ID",
        GLWD_STATIC_FILES_MIME_TYPES: JSON.stringify(Object.entries(mimes).map(([end, mime_type]) => ({ extension: `.${end}`, mime_type }))),
        ...Object.fromEntries(modules.map(([name, folder]) => [`GLWD_${name}_PATH`, resolve(usr, "lib/glewlwyd", folder)])),
    };
}

/** What its administrator's page would send: `call(method, path, body)`. */
async function signInAsItsAdministrator(origin) {
    const answer = await fetch(`${origin}/api/auth/`, { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ username: "admin", password: "password" }) });
    const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
    return async (method, path, body) => {
        const said = await fetch(`${origin}/api/${path}`, { method, headers: { Cookie: cookie, "Content-Type": "application/json" },
            body: body && JSON.stringify(body) });
        const text = await said.text();
        if (said.status !== 200) throw new Error(`glewlwyd: ${method} ${path}: ${said.status} ${text}`);
        return text && JSON.parse(text);
    };
}

const always = (name, property, more) => ({ name, "user-property": property, type: "string", mandatory: true, "on-demand": false, scope: [], ...more });

function pluginOf(issuer, keys) {
    return {
        module: "oidc", name: plugin, display_name: "OpenID Connect", enabled: true,
        parameters: {
            iss: issuer, "jwks-private": JSON.stringify({ keys }), "default-kid": keys[0].kid, "jwks-show": true, "jwt-type": "rsa", "jwt-key-size": "256",
            "code-duration": 600, "access-token-duration": 3600, "refresh-token-duration": 3600, "allow-non-oidc": false, "auth-type-code-enabled": true,
            "auth-type-refresh-enabled": true, "subject-type": "public", "pkce-allowed": true, "pkce-required": true,
            "session-management-allowed": true, "front-channel-logout-allowed": true, "session-cookie-name": "GLEWLWYD2_OIDC_SID", "session-cookie-expiration": 3600, "back-channel-logout-allowed": true, "oauth-as-iss-id": true,
            "allowed-scope": ["openid", "email", "profile"], "name-claim": "mandatory", "email-claim": "mandatory", "scope-claim": "no",
            claims: [
                always("email_verified", "verified", { type: "boolean", "boolean-value-true": "yes", "boolean-value-false": "no" }),
                always("groups", "group"),
            ],
        },
    };
}

async function teach(call, ams, slug, people, issuer, keys, back) {
    const users = await call("GET", "mod/user/database");
    const kept = { multiple: false, read: true, write: true, "profile-read": false, "profile-write": false };
    Object.assign(users.parameters["data-format"], { verified: kept, group: kept });
    await call("PUT", "mod/user/database", users);
    await call("PUT", "mod/user/database/reset");
    const clients = await call("GET", "mod/client/database");
    clients.parameters["data-format"].post_logout_redirect_uris = { multiple: true, read: true, write: true };
    await call("PUT", "mod/client/database", clients);
    await call("PUT", "mod/client/database/reset");
    for (const name of ["email", "profile"])
        await call("POST", "scope/", { name, display_name: name, description: name, password_required: true, password_max_age: 0, scheme: {} });
    for (const [username, person] of Object.entries(people))
        await call("POST", "user/", { username, password: passwordThere, scope: ["openid", "email", "profile"], enabled: true, ...person });
    await call("POST", "client/", {
        client_id: clientId, name: "AMS", enabled: true, confidential: true, client_secret: clientSecret, token_endpoint_auth_method: ["client_secret_basic"],
        redirect_uri: [`${ams.origin}/sso/${slug}`], authorization_type: ["code"], scope: [], post_logout_redirect_uris: [`${ams.origin}/sign-in`],
        backchannel_logout_uri: `${back}/api/sso/${slug}/logout`, backchannel_logout_session_required: "yes",
    });
    await call("POST", "mod/plugin/", pluginOf(issuer, keys));
}

/** `ams`: { origin, ca } of the server that signs people in by it; people: { username: { name, email, verified, group } }. */
export async function startGlewlwyd(folder, ams, slug, people) {
    const usr = whereItIs();
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const issuer = `${origin}/api/${plugin}`;
    const furnished = furnish(folder, usr);
    const child = spawn(join(usr, "bin/glewlwyd"), ["-e"], { env: { PATH: process.env.PATH, ...settings(usr, port, furnished) } });
    const there = { origin, issuer, log: "", told: [] };
    const ended = new Promise((done) => child.once("exit", done));
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (there.log += data));
    for (let i = 0; child.exitCode === null && i < 300 && !(await fetch(`${origin}/config`).catch(() => null))?.ok; i++) await pause(100);
    if (child.exitCode !== null) throw new Error(`glewlwyd ended with ${child.exitCode}: ${there.log}`);
    const relay = await startRelay(ams, there.told);
    const keys = [newKey("first", false)];
    const call = await signInAsItsAdministrator(origin);
    await teach(call, ams, slug, people, issuer, keys, relay.origin);
    return Object.assign(there, {
        call,
        rotate: async () => {
            keys.unshift(newKey("second", true)); // it signs with the first
            await call("PUT", `mod/plugin/${plugin}`, pluginOf(issuer, keys));
            await call("PUT", `mod/plugin/${plugin}/reset`);
        },
        stop: async () => {
            relay.stop();
            child.kill();
            await ended;
        },
    });
}
