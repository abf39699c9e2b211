// SPDX-License-Identifier: MIT
// One browser's worth of requests: its own connection, cookie and CSRF token.
import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";

const triesMax = 200;

export class Client {
    /** `server` is what startServer resolved to. */
    constructor(server, identity = {}) {
        this.cookie = identity.cookie;
        this.csrf = identity.csrf;
        this.busy = 0; // honest 503s seen
        this.attach(server);
    }

    /** Goes on with another server on the same data, as after a restart. */
    attach(server) {
        this.agent?.destroy();
        this.server = server;
        this.agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: server.ca });
    }

    close() {
        this.agent.destroy();
    }

    /** Cookies by name, the newest of each, as a browser keeps them. */
    keep(cookies) {
        const jar = new Map((this.cookie ?? "").split("; ").filter(Boolean).map((pair) => [pair.split("=")[0], pair]));
        for (const pair of cookies.map((cookie) => cookie.split(";")[0])) jar.set(pair.split("=")[0], pair);
        this.cookie = [...jar.values()].join("; ") || undefined;
    }

    headers(body, more) {
        const headers = { Host: `localhost:${this.server.port}`, Origin: `https://localhost:${this.server.port}`, ...more };
        if (this.cookie) headers.Cookie = this.cookie;
        if (this.csrf) headers["X-CSRF-Token"] = this.csrf;
        headers["Content-Length"] = body?.length ?? 0;
        if (body) headers["Content-Type"] = Buffer.isBuffer(body) ? "application/octet-stream" : "application/json";
        return headers;
    }

    /** One request: { status, body, headers }. Rejects when the connection breaks. */
    send(method, path, data, more = {}) {
        const body = data === undefined || Buffer.isBuffer(data) ? data : JSON.stringify(data);
        const bytes = typeof body === "string" ? Buffer.from(body) : body;
        const headers = this.headers(body, more);
        if (bytes) headers["Content-Length"] = bytes.length;
        return new Promise((resolve, reject) => {
            const request = https.request({ host: "127.0.0.1", servername: "localhost", port: this.server.port,
                agent: this.agent, method, path, headers }, (response) => {
                const parts = [];
                response.on("data", (part) => parts.push(part));
                response.on("error", reject);
                response.on("aborted", () => reject(new Error("the answer was cut off")));
                response.on("end", () => {
                    const text = Buffer.concat(parts).toString();
                    this.keep(response.headers["set-cookie"] ?? []);
                    const answer = { status: response.statusCode, headers: response.headers,
                        body: text ? JSON.parse(text) : null };
                    if (answer.body?.csrf) this.csrf = answer.body.csrf;
                    resolve(answer);
                });
            });
            request.on("error", reject);
            request.end(bytes);
        });
    }

    /** The same, and again after Retry-After when the server says 503 busy. */
    async ask(method, path, data, more) {
        for (let i = 0; i < triesMax; i++) {
            const answer = await this.send(method, path, data, more);
            if (answer.status !== 503) return answer;
            const seconds = Number(answer.headers["retry-after"]);
            if (answer.body?.code !== "busy" || !(seconds >= 1)) throw new Error("a 503 that is not honest");
            this.busy++;
            await pause(seconds * 1000 * (0.5 + Math.random()));
        }
        throw new Error("busy for ever");
    }

    /** The body of an answer that must have this status. */
    async expect(status, method, path, data, more) {
        const answer = await this.ask(method, path, data, more);
        if (answer.status !== status)
            throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return answer.body;
    }

    /** Server-sent events of a lecture, as they come: { events: [{ name, data }], close() }. */
    listen(path) {
        const events = [];
        let text = "";
        return new Promise((resolve, reject) => {
            const request = https.get({ host: "127.0.0.1", servername: "localhost", port: this.server.port, path,
                agent: false, ca: this.server.ca, headers: this.headers() }, (response) => {
                if (response.statusCode !== 200) reject(new Error(`events: ${response.statusCode}`));
                response.on("data", (part) => {
                    text += part;
                    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
                        const lines = text.slice(0, end).split("\n");
                        const name = lines.find((line) => line.startsWith("event:"))?.slice(6).trim();
                        const data = lines.find((line) => line.startsWith("data:"))?.slice(5);
                        if (name && data) events.push({ name, data: JSON.parse(data) });
                    }
                });
                response.on("error", () => {});
                resolve({ events, close: () => request.destroy() });
            });
            request.on("error", reject);
        });
    }
}
