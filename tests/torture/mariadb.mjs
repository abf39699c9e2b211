// SPDX-License-Identifier: MIT
// A MariaDB server that can be killed and started again on its data.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Disk } from "./disk.mjs";

const waitsMax = 600;
const waitMs = 50;

function find(program) {
    const path = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`.split(":");
    return path.map((folder) => join(folder, program)).find(existsSync);
}

export class Database {
    /** null when none is installed. */
    static async start(folder) {
        const install = find("mariadb-install-db");
        if (!install || !find("mariadbd") || !find("mariadb")) return null;
        const database = new Database();
        database.data = join(folder, "mariadb");
        database.socket = join(folder, "mariadb.sock");
        database.user = process.getuid() === 0 ? ["--user=root"] : [];
        const made = spawnSync(install, ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db",
            `--datadir=${database.data}`, `--tmpdir=${folder}`, ...database.user]); // others may be at it in /tmp
        if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stderr}`);
        database.disk = new Disk(database.data);
        await database.run();
        database.ask("CREATE DATABASE ams CHARACTER SET utf8mb4");
        database.url = `mariadb://root@localhost/ams?socket=${encodeURIComponent(database.socket)}`;
        return database;
    }

    ask(sql) {
        return spawnSync(find("mariadb"), ["--no-defaults", "-uroot", `--socket=${this.socket}`, "-e", sql]).status === 0;
    }

    async run() {
        this.disk.set("good");
        this.child = spawn(find("mariadbd"), ["--no-defaults", `--datadir=${this.data}`, `--tmpdir=${dirname(this.data)}`,
            `--socket=${this.socket}`,
            "--skip-networking", "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M", "--innodb-use-native-aio=0",
            "--innodb-flush-method=fsync", ...this.user], // so that its disk is where it can be made to fail
        { stdio: "ignore", env: { ...process.env, ...this.disk.environment() } });
        this.child.once("exit", () => (this.ended = true));
        this.ended = false;
        for (let i = 0; !this.ask("SELECT 1"); i++) {
            if (i === waitsMax) throw new Error("MariaDB does not answer");
            await pause(waitMs);
        }
    }

    async stop() {
        if (this.ended) return;
        const ended = new Promise((resolve) => this.child.once("exit", resolve));
        this.child.kill("SIGCONT");
        this.child.kill("SIGKILL");
        await ended;
    }

    /** Answers again: where it ends itself because of its disk it is started again, however long that takes it. */
    async revive() {
        this.child.kill("SIGCONT");
        for (let i = 0; this.ended || !this.ask("CREATE OR REPLACE TABLE mysql.alive (at INT) ENGINE=InnoDB"); i++) {
            if (i === waitsMax) throw new Error("MariaDB does not write");
            if (this.ended) await this.run();
            await pause(waitMs);
        }
    }

    /** Killed, and started on what it has on its disk. */
    async restart() {
        await this.stop();
        await this.run();
    }
}
