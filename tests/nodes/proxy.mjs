// SPDX-License-Identifier: MIT
// HAProxy as deploy/haproxy.cfg has it, with this test's addresses and a certificate of its own.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const program = ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy"].find(existsSync);

export function proxyExists() {
    return program !== undefined;
}

export function freePort() {
    return new Promise((resolve, reject) => {
        const server = net.createServer();
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

/** The certificate's text, and a file of it with its key. */
function makeCertificate(folder) {
    const [key, certificate] = [join(folder, "proxy.key"), join(folder, "proxy.crt")];
    const made = spawnSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate]);
    if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
    writeFileSync(join(folder, "proxy.pem"), readFileSync(certificate, "utf8") + readFileSync(key, "utf8"), { mode: 0o600 });
    return readFileSync(certificate);
}

/** Starts it before servers on these ports of this machine: { port, ca, set(), stop() }, as Client takes it. */
export async function startProxy(folder, ports) {
    const port = await freePort();
    const ca = makeCertificate(folder);
    const given = readFileSync("deploy/haproxy.cfg", "utf8");
    const config = given
        .replace(/bind :443 ssl crt \S+/, `bind 127.0.0.1:${port} ssl crt ${join(folder, "proxy.pem")}`)
        .replace(/maxconn \d+/, "maxconn 1000")
        .replace("/run/haproxy/admin.sock mode", `${join(folder, "haproxy.sock")} mode`)
        .replace(/ +bind :80\n/, "")
        .replace(/ +log \/dev\/log.*\n/, "")
        .replace(/ +server (one|two) .*\n?/g, "") + ports.map((at, i) => `    server node${i} 127.0.0.1:${at}\n`).join("");
    if (config.includes(":80\n") || config.includes("10.0.0.")) throw new Error("deploy/haproxy.cfg is not as this test expects it");
    const path = join(folder, "haproxy.cfg");
    writeFileSync(path, config);
    const checked = spawnSync(program, ["-c", "-f", path]);
    if (checked.status !== 0) throw new Error(`haproxy -c: ${checked.stdout}${checked.stderr}`);
    const child = spawn(program, ["-db", "-f", path], { stdio: ["ignore", "pipe", "pipe"] });
    const proxy = { port, ca, child, log: "" };
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (proxy.log += data));
    const gone = new Promise((resolve) => child.once("exit", resolve));
    proxy.stop = () => child.kill("SIGKILL") && gone;
    /** "drain" takes a server out, "ready" takes it in again. */
    proxy.set = (i, state) =>
        new Promise((resolve, reject) => {
            const socket = net.connect(join(folder, "haproxy.sock"), () => socket.end(`set server ams/node${i} state ${state}\n`));
            let said = "";
            socket.on("data", (data) => (said += data));
            socket.once("error", reject);
            socket.once("close", () => (said.trim() ? reject(new Error(said)) : resolve()));
        });
    for (let i = 0; i < 100; i++) {
        const open = await new Promise((resolve) => {
            const socket = net.connect(port, "127.0.0.1", () => socket.destroy() && resolve(true));
            socket.once("error", () => resolve(false));
        });
        if (open) return proxy;
        await pause(100);
    }
    throw new Error(`haproxy does not listen: ${proxy.log}`);
}
