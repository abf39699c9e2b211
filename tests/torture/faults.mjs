// SPDX-License-Identifier: MIT
// What goes wrong: each kind of fault from its beginning to its end; everything serves again afterwards.
import { setTimeout as pause } from "node:timers/promises";
import { startServer } from "../load/server.mjs";

const hour = 3600;

export const between = (low, high) => low + Math.random() * (high - low);

/** Starts what is not running; on two nodes everybody is with the one or the other. */
export async function serve(world) {
    for (let i = 0; i < world.nodes; i++) {
        if (world.servers[i] && !world.gone.has(world.servers[i])) continue;
        const server = await startServer(world.folder, {
            ...world.disk.environment(),
            AMS_SESSION_REQUESTS: "0",
            AMS_ADDRESS_REQUESTS: "0",
            ...(world.database ? { AMS_DATABASE: world.database.url } : {}),
        });
        world.welcome ??= server.welcome;
        world.servers[i] = server;
    }
}

/** Kills one of the servers; its clients ask it in vain until `serve` has started another in its place. */
async function kill(world, i = Math.floor(Math.random() * world.servers.length)) {
    const server = world.servers[i];
    if (!server || world.gone.has(server)) return;
    server.child.kill("SIGCONT");
    server.child.kill("SIGKILL");
    await server.exit;
    world.gone.add(server);
}

export async function killAll(world) {
    for (let i = 0; i < world.servers.length; i++) await kill(world, i);
}

async function onDisk(disk, kind, settings, longest) {
    disk.set(kind, settings);
    await pause(between(50, longest));
    disk.set("good");
}

/** MariaDB ends itself when its log cannot be written, sometimes a while later; it is started again, as systemd would. */
async function onDatabaseDisk(world, kind, settings) {
    await onDisk(world.database.disk, kind, settings, 800);
    await world.database.revive();
}

const kinds = {
    async kill(world) {
        await kill(world);
        await serve(world);
    },
    async stop(world) {
        const { child } = world.servers[Math.floor(Math.random() * world.servers.length)];
        child.kill("SIGSTOP");
        await pause(between(100, 800));
        child.kill("SIGCONT");
    },
    async clock(world) {
        world.disk.setClock(Math.random() < 0.5 ? hour : -hour);
        await pause(between(100, 500));
        world.disk.setClock(0);
    },
    full: (world) => onDisk(world.disk, "full", { room: Math.floor(between(0, 200_000)) }, 500),
    flaky: (world) => onDisk(world.disk, "flaky", { every: Math.floor(between(2, 40)) }, 500),
    noSync: (world) => onDisk(world.disk, "noSync", {}, 300),
    readOnly: (world) => onDisk(world.disk, "readOnly", {}, 300),
    async killWhileFailing(world) {
        world.disk.set("flaky", { every: Math.floor(between(2, 20)) });
        await pause(between(20, 200));
        await kill(world);
        world.disk.set("good");
        await serve(world);
    },
    database: (world) => world.database.restart(),
    async databaseStops(world) {
        world.database.child.kill("SIGSTOP");
        await pause(between(100, 1500));
        world.database.child.kill("SIGCONT");
    },
    databaseFull: (world) => onDatabaseDisk(world, "full", { room: Math.floor(between(0, 50_000)) }),
    databaseFlaky: (world) => onDatabaseDisk(world, "flaky", { every: Math.floor(between(2, 200)) }),
    databaseNoSync: (world) => onDatabaseDisk(world, "noSync", {}),
    databaseReadOnly: (world) => onDatabaseDisk(world, "readOnly", {}),
    async power(world) {
        await kill(world);
        world.disk.loseUnsynced(["ams.db", "ams.db-wal"]);
        await serve(world);
    },
};

/** The names of what may go wrong in this world; AMS_KINDS names them instead. */
export function kindsOf(world) {
    if (process.env.AMS_KINDS) return process.env.AMS_KINDS.split(",");
    const all = ["kill", "stop", "clock"];
    if (process.env.AMS_POWER) return [...all, "power", "power"];
    const disk = ["full", "flaky", "noSync", "readOnly"];
    const database = ["database", "databaseStops", "databaseFull", "databaseFlaky", "databaseNoSync", "databaseReadOnly"];
    return world.database ? [...all, ...database, ...disk] : [...all, ...disk, "killWhileFailing"];
}

export const happen = (world, kind) => kinds[kind](world);
