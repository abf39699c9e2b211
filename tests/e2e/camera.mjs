// SPDX-License-Identifier: MIT
// A head before the page's camera that does what it is asked to. The pictures were rendered beforehand (bench/heads); which of them the
// camera sees is decided while the page runs, as a person decides. Page, server and nets know nothing of it: only the camera's
// picture is another, by a canvas in the place of the device.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../build/samples/turning");

/** Runs in the page, before its scripts. `acting`: { poses: { POSE: { way, held } }, still, otherWay, upsideDown, masked, played, seen, program }, pictures as base64 JPEG. */
function standBeforeCamera(acting) {
    const reactionMs = 250; // from reading what is asked to moving
    const frameMs = 66; // of a picture on the way
    const heldMs = 250; // of a picture while a pose is held: hands and heads are never quite still
    const decode = (text) => createImageBitmap(new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], { type: "image/jpeg" }));
    const decodeAll = (texts) => Promise.all(texts.map(decode));
    const others = { left: "right", right: "left" };
    const asked = () => document.querySelector("main[data-pose]")?.dataset.pose ?? null;
    const meant = (pose) => (acting.otherWay && others[pose]) || pose;

    // A sensor's noise, a few grey levels, lying otherwise in every picture: a live camera never sends the same bytes twice.
    const drift = 256; // pixels it may be moved by, each way
    const sensorNoise = (width, height) => {
        const noise = new OffscreenCanvas(width + drift, height + drift);
        const pixels = new ImageData(noise.width, noise.height);
        for (let at = 0; at < pixels.data.length; at += 4) {
            pixels.data.fill(Math.random() < 0.5 ? 0 : 255, at, at + 3);
            pixels.data[at + 3] = 4 * Math.random();
        }
        noise.getContext("2d").putImageData(pixels, 0, 0);
        return noise;
    };

    // Nobody sits in the same light twice: a head that was rendered once is not the same burst each time it is looked at. Light as below
    // leaves, its spots as wide as an eye: what is softer changes too little of what is kept of a picture (src/face/trace.c), and two
    // visits in three were refused as one that came twice. Not of a head whose picture is refused by itself, on its head or masked: where
    // a spot falls on its eyes or its neck, that is measured first.
    const anotherLight = () => {
        const light = new OffscreenCanvas(32, 24);
        const cells = new ImageData(light.width, light.height);
        for (let at = 0; at < cells.data.length; at += 4) cells.data.set([...Array(3).fill(255 * (0.6 + 0.4 * Math.random())), 255], at);
        light.getContext("2d").putImageData(cells, 0, 0);
        return light;
    };

    // What the page takes from the camera is kept, to be played again: the last picture of each pose, as it was sent.
    window.taken = {};
    const { toBlob } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.toBlob = function keep(done, ...rest) {
        const pose = asked();
        toBlob.call(this, (blob) => {
            if (pose) window.taken[pose] = blob;
            done(blob);
        }, ...rest);
    };

    // A white mask on a head that looks ahead, where bench/heads has put it.
    const putMask = (context) => {
        const edge = [[252, 238], [318, 228], [391, 238], [385, 272], [365, 310], [340, 338], [317, 345], [290, 338], [265, 305], [252, 270]];
        context.fillStyle = "#e6e6e6";
        context.beginPath();
        for (const point of edge) context.lineTo(...point);
        context.fill();
        context.strokeStyle = "#c4c4c4";
        for (const y of [262, 284, 306]) {
            context.beginPath();
            context.moveTo(262, y);
            context.quadraticCurveTo(318, y + 8, 376, y);
            context.stroke();
        }
    };

    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wanted) => {
        const poses = {};
        for (const [name, { way, held }] of Object.entries(acting.poses))
            poses[name] = { way: await decodeAll(way), held: await decodeAll(held) };
        const played = await decodeAll(acting.played);
        const canvas = document.createElement("canvas");
        canvas.width = poses.centre.held[0].width;
        canvas.height = poses.centre.held[0].height;
        const context = canvas.getContext("2d", { alpha: false });
        const noise = sensorNoise(canvas.width, canvas.height);
        const lamp = acting.upsideDown || acting.masked ? null : anotherLight();
        if (acting.upsideDown) context.setTransform(-1, 0, 0, -1, canvas.width, canvas.height);
        let [from, to, since] = ["centre", "centre", 0];
        let [step, stepPose] = [-1, null];
        const look = (now) => {
            const pose = asked();
            if (pose && pose !== stepPose) step++;
            stepPose = pose;
            const aim = meant(pose) ?? "centre";
            if (aim !== to) [from, to, since] = [to, aim, now];
        };
        const held = (pose, now) => poses[pose].held[Math.floor(now / heldMs) % poses[pose].held.length];
        const picture = (now) => {
            if (played.length > 0 && stepPose) return played[Math.min(step, played.length - 1)];
            if (acting.still) return held("centre", now);
            const moving = Math.floor((now - since - reactionMs) / frameMs);
            const path = [...poses[from].way.toReversed(), ...poses[to].way]; // every turn goes through the centre
            return moving < 0 ? held(from, now) : (path[moving] ?? held(to, now));
        };
        const draw = () => {
            const now = performance.now();
            look(now);
            context.drawImage(picture(now), 0, 0);
            if (acting.masked) putMask(context);
            if (played.length > 0 && !acting.seen) return;
            context.drawImage(noise, -drift * Math.random(), -drift * Math.random());
            if (!lamp) return;
            context.globalCompositeOperation = "multiply";
            context.drawImage(lamp, 0, 0, canvas.width, canvas.height);
            context.globalCompositeOperation = "source-over";
        };
        draw();
        setInterval(draw, frameMs);
        const seen = canvas.captureStream(15);
        if (wanted.audio) (await open({ audio: wanted.audio }).catch(() => null))?.getAudioTracks().forEach((sound) => seen.addTrack(sound));
        const [track] = seen.getVideoTracks();
        const { deviceId } = (await devices.enumerateDevices()).find(({ kind }) => kind === "videoinput") ?? {};
        if (!acting.program)
            Object.defineProperties(track, {
                label: { value: "Front Camera" },
                canvas: { value: undefined },
                getSettings: { value: () => ({ deviceId, facingMode: "user" }) },
            });
        return seen;
    };
}

/** The pictures of one take. */
function poses(take) {
    const all = readdirSync(folder).filter((name) => name.startsWith(`${take}-`)).sort();
    const found = {};
    for (const name of all) {
        const [, pose, stage] = name.match(/^\d+-([a-z]+)-(way|held)-\d+\.jpg$/);
        found[pose] ??= { way: [], held: [] };
        found[pose][stage].push(readFileSync(join(folder, name)).toString("base64"));
    }
    return found;
}

/**
 * From its next load on the page's camera sees the rendered head. `take`: which rendering, each moves a little otherwise. `still`: the
 * head does nothing that is asked. `otherWay`: it turns to the other side than the one that is asked for. `upsideDown`: the camera
 * stands on its head. `masked`: the head has a mask before mouth and nose (with `still`). `played`: instead of turning, these pictures
 * of an earlier check, one a step; `seen`: through a lens, not fed to the page as they are. `program`: the camera says what it is, a script's canvas; otherwise it is named as a person's own is.
 */
export async function stand(page, take, { still = false, otherWay = false, upsideDown = false, masked = false, played = [], seen = false, program = false } = {}) {
    await page.addInitScript(standBeforeCamera, { poses: poses(take), still, otherWay, upsideDown, masked, played, seen, program });
}

/** The pictures that this page sent for the poses of its last check, in their order, as `played` takes them. */
export function takenBy(page, order) {
    return page.evaluate(async (names) => {
        const texts = [];
        for (const name of names) {
            const bytes = new Uint8Array(await window.taken[name].arrayBuffer());
            texts.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
        }
        return texts;
    }, order);
}
