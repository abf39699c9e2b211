// SPDX-License-Identifier: MIT
// A primary and a semi-synchronous replica of MariaDB, two real servers on this machine.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./proxy.mjs";

const programs = { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` } };

async function startServer(folder, id) {
    const own = join(folder, `mariadb${id}`);
    const port = await freePort();
    mkdirSync(own);
    const user = process.getuid() === 0 ? ["--user=root"] : [];
    const made = spawnSync("mariadb-install-db", ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", `--datadir=${own}/data`, `--tmpdir=${own}`, ...user], programs);
    if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stderr}`);
    // As docs/SCALING.md says, but for the sizes.
    const child = spawn("mariadbd", ["--no-defaults", `--datadir=${own}/data`, `--tmpdir=${own}`, `--socket=${own}/socket`, `--port=${port}`, "--bind-address=127.0.0.1",
        `--server-id=${id}`, "--log-bin=binlog", "--log-slave-updates", "--gtid-strict-mode=1", "--sync-binlog=1", "--innodb-flush-log-at-trx-commit=1",
        "--rpl-semi-sync-master-wait-point=AFTER_SYNC", "--rpl-semi-sync-master-timeout=4294967295", "--rpl-semi-sync-slave-enabled=1",
        "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M", ...(id === 1 ? [] : ["--read-only=1"]), ...user], { ...programs, stdio: "ignore" });
    const server = { port, child };
    server.exit = new Promise((resolve) => child.once("exit", resolve));
    server.run = (statement, database = "") => {
        const run = spawnSync("mariadb", ["--no-defaults", "-uroot", `--socket=${own}/socket`, "-N", "-e", statement, ...(database ? [database] : [])], programs);
        if (run.status !== 0) throw new Error(`${statement}: ${run.stderr}`);
        return run.stdout.toString().trim();
    };
    for (let i = 0; ; i++) {
        try {
            server.run("SELECT 1");
            return server;
        } catch (error) {
            if (i === 300) throw error;
            await pause(100);
        }
    }
}

async function until(what, ask) {
    for (let i = 0; !ask(); i++) {
        if (i === 600) throw new Error(`waited in vain for ${what}`);
        await pause(100);
    }
}

/** { url, primary, replica, promote(), stop() }; the url names both. */
export async function startPair(folder) {
    const primary = await startServer(folder, 1);
    const replica = await startServer(folder, 2);
    primary.run("CREATE USER replica@'127.0.0.1' IDENTIFIED BY 'replica'; GRANT REPLICATION SLAVE ON *.* TO replica@'127.0.0.1'");
    replica.run(`CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${primary.port}, MASTER_USER='replica', MASTER_PASSWORD='replica', MASTER_USE_GTID=slave_pos; START SLAVE`);
    await until("the replica", () => replica.run("SHOW SLAVE STATUS\\G").match(/Slave_IO_Running: (\w+)/)?.[1] !== "No" && replica.run("SELECT COUNT(*) FROM mysql.user WHERE user = 'replica'") === "1");
    // From here on nothing is acknowledged that the replica has not written.
    primary.run("SET GLOBAL rpl_semi_sync_master_enabled = 1");
    await until("semi-sync", () => primary.run("SHOW STATUS LIKE 'Rpl_semi_sync_master_clients'").endsWith("1"));
    primary.run("CREATE DATABASE ams CHARACTER SET utf8mb4; CREATE USER ams@'127.0.0.1' IDENTIFIED BY 'ams'; GRANT ALL ON ams.* TO ams@'127.0.0.1'");
    return {
        primary,
        replica,
        url: `mariadb://ams:ams@127.0.0.1:${primary.port},127.0.0.1:${replica.port}/ams`,
        /** What an operator or a tool does once the primary is gone for good: all that has arrived is applied, then it takes writes. */
        async promote() {
            replica.run("STOP SLAVE IO_THREAD");
            await until("what has arrived", () => replica.run("SHOW SLAVE STATUS\\G").includes("Slave has read all relay log"));
            replica.run("STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = 0");
        },
        async stop() {
            for (const server of [primary, replica]) {
                server.child.kill("SIGKILL");
                await server.exit;
            }
        },
    };
}
