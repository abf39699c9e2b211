// SPDX-License-Identifier: MIT
// Real faces as bursts of frames, from photos that are already on this machine.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

// How much the light differs from place to place, in percent: what makes another picture of these photos and leaves the face readable.
const places = [{ folder: "build/samples/people", light: 14 }];
// AMS_PEOPLE=many: hundreds, of photos that are smaller.
if (process.env.AMS_PEOPLE === "many") places.push({ folder: join(process.env.AMS_SHARED ?? "../shared", "data/lfw-dev/images"), light: 9 });

/** People with photos, at most `max`: [{ name, photos: [Buffer] }]. Those with several photos first. */
export function people(max) {
    const found = [];
    for (const { folder: place, light } of places) {
        if (!existsSync(place)) continue;
        for (const name of readdirSync(place).sort()) {
            if (name === "dora" || name === "emma") continue; // whom another light makes hard to read, or no other picture
            const folder = join(place, name);
            const files = readdirSync(folder).filter((file) => file.endsWith(".jpg")).sort();
            if (files.length >= 2) found.push({ name, light, files: files.map((file) => join(folder, file)) });
        }
    }
    return found.slice(0, max).map(({ name, light, files }) => ({
        name,
        light,
        photos: files.slice(0, 8).map((file) => readFileSync(file)),
    }));
}

let seed = 0;
let made = null;

/**
 * A burst of `count` pictures made of this person's first or last photo, as the API takes it, in a light of its own, or each in its own:
 * what was shown once does not pass again. Made beside everything else: connections that wait meanwhile are looked after.
 */
export async function burst(person, place, count, lights = "once") {
    made ??= run("make", ["-s", "build/release/bench/moments"]);
    await made;
    const making = run("build/release/bench/moments", [String(++seed), String(count), lights, String(person.light)],
        { encoding: "buffer", maxBuffer: 64 << 20 });
    making.child.stdin.end(person.photos.at(place));
    return (await making).stdout;
}
