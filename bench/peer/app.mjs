// SPDX-License-Identifier: MIT
// A small honest copy of the stack that AMS replaces: Express with the mariadb client and a Flask service that looks at faces
// (faces.py). Usage: node app.mjs PACKAGES SOCKET FACES_PORT; prints its port. One frame a mark, as it had.
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, socketPath, facesPort] = process.argv.slice(2);
const load = createRequire(join(packages, "package.json"));
const express = load("express");
const pool = load("mariadb").createPool({ socketPath, user: "root", database: "stack", connectionLimit: 10 });

const app = express();
app.post("/attendance/:lecture/mark", express.raw({ type: "image/jpeg", limit: "5mb" }), async (request, response) => {
    try {
        const token = request.get("Authorization")?.slice("Bearer ".length);
        const [session] = await pool.query("SELECT s.user_id, u.face FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token = ?", [token]);
        if (!session) return response.status(401).json({ error: "not signed in" });
        const [lecture] = await pool.query("SELECT id FROM lectures WHERE id = ? AND closes_at > NOW()", [request.params.lecture]);
        if (!lecture) return response.status(409).json({ error: "closed" });
        const looked = await fetch(`http://127.0.0.1:${facesPort}/verify/${session.face}`,
            { method: "POST", headers: { "Content-Type": "image/jpeg" }, body: request.body });
        const { same } = await looked.json();
        if (!same) return response.status(422).json({ error: "no match" });
        await pool.query("INSERT IGNORE INTO attendance (lecture_id, student_id, marked_at) VALUES (?, ?, NOW(3))",
            [lecture.id, session.user_id]);
        return response.status(201).json({ status: "present" });
    } catch (error) {
        return response.status(500).json({ error: String(error) });
    }
});
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
