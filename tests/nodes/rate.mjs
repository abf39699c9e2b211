// SPDX-License-Identifier: MIT
// Usage: node tests/nodes/rate.mjs: marks by hand a second at one server and at two, on one MariaDB that syncs. Not a test: the figures of
// docs/SCALING.md. Everything runs on this machine, the clients, too.
import { mkdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { Client } from "../load/client.mjs";
import { furnish, signUp } from "../load/college.mjs";
import { makeFolder, removeFolder, startMariadb, startServer, stopServer } from "../load/server.mjs";

const seconds = Number(process.env.AMS_SECONDS ?? 10);
const classes = 24;

async function startNode(folder, name, database) {
    const own = join(folder, name);
    mkdirSync(own);
    return startServer(own, { AMS_DATABASE: database.url, AMS_KEY_FILE: join(folder, "master.key"), AMS_FILES_DIR: join(folder, "files"), AMS_SESSION_REQUESTS: "0" });
}

/** A professor with a class of two and a lecture whose window is open. */
async function makeClass(node, college, i) {
    const { link } = await college.administrator.expect(201, "POST", "/api/admin/invitations", { role: "professor" });
    const professor = await signUp(node, `Rate Professor ${i}`, { invitation: link.split("#")[1] });
    const classroom = await professor.expect(201, "POST", "/api/classroom", { subject: `Rate ${i}`, policy: "passive" });
    const students = [];
    for (const one of college.students) {
        await one.expect(200, "POST", "/api/student/join", { code: classroom.join_code });
        students.push(one.id);
    }
    const { id } = await professor.expect(201, "POST", `/api/classroom/${classroom.id}/instant`, { minutes: 60 });
    return { professor, students, lecture: id };
}

/** Seconds of processor time that a process has used, its threads together. */
function used(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\) /, "").split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

const workOf = (nodes) => ({
    servers: nodes.reduce((sum, node) => sum + used(node.child.pid), 0),
    database: used(database.pid()),
    clients: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
});

/** Marks a second when each class is marked by its professor at one of the nodes, one mark after the other; and the slowest of a hundred. */
async function measure(nodes, made) {
    const times = [];
    const before = workOf(nodes);
    const end = Date.now() + seconds * 1000;
    await Promise.all(made.map(async ({ professor, students, lecture }, i) => {
        const client = new Client(nodes[i % nodes.length], professor);
        for (let turn = 0; Date.now() < end; turn++) {
            const begun = performance.now();
            await client.expect(200, "PUT", `/api/attendance/${lecture}/marks/${students[turn % students.length]}`, { status: "PLA"[turn % 3], ...(turn % 3 === 1 ? { minutes_late: 5 } : {}) });
            times.push(performance.now() - begun);
        }
        client.close();
    }));
    const after = workOf(nodes);
    const cost = Object.keys(before).map((name) => `${name} ${(((after[name] - before[name]) * 1000) / times.length).toFixed(2)}`);
    times.sort((a, b) => a - b);
    return `${Math.round(times.length / seconds)} marks a second, half within ${times[times.length >> 1].toFixed(1)} ms, 99 % within ${times[Math.floor(times.length * 0.99)].toFixed(1)} ms;`
        + ` ms of a core a mark: ${cost.join(", ")}`;
}

const folder = makeFolder();
const database = await startMariadb(folder);
const nodes = [await startNode(folder, "a", database)];
const college = await furnish(nodes[0], 0, []);
for (let i = 0; i < 2; i++) college.students.push(await signUp(nodes[0], `Rate Student ${i}`, { code: college.code }));
const made = [];
for (let i = 0; i < classes; i++) made.push(await makeClass(nodes[0], college, i));
console.log(`${cpus().length} x ${cpus()[0].model.trim()}; ${classes} professors at once`);
console.log(`one server:  ${await measure(nodes, made)}`);
nodes.push(await startNode(folder, "b", database));
console.log(`two servers: ${await measure(nodes, made)}`);
for (const node of nodes) await stopServer(node);
await database.stop();
removeFolder(folder);
process.exit(0);
