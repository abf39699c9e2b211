// SPDX-License-Identifier: MIT
// Makes people for the tests' cameras from the sample photos: for each a handful of stills (build/samples/people/NAME/NN.jpg) and, where
// one stands before a camera, a moving sequence (build/samples/video/NAME.mjpeg) that Chromium plays as its camera. One face is cut out of the photo, set on a
// plain wall, and moves, turns, nears and brightens a little from frame to frame, with fresh sensor noise in each.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import jpeg from "jpeg-js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const samples = join(root, "build/samples");
const width = 640;
const height = 480;
// At Chromium's 30 frames a second, then from the start: longer than an enrolment takes, which must not see a frame twice.
const frames = 90;
const stills = 8;
const faceShare = 0.45; // the face's height in the frame's

// Face boxes in the photos, in pixels, as the detector finds them.
const people = {
    anna: { photo: "sample6.jpg", box: [260, 516, 468, 788] },
    clara: { photo: "sample6.jpg", box: [1492, 270, 1694, 603], filmed: false },
    emma: { photo: "sample5.jpg", box: [378, 876, 566, 1194] }, // looks straight ahead: bench/heads turns her head
    dora: { photo: "sample3.jpg", box: [1501, 312, 1690, 591] },
};

/** A small generator with a seed: the same sequence on every machine. */
function generator(seed) {
    let state = seed >>> 0;
    return () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
    };
}

/** Where the face stands at `t` in 0..1; periodic, so that the sequence has no seam. */
function pose(t) {
    const turn = 2 * Math.PI * t;
    return {
        x: width / 2 + 14 * Math.sin(turn),
        y: height / 2 + 8 * Math.sin(2 * turn + 1),
        scale: 1 + 0.05 * Math.sin(turn + 2),
        angle: 0.04 * Math.sin(turn + 4),
        light: 1 + 0.1 * Math.sin(2 * turn),
    };
}

function bilinear(image, x, y, channel) {
    const x0 = Math.min(Math.max(Math.floor(x), 0), image.width - 2);
    const y0 = Math.min(Math.max(Math.floor(y), 0), image.height - 2);
    const fx = Math.min(Math.max(x - x0, 0), 1);
    const fy = Math.min(Math.max(y - y0, 0), 1);
    const at = 4 * (y0 * image.width + x0) + channel;
    const below = at + 4 * image.width;
    const top = image.data[at] * (1 - fx) + image.data[at + 4] * fx;
    return top * (1 - fy) + (image.data[below] * (1 - fx) + image.data[below + 4] * fx) * fy;
}

/** One frame: the photo's face in this pose before a wall. */
function render(image, [left, top, right, bottom], { x, y, scale, angle, light }, random) {
    const data = Buffer.alloc(4 * width * height);
    const faceHeight = bottom - top;
    const step = faceHeight / (height * faceShare * scale); // photo pixels a frame pixel
    const centreX = (left + right) / 2;
    const centreY = (top + bottom) / 2;
    const radiusX = 0.92 * (right - left); // of the cut-out: no neighbour comes along
    const radiusY = 1.0 * faceHeight;
    for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++) {
            const dx = ((column - x) * Math.cos(angle) + (row - y) * Math.sin(angle)) * step;
            const dy = ((row - y) * Math.cos(angle) - (column - x) * Math.sin(angle)) * step;
            const far = Math.hypot(dx / radiusX, dy / radiusY);
            const share = Math.min(Math.max((1 - far) / 0.15, 0), 1); // soft edge
            const wall = 150 - 40 * (row / height) + 15 * (column / width);
            const noise = 6 * (random() - 0.5);
            const at = 4 * (row * width + column);
            for (let channel = 0; channel < 3; channel++) {
                const skin = share > 0 ? bilinear(image, centreX + dx, centreY + dy, channel) : 0;
                data[at + channel] = Math.min(Math.max(light * (share * skin + (1 - share) * wall) + noise, 0), 255);
            }
            data[at + 3] = 255;
        }
    return jpeg.encode({ data, width, height }, 88).data;
}

function make(name, { photo, box, filmed = true }, seed) {
    const image = jpeg.decode(readFileSync(join(samples, photo)), { useTArray: true, maxMemoryUsageInMB: 256 });
    const random = generator(seed);
    const count = filmed ? frames : stills;
    const sequence = Array.from({ length: count }, (_, i) => render(image, box, pose(i / count), random));
    const folder = join(samples, "people", name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(samples, "video"), { recursive: true });
    for (let i = 0; i < stills; i++)
        writeFileSync(join(folder, `${String(i + 1).padStart(2, "0")}.jpg`), sequence[Math.floor((i * count) / stills)]);
    if (filmed) writeFileSync(join(samples, "video", `${name}.mjpeg`), Buffer.concat(sequence));
}

// Made again only when this file has changed.
const stamp = join(samples, "people.stamp");
const version = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url))).digest("hex");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== version) {
    Object.entries(people).forEach(([name, person], i) => make(name, person, 1000 + i));
    writeFileSync(stamp, version);
}
