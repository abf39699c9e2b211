// SPDX-License-Identifier: MIT
// Usage: node tests/e2e/mail.mjs: mail that leaves by SMTP, with a real mail server on the other side; prints `N passed, M failed`.
// From the project's root, after `make` and `npm ci` in tests/e2e (./check does that).
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import { Client } from "../load/client.mjs";
import { finish, must, skip, test } from "../load/report.mjs";
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
                if (subject.startsWith("Show that this address")) return done();
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
        const [head, text] = mail.text.split("\r\n\r\n");
        must(/^Subject: =\?UTF-8\?B\?/m.test(head) && /^Message-ID: <.+@college\.example>/m.test(head), head);
        must(Buffer.from(text, "base64").toString().startsWith("An administrator asked for this mail"), text);
        await ams.mail(sent); // the connection is used again, or opened again
        must(mails.length === 2, `${mails.length} mails arrived`);
    }));
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
