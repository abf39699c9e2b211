// SPDX-License-Identifier: MIT
// Real faces as bursts of frames, from photos that are already on this machine.
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

/** The same picture with other bytes: a comment segment behind the start of the JPEG. */
function variant(photo, number) {
    const text = Buffer.from(`frame ${number}`);
    const segment = Buffer.alloc(4 + text.length);
    segment.writeUInt16BE(0xfffe, 0);
    segment.writeUInt16BE(2 + text.length, 2);
    text.copy(segment, 4);
    return Buffer.concat([photo.subarray(0, 2), segment, photo.subarray(2)]);
}

let variants = 0;

/** A burst of `count` different frames of these photos, as the API takes it. */
export function burst(photos, count) {
    const parts = [];
    for (let i = 0; i < count; i++) {
        const frame = i < photos.length ? photos[i] : variant(photos[i % photos.length], variants++);
        const length = Buffer.alloc(4);
        length.writeUInt32BE(frame.length);
        parts.push(length, frame);
    }
    return Buffer.concat(parts);
}
