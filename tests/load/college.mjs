// SPDX-License-Identifier: MIT
// A professor with a classroom, and students with consent and an enrolled face; all made through the API.
import { setTimeout as pause } from "node:timers/promises";
import { burst } from "./faces.mjs";
import { Client } from "./client.mjs";

const password = "seven quiet grey geese";

/** `by`: an invitation, or a join code. */
export async function signUp(server, name, by) {
    const client = new Client(server);
    const body = { name, email: `${name.toLowerCase().replace(/[^a-z0-9]+/g, ".")}@example.org`, password, ...by };
    const { user } = await client.expect(201, "POST", "/api/user/sign-up", body);
    client.id = user.id;
    client.name = name;
    return client;
}

/** Enrols the student with this person's photos; false when the photos are not good enough. */
async function enrol(client, person) {
    const { version } = await client.expect(200, "GET", "/api/student/consent");
    await client.expect(200, "POST", "/api/student/consent", { version });
    const answer = await client.ask("PUT", "/api/student/face", await burst(person, 0, 3, "each"));
    if (answer.status !== 200 && answer.status !== 422) throw new Error(`enrol: ${JSON.stringify(answer)}`);
    client.person = person;
    return answer.status === 200;
}

/** One check-in as the camera page does it: a challenge, then the burst. Resolves to the mark. */
export async function checkIn(client, lecture, frames, key) {
    const { challenge } = await client.expect(200, "POST", `/api/attendance/${lecture}/challenge`);
    const { mark } = await client.expect(200, "POST", `/api/attendance/${lecture}/check-in`, frames,
        { "X-Challenge": challenge, ...(key ? { "Idempotency-Key": key } : {}) });
    return mark;
}

export async function framesOf(client) {
    return burst(client.person, -1, 3);
}

/** A burst for each student, made one after the other; then everybody's connection is there again, so that what follows measures marks
 *  and no crowd at the door. */
export async function framesOfAll(college) {
    const frames = new Map();
    for (const student of college.students) frames.set(student, await framesOf(student));
    const knock = (student) => student.expect(200, "GET", "/api/user/me");
    for (const student of college.students) await knock(student).catch(() => knock(student)); // an idle one may end as it is used
    return frames;
}

export async function openLecture(college) {
    const lecture = await college.professor.expect(201, "POST", `/api/classroom/${college.classroom}/instant`,
        { minutes: 60 });
    return lecture.id;
}

/** `count` students, each with another of these people's faces as far as they go. Those whose photos do not pass a
 *  rehearsal are left out: this measures marking, not recognition. */
export async function furnish(server, count, people) {
    const administrator = await signUp(server, "Ada Head", { invitation: server.welcome });
    const { link } = await administrator.expect(201, "POST", "/api/admin/invitations", { role: "professor" });
    const professor = await signUp(server, "Grace Hall", { invitation: link.split("#")[1] });
    const classroom = await professor.expect(201, "POST", "/api/classroom", { subject: "Load", policy: "passive" });
    const college = { administrator, professor, classroom: classroom.id, code: classroom.join_code, students: [] };
    const rehearsal = await openLecture(college);

    const fresh = people.slice();
    const good = [];
    const rehearse = async (student) => {
        let issued = await student.ask("POST", `/api/attendance/${rehearsal}/challenge`);
        while (issued.status === 429) { // several photos in a row did not pass
            await pause(Number(issued.headers["retry-after"]) * 1000);
            issued = await student.ask("POST", `/api/attendance/${rehearsal}/challenge`);
        }
        const answer = await student.ask("POST", `/api/attendance/${rehearsal}/check-in`, await framesOf(student),
            { "X-Challenge": issued.body.challenge });
        return answer.status === 200;
    };
    const seat = async (number) => {
        const student = await signUp(server, `Student ${number}`, { code: classroom.join_code });
        await student.expect(200, "POST", "/api/student/join", { code: classroom.join_code });
        for (let again = 0; ; again++) {
            if (again > 2 * people.length) throw new Error("nobody's photos pass");
            const known = good.length > 0 ? good : people;
            const person = fresh.shift() ?? known[(number + again) % known.length];
            if (await enrol(student, person) && await rehearse(student)) {
                good.push(person);
                return student;
            }
        }
    };
    for (let number = 0; number < count; number += 8)
        college.students.push(...await Promise.all(
            Array.from({ length: Math.min(8, count - number) }, (_, i) => seat(number + i))));
    college.people = new Set(college.students.map((student) => student.person.name)).size;
    await professor.expect(200, "POST", `/api/attendance/${rehearsal}/window/close`);
    return college;
}

export function closeAll(college) {
    for (const client of [college.administrator, college.professor, ...college.students]) client.close();
}

export function attachAll(college, server) {
    for (const client of [college.administrator, college.professor, ...college.students]) client.attach(server);
}
