// SPDX-License-Identifier: MIT
// What the server has, against what each client was told; counted naively.
import { spawnSync } from "node:child_process";
import { must } from "../load/report.mjs";

const plannedMinutes = 60; // of every window here
const pageMax = 200; // entries of the audit log at once
const binary = process.env.AMS_BINARY ?? "build/ams";

async function get(actor, path) {
    const answer = await actor.act("GET", path);
    must(answer.outcome === "ok", `GET ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
}

function times(outcome) {
    return outcome === "ok" ? [1, 1] : outcome === "fail" ? [0, 0] : [0, 1];
}

function checkTimes(entry, found, what) {
    const [least, most] = times(entry.outcome);
    must(found >= least && found <= most, `${what}: told ${entry.outcome}, it is there ${found} times`);
}

/** Marks of one lecture: the last that was acknowledged, or one that is in doubt since. */
function checkMarks(log, lecture, marks) {
    let checked = 0;
    for (const mark of marks) {
        const acts = log.filter((entry) => entry.kind === "mark" && entry.lecture === lecture && entry.student === mark.student.id);
        const last = acts.findLastIndex((entry) => entry.outcome === "ok");
        const allowed = acts.slice(Math.max(last, 0)).filter((entry) => entry.outcome !== "fail").map((entry) => entry.note);
        const untouched = last < 0;
        const note = mark.note ?? null;
        must((untouched && note === null) || allowed.includes(note),
            `lecture ${lecture}, student ${mark.student.id}: ${JSON.stringify(mark)} is none of ${JSON.stringify(acts.slice(-4))}`);
        const act = acts.find((entry) => entry.note === note);
        must(!act || act.value === mark.status, `lecture ${lecture}: ${mark.status} instead of ${act?.value}`);
        checked += acts.length;
    }
    return checked;
}

/** A student's own mark: there as they were told, by the code; otherwise none, or Absent since the close. */
function checkOwn(student, lecture, mark) {
    const acts = student.log.filter((entry) => entry.lecture === lecture);
    const told = acts.some((entry) => entry.outcome === "ok") ? "ok" : acts.some((entry) => entry.outcome === "unknown") ? "unknown" : "fail";
    const there = mark.method === "code";
    must(there ? told !== "fail" : told !== "ok", `lecture ${lecture}, student ${student.id} was told ${told}: ${JSON.stringify(mark)}`);
    must(there || mark.status === null || mark.method === "close", `lecture ${lecture}: a mark that nobody made: ${JSON.stringify(mark)}`);
    return acts.length;
}

/** What is said of a student, counted again from their marks. */
function checkStanding(student, marks, excusedCounts) {
    const { standing } = student;
    const count = (status) => marks.filter((mark) => mark === status).length;
    const attended = count("P") + count("L") + (excusedCounts === "attended" ? count("E") : 0);
    const expected = { present: count("P"), late: count("L"), excused: count("E"), absent: count("A"), attended };
    for (const [name, number] of Object.entries(expected))
        must(standing[name] === number, `student ${student.id}: ${name} ${standing[name]}, counted ${number}`);
    const unmarked = count(null);
    const least = attended + count("A") + (excusedCounts === "missed" ? count("E") : 0);
    must(standing.counted >= least && standing.counted <= least + unmarked, `student ${student.id}: ${standing.counted} of ${least} count`);
    const percentage = standing.counted ? (100 * attended) / standing.counted : null;
    must(percentage === null ? standing.percentage === null : Math.abs(standing.percentage - percentage) < 0.1,
        `student ${student.id}: ${standing.percentage} %, counted ${percentage}`);
}

/** Every act of a mark left one entry in the audit log: what was done twice left two. */
async function checkAudit(office, teachers) {
    const seen = new Map();
    for (let after = 0, more = true; more;) {
        const { entries, next } = await get(office, `/api/admin/audit?action=mark_set&limit=${pageMax}${after ? `&after=${after}` : ""}`);
        for (const entry of entries) seen.set(entry.subject_id, (seen.get(entry.subject_id) ?? 0) + 1);
        after = next;
        more = next !== null;
    }
    let checked = 0;
    for (const teacher of teachers)
        for (const { id } of teacher.lectures) {
            const acts = teacher.log.filter((entry) => entry.kind === "mark" && entry.lecture === id);
            const least = acts.filter((entry) => entry.outcome === "ok").length;
            const most = acts.filter((entry) => entry.outcome !== "fail").length;
            const found = seen.get(id) ?? 0;
            must(found >= least && found <= most, `lecture ${id}: ${found} marks in the audit log, ${least} to ${most} were told`);
            checked += found;
        }
    return checked;
}

async function checkTeacher(teacher) {
    const { lectures } = await get(teacher, `/api/classroom/${teacher.classroom}`);
    let checked = 0;
    for (const entry of teacher.log.filter((one) => one.kind === "lecture")) {
        checkTimes(entry, lectures.filter((lecture) => lecture.title === entry.title).length, `lecture ${entry.title}`);
        checked++;
    }
    must(lectures.every((lecture) => teacher.log.some((entry) => entry.title === lecture.title)), "a lecture that nobody made");
    const present = new Map();
    for (const lecture of lectures) {
        const view = await get(teacher, `/api/attendance/${lecture.id}`);
        const own = view.marks.find((mark) => mark.student.id === teacher.self.id);
        checked += checkMarks(teacher.log, lecture.id, view.marks.filter((mark) => mark !== own));
        checked += checkOwn(teacher.self, lecture.id, own);
        must(view.marks.length === teacher.students.length + 1, `${view.marks.length} students are listed`);
        must(view.counts.marked === view.marks.filter((mark) => mark.status !== null).length,
            `lecture ${lecture.id}: ${JSON.stringify(view.counts)}`);
        const closed = teacher.log.find((entry) => entry.kind === "close" && entry.lecture === lecture.id);
        if (closed?.outcome === "ok") {
            /* Sooner than it would have by itself; what the clock said meanwhile may be another hour. */
            const minutes = (Date.parse(view.lecture.window.closes_at) - Date.parse(view.lecture.window.opens_at)) / 60_000;
            must(minutes < plannedMinutes - 1, `lecture ${lecture.id} was closed and is open: ${JSON.stringify(view.lecture.window)}`);
            checked++;
        }
        for (const mark of view.marks) present.set(`${mark.student.id}/${lecture.id}`, mark.status);
    }
    /* The register shows the same marks. */
    const register = await get(teacher, `/api/classroom/${teacher.classroom}/register`);
    const ids = register.lectures.map((lecture) => lecture.id);
    for (const student of register.students) {
        checkStanding(student, student.marks, register.classroom.excused_counts);
        student.marks.forEach((status, i) => must((present.get(`${student.id}/${ids[i]}`) ?? null) === status,
            `the register says ${status} of student ${student.id} in lecture ${ids[i]}`));
    }
    return checked;
}

async function checkOffice(office) {
    const erased = new Map(office.log.filter((entry) => entry.kind === "erase").map((entry) => [entry.email, entry]));
    let checked = 0;
    for (const entry of office.log.filter((one) => one.kind === "import")) {
        const { users } = await get(office, `/api/admin/users?query=${entry.name}`);
        for (let i = 1; i <= 3; i++) {
            const email = `${entry.name}.${i}@import.example`;
            const found = users.filter((user) => user.email === email).length;
            const gone = erased.get(email);
            if (!gone) checkTimes(entry, found, `imported ${email}`);
            else must(gone.outcome === "unknown" ? found <= 1 : gone.outcome === "ok" ? found === 0 : found === 1,
                `erased ${email} (${gone.outcome}) is there ${found} times`);
            checked++;
        }
    }
    return checked;
}

/** "", or what `ams audit verify` says is wrong. */
function auditVerify(world) {
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AMS_")));
    const run = spawnSync(binary, ["audit", "verify"], { encoding: "utf8", env: { ...environment, AMS_DATA_DIR: world.folder,
        ...(world.database ? { AMS_DATABASE: world.database.url } : {}) } });
    return run.status === 0 ? "" : run.stderr.trim();
}

/** Fails with the first difference; says how much was compared. */
export async function verify(world, college) {
    let checked = 0;
    for (const teacher of college.teachers) checked += await checkTeacher(teacher);
    checked += await checkOffice(college.office);
    checked += await checkAudit(college.office, college.teachers);
    const chain = auditVerify(world);
    must(chain === "", `the audit log: ${chain}; asked again: ${auditVerify(world) || "it is whole"}`);
    return `${checked} acts compared`;
}
