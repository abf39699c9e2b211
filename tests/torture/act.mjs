// SPDX-License-Identifier: MIT
// What the clients do, each act with an outcome of its own: ok, fail (nothing was done) or unknown.
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "../load/client.mjs";

export const password = "seven quiet grey geese";
const triesMax = 60;
const triesApart = 250; // ms
const statuses = ["P", "L", "E", "A"];

let counter = 0;
let actors = 0;
function word() {
    return `t${(counter += 1)}t`;
}

/** Somebody who signs in again, proves again who they are, and tries again, as the app does. */
export class Actor {
    constructor(world, email, identity = {}) {
        this.world = world;
        this.email = email;
        this.place = actors++; // with several servers: whose
        this.server = this.home();
        this.client = new Client(this.server, identity);
    }

    home() {
        const { servers } = this.world;
        return servers[this.place % servers.length];
    }

    /** One request, now. Rejects when the connection breaks. */
    send(method, path, body, headers) {
        if (this.server !== this.home()) {
            this.server = this.home();
            this.client.attach(this.server);
        }
        return this.client.send(method, path, body, headers);
    }

    async signIn() {
        const answer = await this.send("POST", "/api/user/session", { email: this.email, password });
        return answer.status === 200;
    }

    /**
     * The request until its outcome is known: { outcome, status, body }. What is in doubt is asked again under the same
     * key, so that it happens once; `tries` of them.
     */
    async act(method, path, body, { tries = triesMax, repeats = true } = {}) {
        const headers = method === "GET" ? {} : { "Idempotency-Key": `k-${word()}` };
        let doubtful = false;
        for (let i = 0; i < tries; i++) {
            let answer;
            try {
                answer = await this.send(method, path, body, headers);
            } catch {
                doubtful = true; // it may have arrived
                if (!repeats) break;
                await pause(triesApart);
                continue;
            }
            const code = answer.body?.code;
            if (answer.status < 300) return { outcome: "ok", ...answer };
            try {
                if (answer.status === 401 && await this.signIn()) continue;
                if (code === "step_up_needed") {
                    await this.send("POST", "/api/user/step-up", { password });
                    continue;
                }
            } catch {
                await pause(triesApart);
                continue;
            }
            if (code === "answer_not_kept") return { outcome: "ok", ...answer, body: {} }; // it was carried out
            if (code === "in_doubt" || code === "internal" || code === "request_running") doubtful = true;
            else if (answer.status < 500 && answer.status !== 429)
                return { outcome: doubtful ? "unknown" : "fail", ...answer };
            else if (!doubtful && Math.random() < 0.3) return { outcome: "fail", ...answer }; // an honest refusal: left at that
            if (doubtful && !repeats) break;
            await pause(triesApart);
        }
        return { outcome: doubtful ? "unknown" : "fail", status: 0, body: null };
    }
}

/** A teacher with a classroom of their own; acts one after another, so that the order of their marks is known. */
export class Teacher extends Actor {
    constructor(world, email, identity, classroom, students) {
        super(world, email, identity);
        Object.assign(this, { classroom, students, lectures: [], log: [] });
    }

    note(entry, { outcome, status }) {
        this.log.push({ ...entry, outcome, status });
        this.world.done++;
        this.world.outcomes[outcome]++;
    }

    /** What is shown to the class, on another screen than the one where they mark; null when nobody answers. */
    async peek(path) {
        this.screen ??= new Actor(this.world, this.email, { cookie: this.client.cookie, csrf: this.client.csrf });
        try {
            const answer = await this.screen.send("GET", path);
            if (answer.status === 401) await this.screen.signIn();
            return answer;
        } catch {
            return null;
        }
    }

    async step() {
        const open = this.lectures.filter((lecture) => !lecture.closed);
        const dice = Math.random();
        if (open.length === 0 || dice < 0.15) {
            const title = word();
            const made = await this.act("POST", `/api/classroom/${this.classroom}/instant`, { title, minutes: 60 });
            if (made.outcome === "ok" && made.body.id) this.lectures.push({ id: made.body.id, closed: false });
            this.note({ kind: "lecture", title }, made);
        } else if (dice < 0.22 && open.length > 1) {
            const lecture = open[0];
            const closed = await this.act("POST", `/api/attendance/${lecture.id}/window/close`, {});
            if (closed.outcome !== "fail" || closed.body?.code === "window_closed") lecture.closed = true;
            this.note({ kind: "close", lecture: lecture.id }, closed);
        } else {
            const lecture = open[Math.floor(Math.random() * open.length)];
            const student = this.students[Math.floor(Math.random() * this.students.length)];
            const status = statuses[Math.floor(Math.random() * statuses.length)];
            const note = word();
            const mark = await this.act("PUT", `/api/attendance/${lecture.id}/marks/${student}`,
                { status, note, ...(status === "L" ? { minutes_late: 3 } : {}) });
            this.note({ kind: "mark", lecture: lecture.id, student, value: status, note }, mark);
        }
    }
}

/** A student who marks themselves with the code that their teacher shows; nobody else marks them. */
export class Student extends Actor {
    constructor(world, email, identity, id, teacher) {
        super(world, email, identity);
        Object.assign(this, { id, teacher, log: [], done: new Set() });
    }

    async step() {
        const lecture = this.teacher.lectures.find((one) => !one.closed && !this.done.has(one.id));
        if (!lecture) return pause(100);
        const shown = await this.teacher.peek(`/api/attendance/${lecture.id}/code`);
        if (shown?.status !== 200) return pause(100);
        const marked = await this.act("POST", `/api/attendance/${lecture.id}/check-in/code`, { code: shown.body.code });
        /* Only what can be tried again is: a code that is old by now, a window that another clock had closed. */
        if (marked.outcome !== "fail" || marked.body?.code !== "code_wrong") this.done.add(lecture.id);
        this.log.push({ lecture: lecture.id, outcome: marked.outcome, status: marked.status, code: marked.body?.code });
        this.world.done++;
        this.world.outcomes[marked.outcome]++;
        await pause(50);
    }
}

/** An administrator who brings people in and erases them again. */
export class Office extends Actor {
    constructor(world, email, identity) {
        super(world, email, identity);
        Object.assign(this, { log: [], people: [] });
    }

    async settle(job) {
        for (let i = 0; i < triesMax * 4; i++) {
            const seen = await this.act("GET", `/api/user/jobs/${job}`);
            const state = seen.body?.state;
            if (seen.outcome === "ok" && state !== "waiting" && state !== "running") return state;
            await pause(triesApart);
        }
        return "unknown";
    }

    note(entry) {
        this.log.push(entry);
        this.world.done++;
        this.world.outcomes[entry.outcome]++;
    }

    async bringIn() {
        const name = word();
        const csv = Buffer.from(`name,email,role\n${[1, 2, 3].map((i) =>
            `${name} ${i},${name}.${i}@import.example,student`).join("\n")}\n`);
        const dry = await this.act("POST", "/api/admin/imports/users?name=people.csv", csv);
        if (dry.outcome !== "ok" || await this.settle(dry.body.id) !== "done") return;
        const applied = await this.act("POST", `/api/admin/imports/${dry.body.id}/apply`);
        let outcome = applied.outcome;
        if (outcome === "ok") {
            const state = await this.settle(applied.body.id);
            outcome = state === "done" ? "ok" : "unknown";
        }
        this.note({ kind: "import", name, outcome });
        if (outcome === "ok") this.people.push(name);
    }

    async erase() {
        const name = this.people.shift();
        const found = await this.act("GET", `/api/admin/users?query=${name}`);
        if (found.outcome !== "ok" || found.body.users.length !== 3) return;
        const person = found.body.users[0];
        const erased = await this.act("POST", `/api/admin/users/${person.id}/erase`, { apply: true });
        this.note({ kind: "erase", name, email: person.email, outcome: erased.outcome });
    }

    async step() {
        if (this.people.length > 2) await this.erase();
        else await this.bringIn();
        await pause(200);
    }
}
