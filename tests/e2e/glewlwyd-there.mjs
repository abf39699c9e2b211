// SPDX-License-Identifier: MIT
// A real provider of identity that others wrote and others packed: glewlwyd, as Debian has it, on SQLite, set up by its own API as an
// administrator there would. tools/setup unpacks it to build/tools/glewlwyd; one that is installed does as well.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { copyFileSync, cpSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { createServer } from "node:http";
import https from "node:https";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./provider-steps.mjs";

/** What a browser would send back. Node 18 has them in one line, and no date of ours has a comma in it before an "=". */
const cookiesOf = (headers) => (headers.get("set-cookie") ?? "").split(/,(?=\s*[^\s;,=]+=)/).map((line) => line.split(";")[0].trim()).join("; ");

const places = ["build/tools/glewlwyd/usr", "/usr"];
const plugin = "oidc";
const mimes = { html: "text/html", css: "text/css", js: "application/javascript", json: "application/json", png: "image/png" };

export const clientId = "ams";
export const clientSecret = "a-secret-of-glewlwyd";
export const passwordThere = "a word known there";

const whereItIs = () => places.find((place) => spawnSync(join(place, "bin/glewlwyd"), ["--version"]).status === 0);

/** Why there is none here, or null. */
export const whyNoGlewlwyd = () => (whereItIs() ? null :
    "glewlwyd is neither installed nor in build/tools (tools/setup check unpacks it where there is one)");

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
    // In Debian's package config.json leads to a folder of /etc; the file itself is among the templates.
    const own = join(usr, "share/glewlwyd/webapp");
    mkdirSync(folder, { recursive: true });
    const pages = join(realpathSync(folder), "webapp"); // it serves nothing by way of a link
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
        GLWD_LOGIN_URL: "login.html", GLWD_STATIC_FILES_PATH: pages, GLWD_LOG_MODE: "console", GLWD_LOG_LEVEL: "WARNING", GLWD_COOKIE_SECURE: "0",
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
    const cookie = cookiesOf(answer.headers);
    return async (method, path, body) => {
        const said = await fetch(`${origin}/api/${path}`, { method, headers: { Cookie: cookie, "Content-Type": "application/json" },
            body: body && JSON.stringify(body) });
        const text = await said.text();
        if (said.status !== 200) throw new Error(`glewlwyd: ${method} ${path}: ${said.status} ${text}`);
        return text && JSON.parse(text);
    };
}

const always = (name, property, more) => ({
    name, "user-property": property, type: "string", mandatory: true, "on-demand": false, scope: [], ...more,
});

function pluginOf(name, issuer, keys) {
    return {
        module: "oidc", name, display_name: "OpenID Connect", enabled: true,
        parameters: {
            iss: issuer, "jwks-private": JSON.stringify({ keys }), "default-kid": keys[0].kid, "jwks-show": true, "jwt-type": "rsa",
            "jwt-key-size": "256", "code-duration": 600, "access-token-duration": 3600, "refresh-token-duration": 3600,
            "allow-non-oidc": false, "auth-type-code-enabled": true, "auth-type-refresh-enabled": true, "oauth-as-iss-id": true,
            "pkce-allowed": true, "pkce-required": true,
            // Pairwise, on SQLite, is another subject at every sign-in.
            "subject-type": "public",
            // The page for signing out asks a place that is there only with the front channel.
            "session-management-allowed": true, "front-channel-logout-allowed": true, "back-channel-logout-allowed": true,
            "session-cookie-name": "GLEWLWYD2_OIDC_SID", "session-cookie-expiration": 3600,
            "allowed-scope": ["openid", "email", "profile"], "name-claim": "mandatory", "email-claim": "mandatory", "scope-claim": "no",
            claims: [
                always("email_verified", "verified", { type: "boolean", "boolean-value-true": "yes", "boolean-value-false": "no" }),
                always("groups", "group"),
            ],
        },
    };
}

/** What glewlwyd's database keeps of people and clients beyond the usual. */
async function keep(call, kind, fields) {
    const backend = await call("GET", `mod/${kind}/database`);
    for (const [field, multiple] of fields)
        backend.parameters["data-format"][field] = { multiple, read: true, write: true, "profile-read": false, "profile-write": false };
    await call("PUT", `mod/${kind}/database`, backend);
    await call("PUT", `mod/${kind}/database/reset`);
}

const addClient = (call, { id, name, secret, back, more }) => call("POST", "client/", {
    client_id: id, name, enabled: true, confidential: true, client_secret: secret, token_endpoint_auth_method: ["client_secret_basic"],
    redirect_uri: [back], authorization_type: ["code"], scope: [], ...more,
});

async function teach(call, people) {
    await keep(call, "user", [["verified", false], ["group", false]]);
    await keep(call, "client", [["post_logout_redirect_uris", true]]);
    for (const name of ["email", "profile"])
        await call("POST", "scope/", { name, display_name: name, description: name, password_required: true, password_max_age: 0, scheme: {} });
    for (const [username, person] of Object.entries(people))
        await call("POST", "user/", { username, password: passwordThere, scope: ["openid", "email", "profile"], enabled: true, ...person });
}

/**
 * A gateway before glewlwyd, which is a client of its own there: whoever signs in by it gets tokens that are good, and the gateway's. Its
 * issuer is its own address.
 */
async function startGate(there, ams, slug) {
    const { call, keys, origin } = there;
    const portal = { id: "portal", secret: "the-portals-own" };
    const basic = `Basic ${Buffer.from(`${portal.id}:${portal.secret}`).toString("base64")}`;
    const behind = `${origin}/api/gate`;
    const gate = createServer(async (request, response) => {
        const { pathname, searchParams } = new URL(request.url, behind);
        if (pathname === "/auth") {
            searchParams.set("client_id", portal.id);
            return response.writeHead(302, { Location: `${behind}/auth?${searchParams}` }).end();
        }
        const parts = [];
        for await (const part of request) parts.push(part);
        const headers = { Authorization: basic, "Content-Type": request.headers["content-type"] };
        const asked = { method: "POST", body: Buffer.concat(parts), headers };
        const answer = await fetch(behind + pathname, pathname === "/token" ? asked : {});
        const said = await answer.json();
        if (said.issuer) Object.assign(said, { authorization_endpoint: `${said.issuer}/auth`, token_endpoint: `${said.issuer}/token` });
        response.writeHead(answer.status, { "Content-Type": "application/json" }).end(JSON.stringify(said));
    });
    await new Promise((done) => gate.listen(0, "localhost", done));
    const issuer = `http://localhost:${gate.address().port}`;
    await call("POST", "mod/plugin/", pluginOf("gate", issuer, keys));
    await addClient(call, { ...portal, name: "Portal", back: `${ams.origin}/sso/${slug}` });
    return { issuer, stop: () => gate.close() };
}

/** `ams`: { origin, ca } of the server that signs people in by it; people: { username: { name, email, verified, group } }. */
export async function startGlewlwyd(folder, ams, slug, people) {
    const usr = whereItIs();
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const issuer = `${origin}/api/${plugin}`;
    const child = spawn(join(usr, "bin/glewlwyd"), ["-e"], { env: { PATH: process.env.PATH, ...settings(usr, port, furnish(folder, usr)) } });
    const ended = new Promise((done) => child.once("exit", done));
    const there = { origin, issuer, log: "", told: [], keys: [newKey("first", false)] };
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (there.log += data));
    const relay = await startRelay(ams, there.told);
    there.stop = async () => {
        relay.stop();
        child.kill();
        await ended;
    };
    try {
        for (let i = 0; i < 300 && !(await fetch(`${origin}/config`).catch(() => null))?.ok; i++) {
            if (child.exitCode !== null) throw new Error(`glewlwyd ended with ${child.exitCode}: ${there.log}`);
            await pause(100);
        }
        const call = (there.call = await signInAsItsAdministrator(origin));
        await teach(call, people);
        await addClient(call, {
            id: clientId, name: "AMS", secret: clientSecret, back: `${ams.origin}/sso/${slug}`,
            more: { post_logout_redirect_uris: [`${ams.origin}/sign-in`], backchannel_logout_uri: `${relay.origin}/api/sso/${slug}/logout` },
        });
        await call("POST", "mod/plugin/", pluginOf(plugin, issuer, there.keys));
    } catch (error) {
        await there.stop();
        throw error;
    }
    there.rotate = async () => {
        there.keys.unshift(newKey("second", true)); // it signs with the first
        await there.call("PUT", `mod/plugin/${plugin}`, pluginOf(plugin, issuer, there.keys));
        await there.call("PUT", `mod/plugin/${plugin}/reset`);
    };
    there.openGate = (other) => startGate(there, ams, other);
    return there;
}
