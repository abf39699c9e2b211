// SPDX-License-Identifier: MIT
// The disk, the clock and the power under a server: tests/faults/disk_faults.c, told through a file that both map.
import { spawnSync } from "node:child_process";
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const library = "build/torture/disk_faults.so";
const kinds = { good: 0, full: 1, readOnly: 2, noSync: 3, flaky: 4 };
const size = 512;
/* As struct disk_faults lies in memory. */
const at = { fault: 0, every: 4, room: 8, clock: 24, tracks: 32, folder: 36 };

/** Builds the library; false without a compiler. */
export function buildDisk() {
    mkdirSync("build/torture", { recursive: true });
    const [compiler, ...words] = (process.env.CC ?? "cc").split(" ");
    const made = spawnSync(compiler, [...words, "-shared", "-fPIC", "-O1", "-D_GNU_SOURCE", "-Itests", "-o", library,
        "tests/faults/disk_faults.c"]);
    if (made.status !== 0) throw new Error(`the disk cannot be built: ${made.stderr ?? made.error}`);
}

export class Disk {
    /** For the files in `folder`. */
    constructor(folder) {
        this.folder = folder;
        this.path = `${folder}.faults`;
        const bytes = Buffer.alloc(size);
        bytes.write(folder, at.folder);
        writeFileSync(this.path, bytes);
        this.file = openSync(this.path, "r+");
    }

    environment() {
        return { LD_PRELOAD: join(process.cwd(), library), AMS_DISK_FAULTS: this.path };
    }

    number(place, value, bytes) {
        const buffer = Buffer.alloc(bytes);
        if (bytes === 8) buffer.writeBigInt64LE(BigInt(value));
        else buffer.writeInt32LE(value);
        writeSync(this.file, buffer, 0, bytes, place);
    }

    set(kind, { room = 0, every = 1 } = {}) {
        this.number(at.room, room, 8);
        this.number(at.every, every, 4);
        this.number(at.fault, kinds[kind], 4);
    }

    setClock(seconds) {
        this.number(at.clock, seconds, 8);
    }

    /** From now on what is synced is kept beside it, so that the power can fail. */
    track() {
        mkdirSync(`${this.folder}.synced`, { recursive: true });
        this.number(at.tracks, 1, 4);
    }

    /** After a kill: the database's files are what was synced, and nothing more. */
    loseUnsynced(names) {
        for (const name of names) {
            const path = join(this.folder, name);
            const synced = join(`${this.folder}.synced`, name);
            if (existsSync(synced)) copyFileSync(synced, path);
            else rmSync(path, { force: true });
        }
        for (const name of readdirSync(this.folder)) if (name.endsWith("-shm")) rmSync(join(this.folder, name));
    }

    close() {
        closeSync(this.file);
        rmSync(this.path, { force: true });
        rmSync(`${this.folder}.synced`, { recursive: true, force: true });
    }
}
