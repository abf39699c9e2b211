// SPDX-License-Identifier: MIT
// Usage: node tests/e2e/push.mjs: pushes that leave for a real push service's twin (web-push-testing, behind HTTPS), which checks who sends
// them and reads them as a browser would; prints `N passed, M failed`. From the project's root, after `make` and `npm ci` in tests/e2e
// (./check does that).
import { spawnSync } from "node:child_process";
import { createECDH, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { signUp } from "../load/college.mjs";
import { Client } from "../load/client.mjs";
import { finish, must, skip, test } from "../load/report.mjs";
import { binaryExists, makeFolder, removeFolder, startMariadb, startServer, stopServer } from "../load/server.mjs";

const require = createRequire(import.meta.url);
const ece = require("http_ece");
const { PushApiModel, SubscriptionExpiredError } = require("web-push-testing/src/PushApiModel.js");

const waitMs = 60_000; // a guard against hanging, not a measurement
// Words that do not come about by chance in the letters of a key or a signature, as "Bea" does.
const people = ["Alan Featherstone", "Beatrice Lindqvist", "Cora Blackwood"];
const contact = "mailto:ada@college.example";
const sealedBytes = 16 + 4 + 1 + 65 + 256 + 1 + 16; // of every push, whatever it says

/** A certificate for localhost that only those who are given it trust. */
function makeCertificate(folder) {
    const certificate = join(folder, "push.pem");
    const key = join(folder, "push-key.pem");
    const made = spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]);
    must(made.status === 0, `openssl: ${made.stderr}`);
    return { certificate, key };
}

/** What is in a signed token, after its signature was found to be this key's. */
function readToken(token, publicKey) {
    const point = Buffer.from(publicKey, "base64url");
    const key = createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"),
        y: point.subarray(33).toString("base64url") } });
    const [head, claims, signature] = token.split(".");
    must(verify("sha256", Buffer.from(`${head}.${claims}`), { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url")),
        `the token is not signed by the key: ${token}`);
    must(JSON.parse(Buffer.from(head, "base64url")).alg === "ES256", head);
    return JSON.parse(Buffer.from(claims, "base64url"));
}

/** A push service. `came` has all requests; `answer` may be set to a function that answers one instead: { status, headers }. */
async function startPushService(tls) {
    const model = new PushApiModel();
    const service = { came: [], answer: null };
    const server = createServer({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }, (request, response) => {
        const parts = [];
        request.on("data", (part) => parts.push(part));
        request.on("end", async () => {
            const { headers } = request;
            const hash = request.url.split("/").pop();
            const push = { hash, headers, body: Buffer.concat(parts), path: request.url, method: request.method };
            const special = service.answer?.(push);
            const note = (status, more = {}) => {
                service.came.push({ ...push, status });
                response.writeHead(status, more).end();
            };
            if (special) return note(special.status, special.headers);
            try {
                await model.handleNotification(hash, { encoding: headers["content-encoding"], authorization: headers.authorization,
                    ttl: headers.ttl }, push.body);
                note(201, { Location: `https://localhost/message/${hash}` });
            } catch (error) {
                push.error = error.message;
                note(error instanceof SubscriptionExpiredError ? 410 : 400);
            }
        });
    });
    await new Promise((resolve, reject) => server.listen(0, "127.0.0.1", resolve).on("error", reject));
    const { port } = server.address();
    model.notifyUrl = `https://localhost:${port}/notify/`;
    service.origin = `https://localhost:${port}`;
    /** A browser that says yes: { hash, body for the server }. */
    service.subscribe = async (publicKey) => {
        const made = await model.subscribe({ userVisibleOnly: "true", applicationServerKey: publicKey });
        return { hash: made.clientHash, body: { endpoint: made.endpoint, p256dh: made.keys.p256dh, auth: made.keys.auth } };
    };
    service.expire = (hash) => model.expireSubscription(hash);
    /** Decrypted by http_ece, with the browser's own key. */
    service.read = ({ hash, body }) => {
        const { subscriptionDh, auth } = model.subscriptions[hash];
        const privateKey = createECDH("prime256v1");
        privateKey.setPrivateKey(subscriptionDh.getPrivateKey());
        return JSON.parse(ece.decrypt(body, { version: "aes128gcm", privateKey, authSecret: auth }).toString());
    };
    service.of = (hash) => service.came.filter((push) => push.hash === hash);
    /** Waits until so many have come for a browser. */
    service.wait = async (hash, count, server) => {
        for (let waited = 0; waited < waitMs; waited += 50) {
            const came = service.of(hash);
            if (came.length >= count) return came;
            await pause(50);
        }
        throw new Error(`${service.of(hash).length} of ${count} pushes came: ${server.log}`);
    };
    service.stop = () => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
    };
    return service;
}

/** Somebody with a browser that is told. */
async function turnOn(client, service) {
    const { public_key: key } = await client.expect(200, "GET", "/api/user/push");
    const browser = await service.subscribe(key);
    const { id } = await client.expect(201, "POST", "/api/user/push", browser.body);
    return { client, key, hash: browser.hash, id };
}

/** A push that is sent to this browser after all that is due for it now: when it has come, nothing else will. */
async function marker(one, service, server) {
    const before = service.of(one.hash).length;
    await one.client.expect(204, "POST", "/api/user/push/test", {});
    for (let count = before + 1; ; count++) {
        const came = await service.wait(one.hash, count, server);
        if (service.read(came.at(-1)).kind === "test") return came.slice(before, -1);
    }
}

async function furnish(server, service) {
    const administrator = await signUp(server, "Ada Head", { invitation: server.welcome });
    const { link } = await administrator.expect(201, "POST", "/api/admin/invitations", { role: "professor" });
    const professor = await signUp(server, "Grace Hall", { invitation: link.split("#")[1] });
    const classroom = await professor.expect(201, "POST", "/api/classroom", { subject: "Clandestine History", policy: "passive" });
    const students = [];
    for (const name of people) {
        const student = await signUp(server, name, { code: classroom.join_code });
        await student.expect(200, "POST", "/api/student/join", { code: classroom.join_code });
        students.push(await turnOn(student, service));
    }
    return { administrator, professor, classroom: classroom.id, students };
}

const subscriptions = async ({ client }) => (await client.expect(200, "GET", "/api/user/push")).subscriptions;

/** A lecture that has begun, so that nobody is reminded of it, whose attendance is not open yet. */
async function planLecture({ professor, classroom }) {
    const starts = Date.now() - 60_000;
    const made = await professor.expect(201, "POST", `/api/classroom/${classroom}/lectures`, { title: "The hidden chapter",
        starts_at: new Date(starts).toISOString(), ends_at: new Date(starts + 3_600_000).toISOString() });
    return made.lecture?.id ?? made.id;
}

const openWindow = ({ professor }, lecture) =>
    professor.expect(200, "POST", `/api/attendance/${lecture}/window`, { minutes: 30 });

/** What each push must be, whoever it is for. */
function inspect(push, key, service, said) {
    const { headers } = push;
    must(push.status === 201 && push.method === "POST", `${push.method} ${push.status}: ${push.error}`);
    must(headers["content-encoding"] === "aes128gcm" && push.body.length === sealedBytes, `${push.body.length} bytes`);
    const found = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization);
    must(found && found[2] === key, headers.authorization);
    const claims = readToken(found[1], key);
    const hours = (claims.exp - Date.now() / 1000) / 3600;
    must(claims.aud === service.origin && claims.sub === contact && hours > 1 && hours <= 24, JSON.stringify(claims));
    must(/^[\w-]{1,32}$/.test(headers.topic) && !headers.topic.includes("lecture"), headers.topic);
    const text = service.read(push);
    must(JSON.stringify(text) === JSON.stringify(said), JSON.stringify(text));
    must(!/Featherstone|Lindqvist|Beatrice|Blackwood|Grace Hall|Clandestine|hidden chapter/i.test(JSON.stringify([headers, text, push.path])), "there is a name in it");
}

async function tellOfWindow(college, service, server) {
    const [alan, bea, cora] = college.students;
    const utc = new Date();
    const hour = (hours) => `${String((utc.getUTCHours() + hours + 24) % 24).padStart(2, "0")}:00`;
    await cora.client.expect(200, "PUT", "/api/user/notification-choices", { timezone: "UTC", quiet_from: hour(-1), quiet_to: hour(3) });
    const lecture = await planLecture(college);
    await college.professor.expect(200, "PUT", `/api/attendance/${lecture}/marks/${bea.client.id}`, { status: "P" });
    await marker(bea, service, server); // that her mark was changed is news of its own
    await openWindow(college, lecture);
    const [push] = await service.wait(alan.hash, 1, server);
    inspect(push, alan.key, service, { kind: "window_opened", tag: `lecture-${lecture}`, path: `/mark/${lecture}` });
    must(push.headers.urgency === "high" && Number(push.headers.ttl) > 1600 && Number(push.headers.ttl) <= 1800, push.headers.ttl);
    // Whoever is marked is not asked to mark; whoever wants quiet has it.
    const kinds = async (one) => (await marker(one, service, server)).map((each) => service.read(each).kind);
    must(!(await kinds(bea)).includes("window_opened"), "who is marked was asked to mark");
    must((await kinds(cora)).length === 0, "the quiet hours were broken");
    await cora.client.expect(200, "PUT", "/api/user/notification-choices", { quiet_from: "", quiet_to: "" });
    must((await subscriptions(alan))[0].last_ok_at !== null, "it is not noted");
    return "1 told, 1 marked, 1 quiet";
}

/** The same tag has another topic in each browser: the push service cannot tell who sits in one lecture. */
async function keepApart(college, service, server) {
    const [alan, bea] = college.students;
    const before = [alan, bea].map(({ hash }) => service.of(hash).length);
    await openWindow(college, await planLecture(college));
    const [one, other] = await Promise.all([alan, bea].map(async ({ hash }, i) => (await service.wait(hash, before[i] + 1, server)).at(-1)));
    must(service.read(one).tag === service.read(other).tag && one.headers.topic !== other.headers.topic, "the topics are alike");
}

async function chooseNone(college, service, server) {
    const [alan, bea] = college.students;
    await alan.client.expect(200, "PUT", "/api/user/notification-choices",
        { kinds: [{ kind: "window_opened", app: true, email: "off", push: false }] });
    const before = service.of(bea.hash).length;
    await openWindow(college, await planLecture(college));
    await service.wait(bea.hash, before + 1, server);
    must((await marker(alan, service, server)).length === 0, "who did not want it was told");
    await alan.client.expect(200, "PUT", "/api/user/notification-choices",
        { kinds: [{ kind: "window_opened", app: true, email: "off", push: true }] });
}

async function tryAgain(college, service, server) {
    const [alan] = college.students;
    const before = service.of(alan.hash).length;
    let turns = 0;
    service.answer = ({ hash }) => (hash === alan.hash && turns++ === 0 ? { status: 429, headers: { "Retry-After": "1" } } : null);
    await alan.client.expect(204, "POST", "/api/user/push/test", {});
    const came = await service.wait(alan.hash, before + 2, server);
    service.answer = null;
    must(came.slice(before).map(({ status }) => status).join() === "429,201", JSON.stringify(came.map(({ status }) => status)));
    must((await subscriptions(alan)).length === 1, "it was ended");
}

/** A redirection is followed nowhere; it, and other refusals, end what nobody can use after a few. */
async function refuse(college, service, server) {
    const [, bea] = college.students;
    const elsewhere = service.came.length;
    service.answer = ({ hash }) => (hash === bea.hash ? { status: 302, headers: { Location: `${service.origin}/elsewhere` } } : null);
    for (let i = 1; i <= 5; i++) {
        const before = service.of(bea.hash).length;
        await bea.client.expect(204, "POST", "/api/user/push/test", {});
        await service.wait(bea.hash, before + 1, server);
        for (let waited = 0; i === 5 && (await subscriptions(bea)).length > 0 && waited < waitMs; waited += 50) await pause(50);
    }
    service.answer = null;
    must(!service.came.slice(elsewhere).some(({ path }) => path === "/elsewhere"), "the redirection was followed");
    must((await subscriptions(bea)).length === 0, "it still stands");
    Object.assign(bea, await turnOn(bea.client, service));
}

async function expire(college, service, server) {
    const [alan] = college.students;
    service.expire(alan.hash);
    await alan.client.expect(204, "POST", "/api/user/push/test", {});
    const came = await service.wait(alan.hash, service.of(alan.hash).length + 1, server);
    must(came.at(-1).status === 410, String(came.at(-1).status));
    for (let waited = 0; (await subscriptions(alan)).length > 0; waited += 50) {
        must(waited < waitMs, "a subscription that is gone still stands");
        await pause(50);
    }
    const answer = await alan.client.ask("POST", "/api/user/push/test", {});
    must(answer.status === 409 && answer.body.code === "push_none", JSON.stringify(answer.body));
}

async function signOut(college, service, server) {
    const [, bea, cora] = college.students;
    const again = new Client(bea.client.server);
    await again.expect(200, "POST", "/api/user/session", { email: "beatrice.lindqvist@example.org", password: "seven quiet grey geese" });
    const second = await turnOn(again, service);
    must((await subscriptions(bea)).length === 2, "there are not two");
    await again.expect(204, "DELETE", "/api/user/session");
    const left = await subscriptions(bea);
    must(left.length === 1 && left[0].current, JSON.stringify(left));
    const before = service.of(second.hash).length;
    const count = service.of(cora.hash).length;
    await openWindow(college, await planLecture(college));
    await service.wait(cora.hash, count + 1, server);
    await marker(bea, service, server);
    must(service.of(second.hash).length === before, "who has signed out was told");
}

/** What goes to addresses of our own when nobody has said that it may. */
async function refuseHome(tls) {
    const service = await startPushService(tls);
    const folder = makeFolder();
    const server = await startServer(folder, { AMS_PUSH_CA: tls.certificate });
    try {
        const ada = await signUp(server, "Ada Head", { invitation: server.welcome });
        const { public_key: key } = await ada.expect(200, "GET", "/api/user/push");
        const { body } = await service.subscribe(key);
        for (const endpoint of [body.endpoint, body.endpoint.replace("localhost", "127.0.0.1"), "https://169.254.169.254/latest/meta-data",
            "http://push.example.org/1", "https://[::1]/1", "https://push.example.org:8443/1"]) {
            const answer = await ada.ask("POST", "/api/user/push", { ...body, endpoint });
            must(answer.status === 422 && answer.body.field === "endpoint", `${endpoint}: ${JSON.stringify(answer.body)}`);
        }
        ada.close();
        must(service.came.length === 0, "it was connected to");
    } finally {
        await stopServer(server);
        await service.stop();
        removeFolder(folder);
    }
}

async function turnedOff() {
    const folder = makeFolder();
    const server = await startServer(folder, { AMS_PUSH: "off" });
    const ada = await signUp(server, "Ada Head", { invitation: server.welcome });
    must((await ada.expect(200, "GET", "/api/user/push")).public_key === null, "there is a key");
    ada.close();
    await stopServer(server);
    removeFolder(folder);
}

async function play(engine, tls, settings) {
    const service = await startPushService(tls);
    const folder = makeFolder();
    const options = { AMS_PUSH_CA: tls.certificate, AMS_PUSH_PRIVATE: "on", AMS_PUSH_CONTACT: contact, ...settings };
    let server = await startServer(folder, options);
    const college = await furnish(server, service);
    const step = (name, body) => test(`push on ${engine}: ${name}`, () => body(college, service, server));
    await step("attendance opens: sealed, signed, of nobody; not to who is marked, not in quiet hours", tellOfWindow);
    await step("a topic tells the push service nothing", keepApart);
    await step("what somebody did not choose is not sent", chooseNone);
    await step("a push service that wants a pause gets it", tryAgain);
    await step("a redirection is not followed; five refusals end a subscription", refuse);
    await step("410 ends a subscription", expire);
    await step("signing out ends a subscription", signOut);
    await test(`push on ${engine}: the key outlives a restart`, async () => {
        const [, bea] = college.students;
        await stopServer(server);
        server = await startServer(folder, options);
        bea.client.attach(server);
        must((await bea.client.expect(200, "GET", "/api/user/push")).public_key === bea.key, "it is another");
        await marker(bea, service, server);
    });
    for (const { client } of college.students) client.close();
    await stopServer(server);
    await service.stop();
    removeFolder(folder);
}

if (!binaryExists()) skip("push", "there is no binary; run make first");
else {
    const folder = makeFolder();
    const tls = makeCertificate(folder);
    await play("sqlite", tls, {});
    const mariadb = await startMariadb(folder);
    if (mariadb === null) skip("push on MariaDB", "mariadbd is not installed");
    else {
        await play("mariadb", tls, { AMS_DATABASE: mariadb.url });
        await mariadb.stop();
    }
    await test("push: no address of our own is ever asked, whatever a browser says", () => refuseHome(tls));
    await test("push: an installation may send none", turnedOff);
    removeFolder(folder);
}
finish();
