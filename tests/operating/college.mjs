// SPDX-License-Identifier: MIT
// Usage: node tests/operating/college.mjs begin|later|after ADDRESS [TOKEN]: the first administrator, a professor, a classroom with a file; a classroom
// more after the backup; and, once it is restored, that the first is there with its file, and the later one is not.
const [, , act, base, token] = process.argv;
const secret = "a quiet river of stones";

async function ask(method, path, body, bearer, octets) {
    const headers = { "Content-Type": octets ? "application/octet-stream" : "application/json" };
    if (bearer) headers.Authorization = `Bearer ${bearer}`;
    const answer = await fetch(base + path, { method, headers, body: octets ?? (body && JSON.stringify(body)) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
}

const signIn = async (email) => (await ask("POST", "/api/user/session", { email, password: secret, bearer: true })).token;
const classroom = (subject, bearer) => ask("POST", "/api/classroom", { subject, timezone: "Europe/Berlin" }, bearer);

async function begin() {
    await ask("POST", "/api/user/sign-up", { name: "Ada Head", email: "ada@example.org", password: secret, invitation: token });
    const administrator = await signIn("ada@example.org");
    const { token: invitation, link } = await ask("POST", "/api/admin/invitations", { role: "professor", email: "grace@example.org" }, administrator);
    await ask("POST", "/api/user/sign-up", { name: "Grace", email: "grace@example.org", password: secret,
        invitation: invitation ?? link.split("#")[1] });
    const professor = await signIn("grace@example.org");
    const { id } = await classroom("Before the backup", professor);
    const { id: file } = await ask("POST", `/api/classroom/${id}/files?name=notes.txt`, null, professor, "what was attached\n");
    await ask("POST", `/api/classroom/${id}/board`, { kind: "notice", title: "Notes", files: [file] }, professor);
}

async function after() {
    const professor = await signIn("grace@example.org");
    const { classrooms } = await ask("GET", "/api/classroom", null, professor);
    const subjects = classrooms.map((one) => one.subject);
    if (String(subjects) !== "Before the backup") throw new Error(`there is ${subjects}`);
    const id = classrooms[0].id;
    const { items } = await ask("GET", `/api/classroom/${id}/board`, null, professor);
    const { files } = await ask("GET", `/api/classroom/${id}/board/${items[0].id}`, null, professor);
    const bytes = await ask("GET", `/api/classroom/${id}/files/${files[0].id}`, null, professor);
    if (bytes !== "what was attached\n") throw new Error(`the file holds ${bytes}`);
}

const acts = { begin, after, later: async () => classroom("After the backup", await signIn("grace@example.org")) };
await acts[act]();
