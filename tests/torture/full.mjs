// SPDX-License-Identifier: MIT
// The disk of a MariaDB server is full: true answers, reading and signing in go on, nothing acknowledged is lost, and it heals by
// itself. (SQLite's disk: tests/store/test_disk.c, tests/api/test_disk.c.)
//
//     node tests/torture/full.mjs
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "../load/client.mjs";
import { finish, must, skip, test } from "../load/report.mjs";
import { binaryExists, makeFolder, removeFolder, startServer, stopServer } from "../load/server.mjs";
import { buildDisk } from "./disk.mjs";
import { Database } from "./mariadb.mjs";

const password = "seven quiet grey geese";
const titles = 400; // more than there is room for
const signIns = 40;
const longTitle = "a lecture whose title is as long as they come, so that the room that is left is soon used up; number";

async function signUp(server, name, invitation) {
    const client = new Client(server);
    await client.expect(201, "POST", "/api/user/sign-up", { name, email: `${name}@example.org`, password, invitation });
    return client;
}

async function furnish(server) {
    const head = await signUp(server, "ada", server.welcome);
    await head.expect(200, "POST", "/api/user/step-up", { password });
    const { link } = await head.expect(201, "POST", "/api/admin/invitations", { role: "professor" });
    const teacher = await signUp(server, "grace", link.split("#")[1]);
    const classroom = await teacher.expect(201, "POST", "/api/classroom", { subject: "Compilers", policy: "passive" });
    return { server, teacher, path: `/api/classroom/${classroom.id}`, made: [], refused: 0 };
}

async function makeLecture(college) {
    const title = `${longTitle} ${college.made.length + college.refused}`;
    const answer = await college.teacher.send("POST", `${college.path}/instant`, { title, minutes: 60 });
    if (answer.status === 201) college.made.push(title);
    else {
        must(answer.status === 507 && answer.body.code === "storage_full" && answer.body.next, JSON.stringify(answer.body));
        college.refused++;
    }
    return answer.status === 201;
}

async function signIn(server, word) {
    const client = new Client(server);
    const { status } = await client.send("POST", "/api/user/session", { email: "ada@example.org", password: word });
    client.close();
    return status;
}

async function fill(college, disk) {
    disk.set("full", { room: 0 });
    while (await makeLecture(college)) must(college.made.length < titles, "the disk is never full");
    for (let i = 0; i < signIns; i++) {
        const status = await signIn(college.server, password);
        must(status === 200, `signing in: ${status}`);
    }
    must(await signIn(college.server, "not this one") === 401, "a wrong password");
    must(!(await makeLecture(college)), "there is room for what can wait");
    const { lectures } = await college.teacher.expect(200, "GET", college.path);
    must(lectures.length > 0, "reading does not go on");
    const health = await college.teacher.expect(200, "GET", "/api/health/ready");
    must(health.status === "degraded" && health.storage === "full", JSON.stringify(health));
    return `${college.made.length} lectures, then ${college.refused} refused and ${signIns} people signed in`;
}

async function heal(college, disk) {
    const began = Date.now();
    disk.set("good");
    while (!(await makeLecture(college))) {
        must(Date.now() - began < 120_000, "it does not heal"); // a guard against hanging
        await pause(200);
    }
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    const health = await college.teacher.expect(200, "GET", "/api/health/ready");
    must(health.status === "ok", JSON.stringify(health));
    return `after ${seconds} s`;
}

async function compare(college) {
    const { lectures } = await college.teacher.expect(200, "GET", `${college.path}/register?limit=1`);
    const found = lectures.map((lecture) => lecture.title).sort();
    must(found.join() === [...college.made].sort().join(), `${found.length} lectures are there, ${college.made.length} were told`);
    return `${found.length} lectures`;
}

const folder = makeFolder();
const database = binaryExists() ? await Database.start((buildDisk(), folder)) : null;
if (!database) skip("MariaDB's full disk", "there is no binary, or MariaDB is not installed");
else {
    mkdirSync(join(folder, "data"));
    const server = await startServer(join(folder, "data"), { AMS_DATABASE: database.url, AMS_SESSION_REQUESTS: "0",
        AMS_ADDRESS_REQUESTS: "0" });
    const college = await furnish(server);
    await test("MariaDB: its disk is full, and people sign in", () => fill(college, database.disk));
    await test("MariaDB: there is room again", () => heal(college, database.disk));
    await test("MariaDB: and once more", () => fill(college, database.disk));
    await test("MariaDB: and again there is room", () => heal(college, database.disk));
    await test("MariaDB: all that was acknowledged is there, once", () => compare(college));
    college.teacher.close();
    await stopServer(server, "SIGKILL");
    await database.stop();
}
removeFolder(folder);
finish();
