// SPDX-License-Identifier: MIT
// Usage: node tests/e2e/mail.mjs: mail that leaves by SMTP, with a real mail server on the other side; prints `N passed, M failed`.
// From the project's root, after `make` and `npm ci` in tests/e2e (./check does that).
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import https from "node:https";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { Client } from "../load/client.mjs";
import { finish, must, skip, test, until } from "../load/report.mjs";
import { binaryExists, makeFolder, removeFolder, startServer, stopServer } from "../load/server.mjs";

const waitMs = 30_000; // a guard against hanging, not a measurement

/** A certificate for localhost that only those who are given it trust. */
function makeCertificate(folder) {
    const certificate = join(folder, "smtp.pem");
    const key = join(folder, "smtp-key.pem");
    const made = spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]);
    must(made.status === 0, `openssl: ${made.stderr}`);
    return { certificate, key };
}

/** A mail server on a free port that keeps what it gets in `mails`. */
async function startMailServer(tls, options) {
    const mails = [];
    const server = new SMTPServer({
        cert: readFileSync(tls.certificate), key: readFileSync(tls.key), logger: false, disableReverseLookup: true,
        onAuth: (auth, session, done) => auth.username === "ams" && auth.password === "corréct horse"
            ? done(null, { user: "ams" }) : done(new Error("wrong password")),
        onRcptTo: (address, session, done) => done(options.refuse?.(address.address)),
        onData(stream, session, done) {
            const parts = [];
            stream.on("data", (part) => parts.push(part));
            stream.on("end", () => {
                const text = Buffer.concat(parts).toString();
                // The first administrator's own address is asked to be proven, whenever that mail leaves.
                const subject = Buffer.from(/^Subject: =\?UTF-8\?B\?([^?]*)/m.exec(text)?.[1] ?? "", "base64").toString();
                if (subject.startsWith("Show that this address") || (options.only && !options.only.test(subject))) return done();
                mails.push({ text, secure: session.secure, user: session.user,
                    from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((to) => to.address) });
                done();
            });
        },
        ...options,
    });
    await new Promise((resolve, reject) => server.listen(0, "127.0.0.1", resolve).on("error", reject));
    server.on("error", () => {}); // connections that the client gives up
    return { mails, port: server.server.address().port, stop: () => new Promise((resolve) => server.close(resolve)) };
}

/** An `ams serve` with an administrator; `mail` asks it for a test mail and waits until the outbox shows `state`. */
async function startAms(settings) {
    const folder = makeFolder();
    const server = await startServer(folder, settings);
    const administrator = new Client(server);
    await administrator.expect(201, "POST", "/api/user/sign-up",
        { name: "Ada Head", email: "ada@example.org", password: "a long enough password", invitation: server.welcome });
    return {
        folder,
        server,
        administrator,
        async mail(state) {
            await administrator.expect(204, "POST", "/api/admin/mails/test", {});
            for (let waited = 0; waited < waitMs; waited += 100) {
                const { mails: [mail] } = await administrator.expect(200, "GET", "/api/admin/mails");
                if (state(mail)) return mail;
                await pause(100);
            }
            throw new Error(`the mail did not get there: ${server.log}`);
        },
        async stop() {
            administrator.close();
            await stopServer(server);
            removeFolder(folder);
        },
    };
}

/** A mail as two parsers read it, who must agree; and what any mail of ours must be like. */
async function parsed(raw) {
    const [one, two] = [await simpleParser(raw), await PostalMime.parse(raw)];
    const same = (text) => text.replaceAll("\r\n", "\n").trim();
    must(one.subject === two.subject && same(one.text) === same(two.text) && same(one.html) === same(two.html), "the parsers differ");
    must(raw.split("\r\n").every((line) => Buffer.byteLength(line) <= 998 && !line.includes("\n")), "a line is too long, or has no end");
    must(/^[\x09\x0d\x0a\x20-\x7e]*$/.test(raw), "something is not ASCII");
    const head = (name) => two.headers.find((line) => line.key === name)?.value;
    must(head("auto-submitted") === "auto-generated" && head("mime-version") === "1.0", JSON.stringify(two.headers));
    must(/^(en|ar|hi)$/.test(head("content-language")) && Math.abs(Date.parse(head("date")) - Date.now()) < 3600_000, JSON.stringify(two.headers));
    must(head("content-type").startsWith("multipart/alternative"), head("content-type"));
    must(one.html.includes(`<html lang="${head("content-language")}"`) && !/<(img|script|link)|src=/.test(one.html), one.html);
    // The page says what the text says: every line of it, but for the addresses, which are links there.
    const words = one.html.replace(/<style>.*<\/style>/s, "").replace(/<[^>]*>/g, " ").replace(/&amp;/g, "&").replace(/&quot;/g, '"').replace(/\s+/g, " ");
    for (const line of one.text.split("\n").map((part) => part.replace(/^[- ]+/, "").replace(/:? ?https:\S+$/, "").trim()).filter(Boolean))
        must(words.includes(line), `"${line}" is not in ${words}`);
    return { text: one.text, html: one.html, subject: one.subject, from: two.from, head };
}

const sent = (mail) => mail.sent_at !== null && !mail.filed;
const tried = (mail) => mail.error !== null;

async function withBoth(tls, options, settings, body) {
    const server = await startMailServer(tls, options);
    const ams = await startAms({ AMS_SMTP_URL: `smtp://localhost:${server.port}`, ...settings });
    try {
        await body(ams, server.mails);
    } finally {
        await ams.stop();
        await server.stop();
    }
}

/** Somebody with an account of their own, by an invitation. */
async function invited({ server, administrator }, role, name) {
    const email = `${name}@example.org`;
    const { link } = await administrator.expect(201, "POST", "/api/admin/invitations", { role, name, email });
    const client = new Client(server);
    await client.expect(201, "POST", "/api/user/sign-up", { name, email, password: "a long enough password", invitation: link.split("#")[1] });
    return client;
}

/** As Gmail does it: the address out of the head, one POST of a form, no cookie. */
function oneClick(server, address) {
    const form = "List-Unsubscribe=One-Click";
    return new Promise((resolve, reject) => {
        const request = https.request({ host: "127.0.0.1", servername: "localhost", port: server.port, path: new URL(address).pathname, ca: server.ca,
            agent: false, method: "POST", headers: { Host: `localhost:${server.port}`, "Content-Length": form.length,
                "Content-Type": "application/x-www-form-urlencoded" } }, (response) => {
            const parts = [];
            response.on("data", (part) => parts.push(part));
            response.on("end", () => resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(parts).toString()) }));
        });
        request.on("error", reject);
        request.end(form);
    });
}

async function turnOff(tls, signIn) {
    const settings = { ...signIn, AMS_PUBLIC_URL: "https://ams.college.example" };
    await withBoth(tls, { only: /moved|نُقلت/ }, settings, async (ams, mails) => {
        await ams.administrator.expect(200, "PUT", "/api/admin/settings/institution_name", { value: "Hügel College" });
        await ams.administrator.expect(200, "PUT", "/api/admin/settings/mail_reply_to", { value: "registrar@college.example" });
        const professor = await invited(ams, "professor", "amara");
        const student = await invited(ams, "student", "sam");
        const classroom = await professor.expect(201, "POST", "/api/classroom", { subject: "Optics", section: "A", timezone: "Europe/Berlin" });
        await student.expect(200, "POST", "/api/student/join", { code: classroom.join_code });
        const at = Date.UTC(new Date().getUTCFullYear() + 1, 0, 12, 10);
        const times = (from) => ({ starts_at: new Date(from).toISOString(), ends_at: new Date(from + 5400_000).toISOString() });
        const lecture = await professor.expect(201, "POST", `/api/classroom/${classroom.id}/lectures`, { title: "Lenses", room: "B 204", ...times(at) });
        await professor.expect(200, "PATCH", `/api/attendance/${lecture.id}`, times(at + 3600_000));
        const mail = await parsed((await until(() => mails[0], "the mail of a moved lecture")).text);
        for (const words of ["Optics (A)", "Lenses", "11:00–12:30 (Europe/Berlin, UTC+1)", "12:00–13:30 (Europe/Berlin, UTC+1)", "B 204"])
            must(mail.text.includes(words) && mail.html.includes(words), `${words} is not in ${mail.text}`);
        must(mail.from.name === "Hügel College" && mail.from.address === "ams@college.example", JSON.stringify(mail.from));
        must(mail.head("reply-to") === "<registrar@college.example>", mail.head("reply-to"));
        must(mail.head("list-unsubscribe-post") === "List-Unsubscribe=One-Click", mail.head("list-unsubscribe-post"));
        const [, address] = /^<(https:\/\/ams\.college\.example\/api\/mail-off\/[^>]+)>$/.exec(mail.head("list-unsubscribe"));
        must((await oneClick(ams.server, address.slice(0, -1))).status === 404, "a cut address turned something off");
        const answer = await oneClick(ams.server, address);
        must(answer.status === 200 && answer.body.kinds[0].email === "off", JSON.stringify(answer));
        const { kinds } = await student.expect(200, "GET", "/api/user/notification-choices");
        must(kinds.find((one) => one.kind === "lecture_changed").email === "off", "it is on still");
        professor.close();
        student.close();
    });
}

/** What `ams doctor` says of mail. */
async function doctor(settings) {
    const folder = makeFolder();
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AMS_")));
    const child = spawn(process.env.AMS_BINARY ?? "build/ams", ["doctor"], { stdio: ["ignore", "pipe", "ignore"],
        env: { ...environment, AMS_DATA_DIR: folder, ...settings } });
    let said = "";
    child.stdout.on("data", (data) => (said += data));
    await new Promise((resolve) => child.once("close", resolve));
    removeFolder(folder);
    return said.split("\n").filter((line) => line.slice(6, 10) === "mail").join();
}

/** Each thing that can stand between an installation and its mail server, told by its name. */
async function ask(tls, signIn) {
    const server = await startMailServer(tls, {});
    const bare = await startMailServer(tls, { disabledCommands: ["STARTTLS", "AUTH"] });
    const good = { ...signIn, AMS_SMTP_URL: `smtp://localhost:${server.port}` };
    const faults = [
        [{}, /^ok    mail +smtp:.* answers and lets AMS in$/],
        [{ AMS_SMTP_PASSWORD: "guess" }, /^FAIL  mail .* refuses to let AMS in .*Correct smtp_user and smtp_password/],
        [{ AMS_SMTP_CA: "" }, /^FAIL  mail .* a certificate that is not trusted .*Set smtp_ca/],
        [{ AMS_SMTP_URL: `smtp://127.0.0.1:${server.port}` }, /^FAIL  mail .* a certificate that is not trusted /],
        [{ AMS_SMTP_URL: `smtps://localhost:${server.port}` }, /^FAIL  mail .* does not encrypt /],
        [{ AMS_SMTP_URL: `smtp://localhost:${bare.port}` }, /^FAIL  mail .* does not encrypt .*STARTTLS/],
        [{ AMS_SMTP_URL: "smtp://localhost:1" }, /^FAIL  mail .* does not answer .*smtp_url and the firewall/],
        [{ AMS_SMTP_URL: "smtp://nobody.invalid" }, /^FAIL  mail .* does not answer /],
    ];
    try {
        for (const [settings, words] of faults) {
            const said = await doctor({ ...good, ...settings });
            must(words.test(said), `${JSON.stringify(settings)}: ${said}`);
        }
        must(server.mails.length === 0 && bare.mails.length === 0, "it sent a mail");
    } finally {
        await server.stop();
        await bare.stop();
    }
    return `${faults.length} answers`;
}

async function play(tls) {
    const signIn = { AMS_SMTP_CA: tls.certificate, AMS_SMTP_USER: "ams", AMS_SMTP_PASSWORD: "corréct horse",
        AMS_MAIL_FROM: "ams@college.example" };
    await test("mail: by STARTTLS and with a password", () => withBoth(tls, {}, signIn, async (ams, mails) => {
        await ams.mail(sent);
        must(mails.length === 1, `${mails.length} mails arrived`);
        const [mail] = mails;
        must(mail.secure && mail.user === "ams", "it came in the open, or without signing in");
        must(mail.from === "ams@college.example" && mail.to.join() === "ada@example.org", `${mail.from} to ${mail.to}`);
        const { text, head } = await parsed(mail.text);
        must(/^<.+@college\.example>$/.test(head("message-id")), head("message-id"));
        must(text.startsWith("An administrator asked for this mail"), text);
        must(!head("list-unsubscribe"), "a mail about nothing that can be turned off says how");
        await ams.mail(sent); // the connection is used again, or opened again
        must(mails.length === 2, `${mails.length} mails arrived`);
    }));
    await test("mail: a moved lecture's says when and where, and is turned off by one click", () => turnOff(tls, signIn));
    await test("mail: a wrong password keeps it waiting", () => withBoth(tls, {},
        { ...signIn, AMS_SMTP_PASSWORD: "guess" }, async (ams, mails) => {
            const mail = await ams.mail(tried);
            must(mails.length === 0 && mail.next_try_at !== null, JSON.stringify(mail));
        }));
    await test("mail: nothing to a server whose certificate nobody vouches for", () => withBoth(tls, {},
        { ...signIn, AMS_SMTP_CA: "" }, async (ams, mails) => {
            const mail = await ams.mail(tried);
            must(mails.length === 0 && mail.next_try_at !== null, JSON.stringify(mail));
        }));
    await test("mail: nothing in the open, unless it is meant so", async () => {
        const open = { disabledCommands: ["STARTTLS", "AUTH"] };
        await withBoth(tls, open, { AMS_SMTP_CA: tls.certificate }, async (ams, mails) => {
            await ams.mail(tried);
            must(mails.length === 0, "it was sent in the open");
        });
        await withBoth(tls, open, { AMS_SMTP_PLAIN: "on" }, async (ams, mails) => {
            await ams.mail(sent);
            must(mails.length === 1 && !mails[0].secure, "it did not arrive");
        });
    });
    await test("mail: a mailbox that does not exist is given up, one that is full is tried again", async () => {
        const refusal = (code) => ({ refuse: () => Object.assign(new Error("no"), { responseCode: code }) });
        await withBoth(tls, refusal(550), signIn, async (ams) => {
            const mail = await ams.mail(tried);
            must(mail.next_try_at === null && mail.error.includes("550"), JSON.stringify(mail));
        });
        await withBoth(tls, refusal(452), signIn, async (ams) => {
            const mail = await ams.mail(tried);
            must(mail.next_try_at !== null && mail.error.includes("452"), JSON.stringify(mail));
        });
    });
    await test("mail: the doctor names what is wrong", () => ask(tls, signIn));
    await test("mail: without a server it is a file", async () => {
        const ams = await startAms({});
        await ams.mail((mail) => mail.filed); // written, and never told as sent
        must(readFileSync(join(ams.folder, "outbox", "1.eml"), "utf8").includes("To: <ada@example.org>"), "no such file");
        await ams.stop();
    });
}

if (!binaryExists()) skip("mail", "there is no binary; run make first");
else {
    const folder = makeFolder();
    await play(makeCertificate(folder));
    removeFolder(folder);
}
finish();
