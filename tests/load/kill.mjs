// SPDX-License-Identifier: MIT
// The server is killed in the middle of marking, again and again: every acknowledged mark is there exactly once.
import { setTimeout as pause } from "node:timers/promises";
import { attachAll, checkIn, closeAll, framesOf, furnish, openLecture } from "./college.mjs";
import { people } from "./faces.mjs";
import { finish, must, skip, test } from "./report.mjs";
import { binaryExists, makeFolder, removeFolder, startServer, stopServer } from "./server.mjs";

const kills = Number(process.env.AMS_KILLS ?? 20);
const clients = Number(process.env.AMS_CLIENTS ?? 24);

/** Half of the students mark by face, the professor marks the other half by hand; all at once. Each acknowledged mark
 *  is told to `acknowledge`. Ends when all are done or cut off. */
function markAll(college, lecture, acknowledge) {
    const byFace = college.students.filter((_, i) => i % 2 === 0);
    const byHand = college.students.filter((_, i) => i % 2 === 1);
    const faces = byFace.map(async (student) => {
        acknowledge(student, await checkIn(student, lecture, await framesOf(student), `kill-${lecture}-${student.id}`));
    });
    const hands = byHand.map(async (student, i) => {
        await pause(i * 15);
        acknowledge(student, await college.hands[i % college.hands.length].expect(200, "PUT",
            `/api/attendance/${lecture}/marks/${student.id}`, { status: "L", minutes_late: i + 1 }));
    });
    return Promise.allSettled([...faces, ...hands]);
}

/** Every acknowledged mark is there as it was told, and nobody is there twice. */
async function verify(college, lecture, acknowledged) {
    const view = await college.professor.expect(200, "GET", `/api/attendance/${lecture}`);
    const marks = new Map(view.marks.map((mark) => [mark.student.id, mark]));
    must(marks.size === clients && view.marks.length === clients, `${view.marks.length} students are listed`);
    must(view.counts.marked === view.marks.filter((mark) => mark.status !== null).length, "the counts do not agree");
    for (const [id, told] of acknowledged) {
        const mark = marks.get(id);
        must(mark.status === told.status && mark.marked_at === told.marked_at && mark.method === told.method,
            `lecture ${lecture}: student ${id} was told ${JSON.stringify(told)}, there is ${JSON.stringify(mark)}`);
    }
    return marks;
}

const crowd = people(2 * clients);
if (!binaryExists()) skip("kill", "there is no binary; run make first");
else if (crowd.length === 0) skip("kill", "there are no photos of people");
else {
    const folder = makeFolder();
    let college;
    let server;
    await test(`${clients} students enrol`, async () => {
        server = await startServer(folder);
        college = await furnish(server, clients, crowd);
        /* The professor's other tabs: a connection each. */
        const { Client } = await import("./client.mjs");
        college.hands = Array.from({ length: 4 }, () => new Client(server, college.professor));
    });
    if (college) {
        await test(`SIGKILL in the middle, ${kills} times`, async () => {
            const history = [];
            let total = 0;
            let cutOff = 0;
            for (let round = 0; round < kills; round++) {
                const lecture = await openLecture(college);
                const acknowledged = new Map();
                const target = Math.floor(Math.random() * clients);
                let dead = false;
                const enough = new Promise((resolve) => {
                    if (target === 0) setTimeout(resolve, Math.random() * 60);
                    markAll(college, lecture, (student, mark) => {
                        if (!dead) acknowledged.set(student.id, mark);
                        if (acknowledged.size >= target) resolve();
                    }).then((results) => {
                        cutOff += results.filter((result) => result.status === "rejected").length;
                        resolve();
                    });
                });
                await enough;
                await pause(Math.random() * 20);
                server.child.kill("SIGKILL");
                const { signal } = await server.exit;
                /* What was sent before the kill may still be on its way to us. */
                await pause(20);
                dead = true;
                must(signal === "SIGKILL", `the server ended by itself: ${server.log}`);

                server = await startServer(folder);
                attachAll(college, server);
                for (const hand of college.hands) hand.attach(server);
                const marks = await verify(college, lecture, acknowledged);
                total += acknowledged.size;
                history.push([lecture, acknowledged]);

                /* A student who was cut off tries again and has one mark afterwards. */
                const again = college.students.find((student, i) => i % 2 === 0 && !acknowledged.has(student.id));
                if (again && marks.get(again.id).status === null) {
                    const mark = await checkIn(again, lecture, await framesOf(again), `retry-${lecture}-${again.id}`);
                    acknowledged.set(again.id, mark);
                    await verify(college, lecture, acknowledged);
                }
            }
            for (const [lecture, acknowledged] of history) await verify(college, lecture, acknowledged);
            must(cutOff > 0, "no request was cut off: the kills came too late to test anything");
            return `${total} acknowledged marks, ${cutOff} requests cut off`;
        });
        await test("the server stops cleanly", async () => {
            const { code } = await stopServer(server);
            must(code === 0, `it ended with ${code}`);
        });
        closeAll(college);
        for (const hand of college.hands) hand.close();
    }
    removeFolder(folder);
}
finish();
