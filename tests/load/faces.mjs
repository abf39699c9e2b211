// SPDX-License-Identifier: MIT
// Real faces as bursts of frames, from photos that are already on this machine.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const places = [
    "build/samples/people",
    join(process.env.AMS_SHARED ?? "../shared", "data/lfw-dev/images"),
];

/** People with photos, at most `max`: [{ name, photos: [Buffer] }]. Those with several photos first. */
export function people(max) {
    const found = [];
    for (const place of places) {
        if (!existsSync(place)) continue;
        for (const name of readdirSync(place).sort()) {
            if (name === "dora" || name === "emma") continue; // whom another light makes hard to read, or no other picture
            const folder = join(place, name);
            const files = readdirSync(folder).filter((file) => file.endsWith(".jpg")).sort();
            if (files.length >= 2) found.push({ name, files: files.map((file) => join(folder, file)) });
        }
    }
    return found.slice(0, max).map(({ name, files }) => ({
        name,
        photos: files.slice(0, 8).map((file) => readFileSync(file)),
    }));
}

let seed = 0;
let made = false;

/** A burst of `count` pictures made of this photo, as the API takes it, in a light of its own, or each in its own: what was shown once
 *  does not pass again. */
export function burst(photo, count, light = "once") {
    if (!made) execFileSync("make", ["-s", "build/release/bench/moments"]);
    made = true;
    return execFileSync("build/release/bench/moments", [String(++seed), String(count), light], { input: photo, maxBuffer: 64 << 20 });
}
