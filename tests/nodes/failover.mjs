// SPDX-License-Identifier: MIT
// The primary of a semi-synchronous pair dies under load and its replica takes over: every mark that was acknowledged is there exactly
// once, every one that was refused is not.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "../load/client.mjs";
import { furnish, openLecture, signUp } from "../load/college.mjs";
import { chain, finish, must, skip } from "../load/report.mjs";
import { binaryExists, makeFolder, removeFolder, startServer } from "../load/server.mjs";
import { startPair } from "./pair.mjs";

const students = 12;
const hands = 8;
const before = 300; // acknowledged marks before the primary dies, and as many after

/** One way to mark by hand, at one of the servers; keeps what was said of each mark. */
async function markOn(client, lectures, next, said, ended) {
    while (!ended()) {
        const [lecture, student] = next();
        const name = `${lecture.id}/${student.id}`;
        try {
            const answer = await client.send("PUT", `/api/attendance/${lecture.id}/marks/${student.id}`, { status: "P" });
            said.set(name, answer.status === 200 ? "ok" : answer.status === 503 ? "refused" : `doubt ${answer.status} ${answer.body?.code}`);
            if (answer.status !== 200) await pause(50);
        } catch {
            said.set(name, "doubt: cut off");
        }
    }
}

const folder = makeFolder();
const installed = ["mariadbd", "mariadb-install-db", "mariadb"].every((name) => spawnSync("sh", ["-c", `PATH=$PATH:/usr/sbin command -v ${name}`]).status === 0);
if (!binaryExists() || !installed) skip("failover", "there is no binary, or mariadb-server is not installed");
else {
    let pair;
    let nodes = [];
    const step = chain(async () => {
        for (const node of nodes) node.child.kill("SIGKILL");
        await pair?.stop();
    });
    let college;
    const lectures = [];

    await step("two servers of AMS on a primary with a semi-synchronous replica", async () => {
        pair = await startPair(folder);
        const start = (name) => {
            const own = join(folder, name);
            mkdirSync(own);
            return startServer(own, { AMS_DATABASE: pair.url, AMS_KEY_FILE: join(folder, "master.key"), AMS_FILES_DIR: join(folder, "files"), AMS_SESSION_REQUESTS: "0" });
        };
        nodes = [await start("a"), await start("b")];
        college = await furnish(nodes[1], 0, []);
        for (let i = 0; i < students; i++) {
            const student = await signUp(nodes[i % 2], `Failover Student ${i}`, { code: college.code });
            await student.expect(200, "POST", "/api/student/join", { code: college.code });
            college.students.push(student);
        }
        for (let i = 0; i < 200; i++) lectures.push({ id: await openLecture(college) });
    });

    await step("the primary dies under load: nothing acknowledged is lost, nothing refused is there", async () => {
        const said = new Map();
        let turn = 0;
        let ended = false;
        const next = () => [lectures[Math.floor(turn / students) % lectures.length], college.students[turn++ % students]];
        const acknowledged = () => [...said.values()].filter((word) => word === "ok").length;
        const reach = async (count) => {
            for (let i = 0; acknowledged() < count; i++) {
                if (i === 1200) throw new Error(`stuck at ${acknowledged()} marks: ${nodes.map((node) => node.log.slice(-2000))}`);
                await pause(50);
            }
        };
        const load = Array.from({ length: hands }, (_, i) => markOn(new Client(nodes[i % 2], college.professor), lectures, next, said, () => ended || turn >= lectures.length * students));
        await reach(before);
        pair.primary.child.kill("SIGKILL");
        await pair.primary.exit;
        const died = Date.now();
        await pair.promote();
        const then = acknowledged();
        await reach(then + 1);
        const out = Date.now() - died;
        await reach(then + before);
        ended = true;
        await Promise.all(load);
        const there = new Map();
        for (const line of pair.replica.run("SELECT CONCAT(lecture_id, '/', student_id), COUNT(*) FROM attendance GROUP BY lecture_id, student_id", "ams").split("\n")) {
            const [name, count] = line.split("\t");
            there.set(name, Number(count));
        }
        const counts = { ok: 0, refused: 0, doubt: 0 };
        for (const [name, word] of said) {
            const count = there.get(name) ?? 0;
            if (word === "ok") must(count === 1, `${name} was acknowledged and is there ${count} times`);
            else if (word === "refused") must(count === 0, `${name} was refused and is there`);
            else must(count <= 1, `${name} is there ${count} times`);
            counts[word.split(" ")[0].replace(":", "")]++;
        }
        return `${counts.ok} acknowledged, ${counts.refused} refused, ${counts.doubt} in doubt; marks again ${out} ms after the primary's death, promotion included`;
    });
    for (const node of nodes) node.child.kill("SIGKILL");
    await pair?.stop();
}
removeFolder(folder);
finish();
