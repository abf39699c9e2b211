// SPDX-License-Identifier: MIT
// Many students mark at once: nothing lost, nothing doubled, no error but an honest 503.
import { setTimeout as pause } from "node:timers/promises";
import { checkIn, closeAll, framesOfAll, furnish, openLecture } from "./college.mjs";
import { people } from "./faces.mjs";
import { finish, must, skip, test } from "./report.mjs";
import { binaryExists, makeFolder, removeFolder, startMariadb, startServer, stopServer } from "./server.mjs";

const clients = Number(process.env.AMS_CLIENTS ?? 64);

/** All marks of a lecture by student; fails when a student is there twice. */
async function marksOf(college, lecture) {
    const view = await college.professor.expect(200, "GET", `/api/attendance/${lecture}`);
    const marks = new Map(view.marks.map((mark) => [mark.student.id, mark]));
    must(marks.size === view.marks.length, "a student is listed twice");
    must(view.marks.length === clients, `${view.marks.length} students are listed`);
    return { marks, counts: view.counts };
}

/** Everybody marks at the same moment; what each was told must be what is there. */
async function everybodyMarks(college) {
    const lecture = await openLecture(college);
    const stream = await college.professor.listen(`/api/attendance/${lecture}/events`);
    const frames = await framesOfAll(college);
    for (const student of college.students) student.busy = 0;

    const start = process.hrtime.bigint();
    const told = await Promise.all(college.students.map((student) =>
        checkIn(student, lecture, frames.get(student), `mark-${lecture}-${student.id}`)));
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;

    const { marks, counts } = await marksOf(college, lecture);
    must(counts.marked === clients && counts.present === clients, `counted ${JSON.stringify(counts)}`);
    college.students.forEach((student, i) => {
        const mark = marks.get(student.id);
        must(mark.status === "P" && mark.method === "face", `${student.name} has ${JSON.stringify(mark)}`);
        must(mark.marked_at === told[i].marked_at, `${student.name} was told ${told[i].marked_at}`);
    });
    for (let i = 0; i < 1200 && stream.events.length < clients; i++) await pause(100);
    stream.close();
    const seen = stream.events.filter((event) => event.name === "mark").map((event) => event.data.mark.student.id);
    must(seen.length === clients && new Set(seen).size === clients, `the professor's page saw ${seen.length} marks`);

    const register = await college.professor.expect(200, "GET", `/api/classroom/${college.classroom}/register`);
    const column = register.lectures.findIndex((other) => other.id === lecture);
    must(register.students.every((student) => student.marks[column] === "P"), "the register does not agree");
    const busy = college.students.reduce((sum, student) => sum + student.busy, 0);
    return `${clients} marks of ${college.people} people in ${seconds.toFixed(2)} s, ${busy} honest 503s`;
}

/** Each student sends the same check-in four times at once: one mark, the same answer each time. */
async function everybodyRepeats(college) {
    const lecture = await openLecture(college);
    const made = await framesOfAll(college);
    await Promise.all(college.students.map(async (student) => {
        const { challenge } = await student.expect(200, "POST", `/api/attendance/${lecture}/challenge`);
        const frames = made.get(student);
        const send = () => student.ask("POST", `/api/attendance/${lecture}/check-in`, frames,
            { "X-Challenge": challenge, "Idempotency-Key": `again-${lecture}-${student.id}` });
        const answers = await Promise.all([send(), send(), send(), send()]);
        const good = answers.filter((answer) => answer.status === 200).map((answer) => answer.body.mark.marked_at);
        must(good.length === 4 && new Set(good).size === 1, `${student.name}: ${JSON.stringify(answers.map((a) => a.body))}`);
    }));
    const { counts } = await marksOf(college, lecture);
    must(counts.marked === clients, `counted ${JSON.stringify(counts)}`);
}

/** Every second student sends somebody else's face first: refused with the reason, and then marks. */
async function someSendAnother(college) {
    const lecture = await openLecture(college);
    const others = await framesOfAll(college);
    const frames = await framesOfAll(college);
    await Promise.all(college.students.map(async (student, i) => {
        const other = college.students[(i + 1) % clients];
        if (i % 2 === 0 && other.person !== student.person) {
            const { challenge } = await student.expect(200, "POST", `/api/attendance/${lecture}/challenge`);
            const refusal = await student.expect(422, "POST", `/api/attendance/${lecture}/check-in`, others.get(other),
                { "X-Challenge": challenge });
            // In a light as uneven as these pictures have, another's face may be taken for one behind something.
            must(["no_match", "covered"].includes(refusal.code), `refused with ${refusal.code}`);
        }
        await checkIn(student, lecture, frames.get(student));
    }));
    const { counts } = await marksOf(college, lecture);
    must(counts.marked === clients, `counted ${JSON.stringify(counts)}`);
}

async function onEngine(engine, database, folder, crowd) {
    let server = await startServer(folder, database);
    let college;
    await test(`${engine}: ${clients} students enrol`, async () => {
        college = await furnish(server, clients, crowd);
        return `${college.people} people`;
    });
    if (!college) return;
    await test(`${engine}: everybody marks at once`, () => everybodyMarks(college));
    await test(`${engine}: everybody repeats a check-in`, () => everybodyRepeats(college));
    if (engine === "SQLite") await test(`${engine}: some send another's face first`, () => someSendAnother(college));
    await test(`${engine}: the server stops cleanly`, async () => {
        const { code } = await stopServer(server);
        must(code === 0, `it ended with ${code}: ${server.log}`);
    });
    /* So short a queue that it must overflow; the queue is the process's, whatever the engine. */
    if (engine !== "SQLite") {
        closeAll(college);
        return;
    }
    server = await startServer(folder, { ...database, AMS_FACE_QUEUE_MAX: "4", AMS_WORKERS: "2" });
    for (const client of [college.administrator, college.professor, ...college.students]) client.attach(server);
    await test(`${engine}: everybody marks at once through a short queue`, () => everybodyMarks(college));
    closeAll(college);
    await stopServer(server);
}

const crowd = people(2 * clients);
if (!binaryExists()) skip("load", "there is no binary; run make first");
else if (crowd.length === 0) skip("load", "there are no photos of people");
else {
    const folder = makeFolder();
    const mariadbFolder = makeFolder();
    let mariadb;
    try {
        await onEngine("SQLite", {}, folder, crowd);
        mariadb = await startMariadb(mariadbFolder);
        if (mariadb) await onEngine("MariaDB", { AMS_DATABASE: mariadb.url }, mariadbFolder, crowd);
        else skip("MariaDB", "it is not installed");
    } catch (error) {
        await test("load", () => { throw error; });
    } finally {
        await mariadb?.stop();
        removeFolder(folder);
        removeFolder(mariadbFolder);
    }
}
finish();
