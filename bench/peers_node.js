// SPDX-License-Identifier: MIT
// The same verification in ONNX Runtime (the same ONNX files), and @vladmandic/face-api on its WASM backend (its own models).
// Usage: node peers_node.js ort|faceapi MODELS IMAGE; reads lines "run COUNT" and answers each with one JSON object: medians in
// milliseconds, `net` the part of them inside the nets, `cpu` the process's own time of the whole.
// Decoding is sharp's (libjpeg-turbo), on one thread. What stands around ONNX Runtime's nets is JavaScript, compiled by V8.
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const packages = process.env.PEERS_PACKAGES;
const load = (name) => require(require.resolve(name, { paths: [packages] }));
const sharp = load("sharp");

const STAGES = ["decode", "detect", "landmarks", "align", "embed", "match", "total", "cpu", "net"];
const TEMPLATE = [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]];
const FIVE = [[37, 38, 40, 41], [43, 44, 46, 47], [30], [48, 60], [54, 64]];

async function decode(bytes) {
    const { data, info } = await sharp(bytes, { sequentialRead: true }).toColourspace("srgb").removeAlpha().raw()
        .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
}

function padded({ data, width, height }, wide, high) {
    const out = new Uint8Array(wide * high * 3).fill(127);
    for (let y = 0; y < height; y++) out.set(data.subarray(y * width * 3, (y + 1) * width * 3), y * wide * 3);
    return out;
}

// Where each of `count` samples lies between two of `size` pixels: bilinear, half-pixel centres.
function steps(count, size) {
    return Array.from({ length: count }, (_, i) => {
        const place = Math.min(Math.max((i + 0.5) * size / count - 0.5, 0), size - 1), at = Math.min(Math.floor(place), size - 2);
        return { at, part: place - at };
    });
}

class Onnx {
    async open(models) {
        const ort = load("onnxruntime-node");
        this.Tensor = ort.Tensor;
        const options = { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: "all", executionMode: "sequential" };
        const open = (name) => ort.InferenceSession.create(path.join(models, name), options);
        this.detector = await open("fr_detect.onnx");
        this.landmarker = await open("fr_landmark.onnx");
        this.embedder = await open("fr_feature.onnx");
        this.seen = new Float32Array(3 * 240 * 320);
        this.grey = new Float32Array(64 * 64);
        this.face = new Float32Array(3 * 112 * 112);
        return this;
    }

    async net(session, values, dims) {
        const start = performance.now();
        const result = await session.run({ [session.inputNames[0]]: new this.Tensor("float32", values, dims) });
        this.inside += performance.now() - start;
        return result;
    }

    // Padded at the right and bottom to 4:3, bilinear to 320x240, planes in RGB.
    async look(image) {
        const { width, height } = image, out = this.seen;
        const wide = Math.max(width, Math.round(height * 4 / 3)), high = Math.max(height, Math.round(width * 3 / 4));
        const data = wide === width && high === height ? image.data : padded(image, wide, high);
        const columns = steps(320, wide);
        steps(240, high).forEach(({ at: y, part: b }, v) => {
            for (let u = 0; u < 320; u++) {
                const x = columns[u].at, a = columns[u].part, first = (y * wide + x) * 3, second = first + wide * 3;
                for (let c = 0; c < 3; c++) {
                    const top = data[first + c] * (1 - a) + data[first + 3 + c] * a;
                    const bottom = data[second + c] * (1 - a) + data[second + 3 + c] * a;
                    out[c * 76800 + v * 320 + u] = (top * (1 - b) + bottom * b - 127) / 128;
                }
            }
        });
        const { scores, boxes } = await this.net(this.detector, out, [1, 3, 240, 320]);
        return { scores, boxes, wide, high };
    }

    async detect(image) {
        const { scores, boxes, wide, high } = await this.look(image);
        let best = null;
        // One person is in view: the largest of the boxes that non-maximum suppression would keep is the best-scored one's cluster.
        for (let i = 0; i < 4420; i++) {
            const score = scores.data[2 * i + 1];
            if (score >= 0.8 && (!best || score > best.score)) best = { score, i };
        }
        if (!best) throw new Error("no face was found");
        return Array.from(boxes.data.subarray(4 * best.i, 4 * best.i + 4), (value, k) => value * (k % 2 ? high : wide));
    }

    async landmarks(image, box) {
        const { data, width, height } = image, side = box[3] - box[1], cx = (box[0] + box[2]) / 2, cy = (box[1] + box[3]) / 2;
        const left = Math.round(cx - side / 2), top = Math.round(cy - side / 2);
        const w = Math.round(cx + side / 2) - left, h = Math.round(cy + side / 2) - top, out = this.grey;
        const grey = (x, y) => {
            const at = (Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)) * 3;
            return 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
        };
        for (let v = 0; v < 64; v++) {
            const sy = (v + 0.5) * h / 64 - 0.5, y = Math.floor(sy), b = sy - y;
            for (let u = 0; u < 64; u++) {
                const sx = (u + 0.5) * w / 64 - 0.5, x = Math.floor(sx), a = sx - x;
                const upper = grey(left + x, top + y) * (1 - a) + grey(left + x + 1, top + y) * a;
                const lower = grey(left + x, top + y + 1) * (1 - a) + grey(left + x + 1, top + y + 1) * a;
                out[v * 64 + u] = (upper * (1 - b) + lower * b) / 256;
            }
        }
        const result = await this.net(this.landmarker, out, [1, 1, 64, 64]);
        const points = Object.values(result)[0].data;
        return FIVE.map((members) => [0, 1].map((k) => members.reduce((sum, m) => sum + points[2 * m + k], 0) / members.length *
            (k ? h : w) + (k ? top : left)));
    }

    // The least-squares similarity to TEMPLATE, backwards: each of 112 x 112 pixels, BGR planes.
    align(image, points) {
        const { data, width, height } = image, out = this.face;
        const mean = (list, k) => list.reduce((sum, p) => sum + p[k], 0) / list.length;
        const px = mean(points, 0), py = mean(points, 1), qx = mean(TEMPLATE, 0), qy = mean(TEMPLATE, 1);
        let a = 0, b = 0, spread = 0;
        points.forEach(([x, y], i) => {
            const dx = x - px, dy = y - py, ex = TEMPLATE[i][0] - qx, ey = TEMPLATE[i][1] - qy;
            a += dx * ex + dy * ey;
            b += dx * ey - dy * ex;
            spread += dx * dx + dy * dy;
        });
        a /= spread;
        b /= spread;
        const norm = a * a + b * b, pixel = (x, y, c) => (x >= 0 && y >= 0 && x < width && y < height ? data[(y * width + x) * 3 + c] : 0);
        for (let v = 0; v < 112; v++)
            for (let u = 0; u < 112; u++) {
                const du = u - qx, dv = v - qy, sx = (a * du + b * dv) / norm + px, sy = (a * dv - b * du) / norm + py;
                const x = Math.floor(sx), y = Math.floor(sy), f = sx - x, g = sy - y;
                const inside = x >= 0 && y >= 0 && x < width - 1 && y < height - 1, first = (y * width + x) * 3, second = first + width * 3;
                for (let c = 0; inside && c < 3; c++) {
                    const upper = data[first + c] * (1 - f) + data[first + 3 + c] * f;
                    const lower = data[second + c] * (1 - f) + data[second + 3 + c] * f;
                    out[(2 - c) * 12544 + v * 112 + u] = (upper * (1 - g) + lower * g - 127) / 128;
                }
                for (let c = 0; !inside && c < 3; c++) {
                    const upper = pixel(x, y, c) * (1 - f) + pixel(x + 1, y, c) * f;
                    const lower = pixel(x, y + 1, c) * (1 - f) + pixel(x + 1, y + 1, c) * f;
                    out[(2 - c) * 12544 + v * 112 + u] = (upper * (1 - g) + lower * g - 127) / 128;
                }
            }
    }

    async embed() {
        const values = Object.values(await this.net(this.embedder, this.face, [1, 3, 112, 112]))[0].data;
        const length = Math.hypot(...values);
        return Float32Array.from(values, (value) => value / length);
    }

    async verify(bytes, mark) {
        this.inside = 0;
        const image = await decode(bytes);
        mark();
        const box = await this.detect(image);
        mark();
        const points = await this.landmarks(image, box);
        mark();
        this.align(image, points);
        mark();
        const values = await this.embed();
        mark();
        return values;
    }
}

// Everything behind the decoder is one call of the library: it counts as "embed".
class FaceApi {
    async open() {
        const tf = load("@tensorflow/tfjs");
        const wasm = load("@tensorflow/tfjs-backend-wasm");
        wasm.setWasmPaths(path.join(packages, "node_modules/@tensorflow/tfjs-backend-wasm/dist/"));
        wasm.setThreadsCount(1);
        const entry = path.join(packages, "node_modules/@vladmandic/face-api");
        this.api = require(path.join(entry, "dist/face-api.node-wasm.js"));
        await tf.setBackend("wasm");
        await tf.ready();
        this.tf = tf;
        const models = path.join(entry, "model");
        await this.api.nets.ssdMobilenetv1.loadFromDisk(models);
        await this.api.nets.faceLandmark68Net.loadFromDisk(models);
        await this.api.nets.faceRecognitionNet.loadFromDisk(models);
        return this;
    }

    async verify(bytes, mark) {
        const image = await decode(bytes);
        mark();
        mark();
        mark();
        mark();
        const start = performance.now();
        const tensor = this.tf.tensor3d(new Uint8Array(image.data), [image.height, image.width, 3], "int32");
        const found = await this.api.detectSingleFace(tensor).withFaceLandmarks().withFaceDescriptor();
        tensor.dispose();
        if (!found) throw new Error("no face was found");
        this.inside = performance.now() - start;
        mark();
        return found.descriptor;
    }
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

async function measure(peer, bytes, count, warm) {
    const runs = STAGES.map(() => []);
    let enrolled = null;
    for (let i = 0; i < count + warm; i++) {
        const cpu = process.cpuUsage(), marks = [performance.now()], mark = () => marks.push(performance.now());
        const values = await peer.verify(bytes, mark);
        if (enrolled) values.reduce((sum, value, k) => sum + value * enrolled[k], 0);
        mark();
        const spent = process.cpuUsage(cpu), steps = marks.slice(1).map((at, k) => at - marks[k]);
        enrolled = values;
        if (i < warm) continue;
        [...steps, marks.at(-1) - marks[0], (spent.user + spent.system) / 1000, peer.inside].forEach((value, k) => runs[k].push(value));
    }
    return { ...Object.fromEntries(STAGES.map((name, k) => [name, median(runs[k])])), embedding: Array.from(enrolled) };
}

async function main() {
    const [kind, models, file] = process.argv.slice(2), bytes = fs.readFileSync(file);
    sharp.concurrency(1);
    sharp.cache(false);
    const peer = await (kind === "ort" ? new Onnx() : new FaceApi()).open(models);
    let warm = kind === "ort" ? 30 : 3;
    for await (const line of readline.createInterface({ input: process.stdin })) {
        console.log(JSON.stringify(await measure(peer, bytes, Number(line.split(" ")[1]), warm)));
        warm = 2;
    }
}

module.exports = { Onnx, decode };
if (require.main === module)
    main().catch((error) => {
        console.error(`peers_node: ${error.message}`);
        process.exit(1);
    });
