// SPDX-License-Identifier: MIT
// The real server as a child process, and databases for it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const binary = process.env.AMS_BINARY ?? "build/ams";
const startMs = 300_000; // a guard against hanging, not a measurement

export function binaryExists() {
    return existsSync(binary);
}

export function makeFolder() {
    return mkdtempSync(join(tmpdir(), "ams-load-"));
}

export function removeFolder(folder) {
    rmSync(folder, { recursive: true, force: true });
}

/** Starts `ams serve` on a free port. Resolves once it serves: { port, ca, welcome, child, log, exit }. */
export function startServer(folder, settings = {}) {
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AMS_")));
    const child = spawn(binary, ["serve"], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...environment, AMS_DATA_DIR: folder, AMS_PORT: "0", AMS_ADDRESS: "127.0.0.1", ...settings },
    });
    const server = { child, log: "", port: 0 };
    server.exit = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
    child.stderr.on("data", (data) => (server.log += data));
    return new Promise((resolve, reject) => {
        let text = "";
        const timer = setTimeout(() => reject(new Error(`the server did not start: ${server.log}`)), startMs);
        child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${server.log}`)));
        child.stdout.on("data", (data) => {
            text += data;
            const address = text.match(/serving on https?:\/\/localhost:(\d+)\n/);
            if (!address) return;
            const waits = text.includes("There is no administrator yet.");
            const welcome = text.match(/\/welcome#([\w-]+)\n/);
            if (waits && !welcome) return;
            clearTimeout(timer);
            server.port = Number(address[1]);
            server.welcome = welcome?.[1];
            if (text.includes("https://")) server.ca = readFileSync(join(folder, "certificate.pem"));
            resolve(server);
        });
    });
}

/** Stops a process where it is, and comes back once each of its threads stands still (tests/support/stopped.h does the same). */
export async function holdStill(child) {
    const folder = `/proc/${child.pid}/task`;
    const isStill = (thread) => {
        try {
            return /^[TtZX]/.test(readFileSync(join(folder, thread, "stat"), "utf8").replace(/^.*\) /s, ""));
        } catch {
            return true; // it has ended meanwhile
        }
    };
    child.kill("SIGSTOP");
    while (!readdirSync(folder).every(isStill)) await pause(1);
}

export async function stopServer(server, signal = "SIGTERM") {
    server.child.kill(signal);
    return server.exit;
}

function find(program) {
    const path = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`.split(":");
    return path.map((folder) => join(folder, program)).find(existsSync);
}

/** A MariaDB server in `folder`: { url, socket, stop(), kill(), start() }, or null when none is installed. */
export async function startMariadb(folder) {
    const install = find("mariadb-install-db");
    const daemon = find("mariadbd");
    const client = find("mariadb");
    if (!install || !daemon || !client) return null;
    const data = join(folder, "mariadb");
    const socket = join(folder, "mariadb.sock");
    const user = process.getuid() === 0 ? ["--user=root"] : [];
    const made = spawnSync(install, ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db",
        `--datadir=${data}`, `--tmpdir=${folder}`, ...user]);
    if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stderr}`);
    let child;
    const start = async () => {
        child = spawn(daemon, ["--no-defaults", `--datadir=${data}`, `--tmpdir=${folder}`, `--socket=${socket}`, "--skip-networking",
            "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M", ...user], { stdio: "ignore" });
        for (let i = 0; ; i++) {
            const run = spawnSync(client, ["--no-defaults", "-uroot", `--socket=${socket}`, "-e",
                "CREATE DATABASE IF NOT EXISTS ams CHARACTER SET utf8mb4"]);
            if (run.status === 0) return;
            if (i === 300) throw new Error(`MariaDB does not answer: ${run.stderr}`);
            await pause(100);
        }
    };
    const stop = () => new Promise((resolve) => child.once("exit", resolve) && child.kill("SIGKILL"));
    await start();
    return { url: `mariadb://root@localhost/ams?socket=${encodeURIComponent(socket)}`, socket, start, stop, kill: stop,
        pid: () => child.pid };
}
