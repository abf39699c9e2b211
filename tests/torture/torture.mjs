// SPDX-License-Identifier: MIT
// The checker: clients mark, override, open, close, import and erase while faults come at random; afterwards every act that was
// acknowledged is there exactly once, every one that was refused is not, the audit chain verifies, and figures equal a recount.
//
//     node tests/torture/torture.mjs [sqlite|mariadb|nodes]
//
// AMS_FAULTS: how many (30). AMS_KINDS: which alone (faults.mjs). AMS_LOOK: after how many all is compared (100). AMS_BINARY: which program. AMS_POWER=1: the power
// fails, too (what was not synced is gone).
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { finish, must, skip, test } from "../load/report.mjs";
import { binaryExists, makeFolder, removeFolder } from "../load/server.mjs";
import { Office, Student, Teacher, password } from "./act.mjs";
import { buildDisk, Disk } from "./disk.mjs";
import { between, happen, killAll, kindsOf, serve } from "./faults.mjs";
import { Database } from "./mariadb.mjs";
import { verify } from "./verify.mjs";

const engine = process.argv[2] ?? "sqlite";
const faults = Number(process.env.AMS_FAULTS ?? 30);
const teachers = 4;
const students = 8;
const look = Number(process.env.AMS_LOOK ?? 100);

async function signUp(world, name, by) {
    const email = `${name.toLowerCase().replace(/[^a-z0-9]+/g, ".")}@example.org`;
    const { Client } = await import("../load/client.mjs");
    const client = new Client(world.servers[0]);
    const body = { name, email, password, ...by };
    const { user } = await client.expect(201, "POST", "/api/user/sign-up", body);
    const identity = { cookie: client.cookie, csrf: client.csrf };
    client.close();
    return { id: user.id, email, identity };
}

/** An administrator, teachers, and a classroom of students each. */
async function furnish(world) {
    const head = await signUp(world, "Ada Head", { invitation: world.welcome });
    const office = new Office(world, head.email, head.identity);
    await office.client.expect(200, "POST", "/api/user/step-up", { password });
    const rows = Array.from({ length: teachers * students }, (_, i) => `Student ${i},student${i}@example.org,student`);
    const dry = await office.client.expect(202, "POST", "/api/admin/imports/users?name=s.csv",
        Buffer.from(`name,email,role\n${rows.join("\n")}\n`));
    must(await office.settle(dry.id) === "done", "the students' import did not run");
    const applied = await office.client.expect(202, "POST", `/api/admin/imports/${dry.id}/apply`);
    must(await office.settle(applied.id) === "done", "the students' import was not applied");
    const staff = [];
    for (let t = 0; t < teachers; t++) {
        const { link } = await office.client.expect(201, "POST", "/api/admin/invitations", { role: "professor" });
        const person = await signUp(world, `Teacher ${t}`, { invitation: link.split("#")[1] });
        const teacher = new Teacher(world, person.email, person.identity, 0, []);
        const classroom = await teacher.client.expect(201, "POST", "/api/classroom", { subject: `Class ${t}`, policy: "passive" });
        teacher.classroom = classroom.id;
        for (let s = 0; s < students; s++) {
            const { student } = await teacher.client.expect(201, "POST", `/api/classroom/${classroom.id}/students`,
                { email: `student${t * students + s}@example.org` });
            teacher.students.push(student.id);
        }
        const self = await signUp(world, `Self ${t}`, { code: classroom.join_code });
        teacher.self = new Student(world, self.email, self.identity, self.id, teacher);
        await teacher.self.client.expect(200, "POST", "/api/student/join", { code: classroom.join_code });
        staff.push(teacher);
    }
    return { office, teachers: staff };
}

/** Until enough has been done since the last fault, so that each one meets work. */
async function someWork(world) {
    const until = world.done + Math.floor(between(2, 12));
    const latest = Date.now() + 300_000; // a guard against hanging
    while (world.done < until) {
        if (world.database?.ended) await world.database.revive();
        must(Date.now() < latest, `nothing is done any more: ${world.servers.map((server) => server.log.slice(-1000)).join()}`);
        await pause(10);
    }
    await pause(between(0, 60));
}

/** Lets so many faults happen while everybody works; all is at rest afterwards. */
async function run(world, actors, list, many) {
    let running = true;
    const loops = actors.map(async (actor) => {
        while (running) await actor.step();
    });
    const failed = Promise.all(loops); // a client that breaks ends the test
    const inject = async () => {
        for (let i = 0; i < many; i++) {
            const kind = list[world.faults < list.length ? world.faults : Math.floor(Math.random() * list.length)];
            await someWork(world);
            await happen(world, kind);
            world.count[kind] = (world.count[kind] ?? 0) + 1;
            world.faults++;
        }
        await someWork(world);
        running = false;
    };
    await Promise.race([inject(), failed]);
    await failed;
}

/** What is there is compared every now and then, so that a difference is found near what made it. */
async function torment(world, college) {
    const actors = [...college.teachers, ...college.teachers.map((teacher) => teacher.self), college.office];
    const list = kindsOf(world);
    let found = "nothing";
    while (world.faults < faults) {
        await run(world, actors, list, Math.min(look, faults - world.faults));
        await world.database?.revive();
        if (world.faults >= faults) {
            await killAll(world);
            await serve(world);
        }
        try {
            found = await verify(world, college);
        } catch (error) {
            world.differs = true;
            error.message = `after ${world.faults} faults: ${error.message} (what is there is kept in ${world.folder}/..)`;
            throw error;
        }
        if (world.faults < faults) console.log(`     ${world.faults} faults: ${found}`);
    }
    return found;
}

if (!binaryExists()) skip("torture", "there is no binary; run make first");
else {
    buildDisk();
    const folder = makeFolder();
    mkdirSync(join(folder, "data"));
    const world = { folder: join(folder, "data"), done: 0, faults: 0, count: {}, outcomes: { ok: 0, fail: 0, unknown: 0 },
        servers: [], gone: new Set(), nodes: 1 };
    world.disk = new Disk(world.folder);
    if (process.env.AMS_POWER) world.disk.track();
    world.database = engine === "sqlite" ? null : await Database.start(folder);
    if (engine !== "sqlite" && !world.database) skip("torture", "MariaDB is not installed");
    else {
        let college;
        await test(`${engine}: ${teachers} teachers, ${teachers * students} students`, async () => {
            await serve(world);
            college = await furnish(world);
            if (engine === "nodes") world.nodes = 2; // the second start would void the first administrator's link
            await serve(world);
        });
        if (college) {
            await test(`${engine}: ${faults} faults, nothing lost and nothing doubled`, async () => {
                const began = Date.now();
                const found = await torment(world, college);
                const summary = Object.entries(world.count).map(([kind, n]) => `${n} ${kind}`).join(", ");
                return `${summary}; ${world.outcomes.ok} ok, ${world.outcomes.fail} refused, ${world.outcomes.unknown} unknown; ` +
                    `${found}; ${Math.round((Date.now() - began) / 1000)} s`;
            });
        }
        await killAll(world);
        await world.database?.stop();
    }
    world.disk.close();
    if (!world.differs) removeFolder(folder);
}
finish();
