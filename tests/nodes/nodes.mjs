// SPDX-License-Identifier: MIT
// Two real servers on one MariaDB: what one has begun the other goes on with, what one has done the other knows and shows, nothing is
// done twice, and either may die. Behind HAProxy nobody notices that one is stopped.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "../load/client.mjs";
import { checkIn, framesOf, furnish, openLecture, signUp } from "../load/college.mjs";
import { people } from "../load/faces.mjs";
import { chain, finish, must, skip } from "../load/report.mjs";
import { binaryExists, holdStill, makeFolder, removeFolder, startMariadb, startServer, stopServer } from "../load/server.mjs";
import { freePort, proxyExists, startProxy } from "./proxy.mjs";

const patience = 30_000; // a guard against waiting for ever, not a measurement
const jobsMade = 6;

/** Waits until `ask` gives something; how many milliseconds that took. */
async function until(what, ask) {
    const begun = Date.now();
    for (;;) {
        const found = await ask();
        if (found) return { found, ms: Date.now() - begun };
        if (Date.now() - begun > patience) throw new Error(`waited in vain for ${what}`);
        await pause(20);
    }
}

/** The same person at the other server: the cookie is all they carry. */
function at(server, client) {
    return Object.assign(new Client(server, client), { id: client.id, name: client.name, person: client.person });
}

function sql(database, statement) {
    const run = spawnSync("mariadb", ["--no-defaults", "-uroot", `--socket=${database.socket}`, "-N", "-e", statement, "ams"]);
    if (run.status !== 0) throw new Error(`${statement}: ${run.stderr}`);
    return run.stdout.toString().trim();
}

function settingsOf(folder, database, more = {}) {
    return { AMS_DATABASE: database.url, AMS_KEY_FILE: join(folder, "master.key"), AMS_FILES_DIR: join(folder, "files"), ...more };
}

async function startNode(folder, name, database, more) {
    const own = join(folder, name);
    mkdirSync(own, { recursive: true });
    return Object.assign(await startServer(own, settingsOf(folder, database, more)), { folder: own });
}

/** A file of people, looked through by a job: { id }. */
function importPeople(client, name, count) {
    const rows = Array.from({ length: count }, (_, i) => `Person ${name} ${i},${name}.${i}@example.org,student`);
    return client.expect(202, "POST", `/api/admin/imports/users?name=${name}.csv`, Buffer.from(`name,email,role\n${rows.join("\n")}\n`));
}

const crowd = people(2);
const folder = makeFolder();
const database = binaryExists() ? await startMariadb(folder) : null;
if (!database) skip("nodes", "there is no binary, or mariadb-server is not installed");
else {
    let [a, b] = [];
    let college;
    const stopAll = async () => {
        for (const node of [a, b]) if (node?.child.exitCode === null) node.child.kill("SIGKILL");
    };
    const step = chain(stopAll);
    const admin = () => college.administrator;
    const professor = () => college.professor;

    await step("two that start at once make one database", async () => {
        [a, b] = await Promise.all([startNode(folder, "a", database), startNode(folder, "b", database)]);
        must(sql(database, "SELECT COUNT(*) = MAX(version) AND MIN(finished_at) > 0 FROM schema_migrations") === "1", "the migrations are not whole");
    });

    await step("who signed in at one is signed in at the other", async () => {
        // Each has offered a link to become the first administrator; the newer one counts.
        college = await furnish(a, 0, []).catch(() => furnish(Object.assign(a, { welcome: b.welcome }), 0, []));
        college.students = [];
        for (let i = 0; i < 3; i++) college.students.push(await signUp(a, `Node Student ${i}`, { code: college.code }));
        await at(b, professor()).expect(200, "GET", `/api/classroom/${college.classroom}`);
        for (const student of college.students) await at(b, student).expect(200, "POST", "/api/student/join", { code: college.code });
    });

    await step("a mark at one is on a page that is open at the other", async () => {
        const lecture = await openLecture(college);
        const stream = await at(b, professor()).listen(`/api/attendance/${lecture}/events`);
        const times = [];
        for (const student of college.students) {
            const marked = professor().expect(200, "PUT", `/api/attendance/${lecture}/marks/${student.id}`, { status: "P" });
            const { ms } = await until("the mark", () => stream.events.some((event) => event.name === "mark" && event.data.mark.student.id === student.id));
            await marked;
            times.push(ms);
        }
        must(stream.events.filter((event) => event.name === "mark").length === college.students.length, "told more than once");
        await professor().expect(200, "POST", `/api/attendance/${lecture}/window/close`);
        await until("the close", () => stream.events.some((event) => event.name === "window" && event.data.window.state === "closed"));
        stream.close();
        return `${times.join(", ")} ms after it was asked for`;
    });

    await step("who signs out at one hears nothing more at the other", async () => {
        const leaving = at(a, professor());
        leaving.cookie = leaving.csrf = undefined;
        await leaving.expect(200, "POST", "/api/user/session", { email: "grace.hall@example.org", password: "seven quiet grey geese" });
        const lecture = await openLecture(college);
        const stream = await at(b, leaving).listen(`/api/attendance/${lecture}/events`);
        await leaving.expect(204, "DELETE", "/api/user/session");
        const { ms } = await until("the stream's end", () => stream.events.some((event) => event.name === "closed"));
        stream.close();
        return `${ms} ms`;
    });

    if (crowd.length === 0) skip("a challenge at one is answered at the other", "there are no photos of people");
    else
        await step("a challenge at one is answered at the other, once", async () => {
            const seated = await furnishFace();
            const lecture = await openLecture(college);
            const there = at(b, seated);
            const { challenge } = await seated.expect(200, "POST", `/api/attendance/${lecture}/challenge`);
            const frames = await framesOf(seated);
            const send = (client) => client.ask("POST", `/api/attendance/${lecture}/check-in`, frames, { "X-Challenge": challenge });
            const answers = await Promise.all([send(there), send(seated)]);
            must(answers.some((answer) => answer.status === 200), `nobody was marked: ${JSON.stringify(answers.map((answer) => answer.body))}`);
            must(sql(database, `SELECT COUNT(*) FROM attendance WHERE lecture_id = ${lecture}`) === "1", "not one mark");
        });

    /** A student of the classroom with a face. */
    async function furnishFace() {
        const { burst } = await import("../load/faces.mjs");
        const [student] = college.students;
        const { version } = await student.expect(200, "GET", "/api/student/consent");
        await student.expect(200, "POST", "/api/student/consent", { version });
        for (const person of crowd) {
            const answer = await student.ask("PUT", "/api/student/face", await burst(person, 0, 3, "each"));
            student.person = person;
            if (answer.status === 200) return student;
        }
        throw new Error("nobody's photos pass");
    }

    await step("what was done at one under an Idempotency-Key is answered at the other, not done again", async () => {
        const key = { "Idempotency-Key": "one-thing-at-both" };
        const tabs = [a, b, a, b, a, b].map((server) => at(server, professor()));
        const answers = await Promise.all(tabs.map((tab) => tab.send("POST", "/api/classroom", { subject: "Only once" }, key)));
        must(answers.some((answer) => answer.status === 201) && answers.every((answer) => [201, 409, 503].includes(answer.status)), `answers: ${answers.map((answer) => answer.status)}`);
        const first = await at(a, professor()).expect(201, "POST", "/api/classroom", { subject: "Only once" }, key);
        const again = await at(b, professor()).expect(201, "POST", "/api/classroom", { subject: "Only once" }, key);
        must(first.id === again.id, `${first.id} and ${again.id}`);
        must(sql(database, "SELECT COUNT(*) FROM classrooms WHERE subject = 'Only once'") === "1", "the repeat made another");
    });

    await step("wrong passwords at one slow down the other", async () => {
        const guess = (server) => new Client(server).send("POST", "/api/user/session", { email: "node.student.2@example.org", password: "not this one at all" });
        let tries = 0;
        for (; tries < 30; tries++) if ((await guess(a)).status === 429) break;
        must(tries > 0 && tries < 30, "no throttle");
        const there = await guess(b);
        must(there.status === 429 && Number(there.headers["retry-after"]) >= 1, `the other answered ${there.status}`);
        return `${tries} tries`;
    });

    await step(`${jobsMade} jobs are done once each, by whichever is free`, async () => {
        const jobs = [];
        for (let i = 0; i < jobsMade; i++) jobs.push(await importPeople(at(i % 2 ? a : b, admin()), `many${i}`, 40));
        for (const job of jobs)
            await until("the job", () => sql(database, `SELECT state FROM jobs WHERE id = ${job.id}`) === "done");
        must(sql(database, "SELECT MAX(tries) FROM jobs") === "1", "one was tried again");
    });

    await step("a job of one that was killed is taken over by the other, behind its last piece", async () => {
        await holdStill(b.child); // so that the first one takes it
        const job = await importPeople(admin(), "left", 4000);
        await until("the job's start", () => sql(database, `SELECT state = 'running' AND done > 0 FROM jobs WHERE id = ${job.id}`) === "1");
        a.child.kill("SIGKILL");
        await a.exit;
        const left = sql(database, `SELECT done, total FROM jobs WHERE id = ${job.id}`);
        sql(database, `UPDATE jobs SET next_try_at = 0 WHERE id = ${job.id} AND state = 'running'`); // two minutes later
        b.child.kill("SIGCONT");
        await until("the end of the job", () => sql(database, `SELECT state FROM jobs WHERE id = ${job.id}`) === "done");
        must(sql(database, `SELECT COUNT(*) = MAX(number) FROM job_rows WHERE job_id = ${job.id}`) !== "0", "a line was reported twice or not at all");
        a = await startNode(folder, "a", database);
        for (const client of [admin(), professor(), ...college.students]) client.attach(a);
        return `left at ${left.replace("\t", " of ")}`;
    });

    await step("what is due at a time is done once, and what is told is mailed once", async () => {
        const lecture = await openLecture(college);
        sql(database, `UPDATE windows SET closes_at = opens_at + 1 WHERE lecture_id = ${lecture}`);
        await until("the close", () => sql(database, `SELECT unswept FROM windows WHERE lecture_id = ${lecture}`) === "0");
        const [starts_at, ends_at] = [24, 25].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+/, ""));
        const later = await professor().expect(201, "POST", `/api/classroom/${college.classroom}/lectures`, { starts_at, ends_at });
        await professor().expect(200, "POST", `/api/attendance/${later.id}/cancel`, {});
        const told = () => sql(database, `SELECT COUNT(*), COUNT(DISTINCT user_id) FROM notifications WHERE lecture_id = ${later.id}`);
        await until("the notifications", () => told() === `${college.students.length}\t${college.students.length}`);
        const mails = () => sql(database, "SELECT COUNT(*), COUNT(sent_at) FROM mails").split("\t").map(Number);
        await until("the mails", () => mails()[0] >= college.students.length && mails()[0] === mails()[1]);
        await pause(2500); // two more turns of each server's
        const files = [a, b].flatMap((node) => (existsSync(join(node.folder, "outbox")) ? readdirSync(join(node.folder, "outbox")) : []));
        must(files.length === mails()[0], `${files.length} files for ${mails()} mails: ${files}`);
        must(sql(database, "SELECT COUNT(*) FROM (SELECT user_id FROM notifications GROUP BY user_id, kind, lecture_id, subject_id HAVING COUNT(*) > 1) AS t") === "0", "told twice");
        return `${mails()[0]} mails`;
    });

    await step("a database that is killed is told as it is at both, and they go on by themselves", async () => {
        const lecture = await openLecture(college);
        await database.kill();
        for (const node of [a, b]) {
            const read = await at(node, professor()).send("GET", `/api/classroom/${college.classroom}`);
            must(read.status === 503 && Number(read.headers["retry-after"]) >= 1, `a read answered ${read.status}`);
            const write = await at(node, professor()).send("PUT", `/api/attendance/${lecture}/marks/${college.students[0].id}`, { status: "P" });
            must(write.status === 503 && Number(write.headers["retry-after"]) >= 1, `a write answered ${write.status}`);
        }
        await database.start();
        const { ms } = await until("a mark", async () => (await at(b, professor()).send("PUT", `/api/attendance/${lecture}/marks/${college.students[0].id}`, { status: "P" })).status === 200);
        must(sql(database, `SELECT COUNT(*) FROM attendance WHERE lecture_id = ${lecture}`) === "1", "not one mark");
        return `${ms} ms after it was back`;
    });

    if (!proxyExists()) skip("behind HAProxy", "haproxy is not installed");
    else
        await step("behind HAProxy either may be stopped under load: no request fails", async () => {
            await Promise.all([a, b].map((node) => stopServer(node)));
            const ports = [await freePort(), await freePort()];
            const plain = (i) => ({ AMS_TLS: "off", AMS_TRUST_PROXY: "127.0.0.1", AMS_SESSION_REQUESTS: "0", AMS_PORT: String(ports[i]) });
            const start = (i) => startNode(folder, "ab"[i], database, plain(i));
            [a, b] = await Promise.all([start(0), start(1)]);
            const proxy = await startProxy(folder, ports);
            let ended = false;
            const seen = new Map();
            const lecture = await at(proxy, professor()).expect(201, "POST", `/api/classroom/${college.classroom}/instant`, { minutes: 60 });
            const load = Array.from({ length: 6 }, async (_, i) => {
                const client = at(proxy, professor());
                const path = `/api/attendance/${lecture.id}`;
                while (!ended) {
                    const answer = i % 2 ? await client.send("GET", path) : await client.send("PUT", `${path}/marks/${college.students[i / 2].id}`, { status: "PL"[i % 2] });
                    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
                }
            });
            for (const i of [0, 1, 0]) {
                await pause(1000);
                await proxy.set(i, "drain");
                await pause(1000); // what it has begun ends
                await stopServer(i === 0 ? a : b);
                if (i === 0) a = await start(0);
                else b = await start(1);
                await proxy.set(i, "ready");
                await pause(2500); // the proxy finds it again
            }
            ended = true;
            await Promise.all(load);
            await proxy.stop();
            must(seen.size === 1 && seen.has(200), `answers: ${JSON.stringify([...seen])}`);
            return `${seen.get(200)} requests, three stops`;
        });

    await stopAll();
    await database.stop();
}
removeFolder(folder);
finish();
