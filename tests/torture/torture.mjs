// SPDX-License-Identifier: MIT
// The checker: clients mark, override, open, close, import and erase while faults come at random; afterwards every act that was
// acknowledged is there exactly once, every one that was refused is not, the audit chain verifies, and figures equal a recount.
//
//     node tests/torture/torture.mjs [sqlite|mariadb|nodes]
//
// AMS_FAULTS: how many (30). AMS_BINARY: which program. AMS_POWER=1: the power fails, too (what was not synced is gone).
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { finish, must, skip, test } from "../load/report.mjs";
import { binaryExists, makeFolder, removeFolder, startServer } from "../load/server.mjs";
import { Office, Teacher, password } from "./act.mjs";
import { buildDisk, Disk } from "./disk.mjs";
import { Database } from "./mariadb.mjs";
import { verify } from "./verify.mjs";

const engine = process.argv[2] ?? "sqlite";
const faults = Number(process.env.AMS_FAULTS ?? 30);
const teachers = 4;
const students = 8;
const hour = 3600;

const between = (low, high) => low + Math.random() * (high - low);

async function signUp(world, name, invitation) {
    const email = `${name.toLowerCase().replace(/[^a-z0-9]+/g, ".")}@example.org`;
    const { Client } = await import("../load/client.mjs");
    const client = new Client(world.servers[0]);
    const body = { name, email, password, ...(invitation ? { invitation } : {}) };
    const { user } = await client.expect(201, "POST", "/api/user/sign-up", body);
    const identity = { cookie: client.cookie, csrf: client.csrf };
    client.close();
    return { id: user.id, email, identity };
}

/** An administrator, teachers, and a classroom of students each. */
async function furnish(world) {
    const head = await signUp(world, "Ada Head", world.welcome);
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
        const person = await signUp(world, `Teacher ${t}`, link.split("#")[1]);
        const teacher = new Teacher(world, person.email, person.identity, 0, []);
        const classroom = await teacher.client.expect(201, "POST", "/api/classroom", { subject: `Class ${t}` });
        teacher.classroom = classroom.id;
        for (let s = 0; s < students; s++) {
            const { student } = await teacher.client.expect(201, "POST", `/api/classroom/${classroom.id}/students`,
                { email: `student${t * students + s}@example.org` });
            teacher.students.push(student.id);
        }
        staff.push(teacher);
    }
    return { office, teachers: staff };
}

/** Starts what is not running; on two nodes everybody is with the one or the other. */
async function serve(world) {
    for (let i = 0; i < world.nodes; i++) {
        if (world.servers[i] && !world.gone.has(world.servers[i])) continue;
        const server = await startServer(world.folder, {
            ...world.disk.environment(),
            AMS_SESSION_REQUESTS: "0",
            AMS_ADDRESS_REQUESTS: "0",
            ...(world.database ? { AMS_DATABASE: world.database.url } : {}),
        });
        world.welcome ??= server.welcome;
        world.servers[i] = server;
    }
}

/** Kills one of the servers; its clients ask it in vain until `serve` has started another in its place. */
async function kill(world, i = Math.floor(Math.random() * world.servers.length)) {
    const server = world.servers[i];
    if (!server || world.gone.has(server)) return;
    server.child.kill("SIGCONT");
    server.child.kill("SIGKILL");
    await server.exit;
    world.gone.add(server);
}

async function killAll(world) {
    for (let i = 0; i < world.servers.length; i++) await kill(world, i);
}

/** Each fault from its beginning to its end; the server serves again afterwards. */
const kinds = {
    async kill(world) {
        await kill(world);
        await serve(world);
    },
    async stop(world) {
        const { child } = world.servers[Math.floor(Math.random() * world.servers.length)];
        child.kill("SIGSTOP");
        await pause(between(100, 800));
        child.kill("SIGCONT");
    },
    async full(world) {
        world.disk.set("full", { room: Math.floor(between(0, 200_000)) });
        await pause(between(100, 500));
        world.disk.set("good");
    },
    async flaky(world) {
        world.disk.set("flaky", { every: Math.floor(between(2, 40)) });
        await pause(between(100, 500));
        world.disk.set("good");
    },
    async noSync(world) {
        world.disk.set("noSync");
        await pause(between(50, 300));
        world.disk.set("good");
    },
    async readOnly(world) {
        world.disk.set("readOnly");
        await pause(between(50, 300));
        world.disk.set("good");
    },
    async clock(world) {
        world.disk.setClock(Math.random() < 0.5 ? hour : -hour);
        await pause(between(100, 500));
        world.disk.setClock(0);
    },
    async killWhileFailing(world) {
        world.disk.set("flaky", { every: Math.floor(between(2, 20)) });
        await pause(between(20, 200));
        await kill(world);
        world.disk.set("good");
        await serve(world);
    },
    async database(world) {
        await world.database.restart();
    },
    async databaseStops(world) {
        world.database.child.kill("SIGSTOP");
        await pause(between(100, 1500));
        world.database.child.kill("SIGCONT");
    },
    async power(world) {
        await kill(world);
        world.disk.loseUnsynced(["ams.db", "ams.db-wal"]);
        await serve(world);
    },
};

function kindsOf(world) {
    const all = ["kill", "stop", "clock"];
    if (world.database) return [...all, "database", "databaseStops"];
    const disk = [...all, "full", "flaky", "noSync", "readOnly", "killWhileFailing"];
    return process.env.AMS_POWER ? [...all, "power", "power"] : disk;
}

/** Until enough has been done since the last fault, so that each one meets work. */
async function someWork(world) {
    const until = world.done + Math.floor(between(2, 12));
    const latest = Date.now() + 60_000; // a guard against hanging
    while (world.done < until) {
        must(Date.now() < latest, `nothing is done any more: ${world.servers.map((server) => server.log.slice(-1000)).join()}`);
        await pause(10);
    }
    await pause(between(0, 60));
}

async function run(world, college) {
    const actors = [...college.teachers, college.office];
    let running = true;
    const loops = actors.map(async (actor) => {
        while (running) await actor.step();
    });
    const failed = Promise.all(loops); // a client that breaks ends the test
    const count = {};
    const inject = async () => {
        const list = kindsOf(world);
        for (let i = 0; i < faults; i++) {
            const kind = list[i < list.length ? i : Math.floor(Math.random() * list.length)];
            await someWork(world);
            await kinds[kind](world);
            count[kind] = (count[kind] ?? 0) + 1;
        }
        await someWork(world);
        running = false;
    };
    await Promise.race([inject(), failed]);
    await failed;
    return count;
}

if (!binaryExists()) skip("torture", "there is no binary; run make first");
else {
    buildDisk();
    const folder = makeFolder();
    mkdirSync(join(folder, "data"));
    const world = { folder: join(folder, "data"), done: 0, outcomes: { ok: 0, fail: 0, unknown: 0 },
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
                const count = await run(world, college);
                world.disk.set("good");
                world.disk.setClock(0);
                await killAll(world);
                await serve(world);
                const found = await verify(world, college);
                const summary = Object.entries(count).map(([kind, n]) => `${n} ${kind}`).join(", ");
                return `${summary}; ${world.outcomes.ok} ok, ${world.outcomes.fail} refused, ${world.outcomes.unknown} unknown; ` +
                    `${found}; ${Math.round((Date.now() - began) / 1000)} s`;
            });
        }
        await killAll(world);
        await world.database?.stop();
    }
    world.disk.close();
    removeFolder(folder);
}
finish();
