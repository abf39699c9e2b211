// SPDX-License-Identifier: MIT
// Usage: PEERS_PACKAGES=FOLDER node tests/golden/make_samples.js > tests/golden/samples.json: what ONNX Runtime makes of the sample photos
// (tools/fetch-samples) with the default models, without a line of the program's own code: sharp decodes, JavaScript samples and aligns
// (bench/peers_node.js). FOLDER holds the node_modules of bench/peers.json. Run it again only when models or samples change.
const fs = require("node:fs");
const path = require("node:path");
const { createHash } = require("node:crypto");
const { Onnx, decode } = require("../../bench/peers_node.js");

const root = path.join(__dirname, "../..");
const SCORE = 0.65, OVERLAP = 0.4, PRIORS = 4420, STEP = 32;
const round = (value, digits) => Number(value.toFixed(digits));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

function overlap(a, b) {
    const shared = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    const area = (box) => (box[2] - box[0]) * (box[3] - box[1]);
    return shared / (area(a) + area(b) - shared);
}

// Greedy suppression, best first; then from left to right.
async function boxesOf(net, image) {
    const { scores, boxes, wide, high } = await net.look(image), kept = [];
    const all = Array.from({ length: PRIORS }, (_, i) => ({ score: scores.data[2 * i + 1], i })).filter(({ score }) => score >= SCORE);
    for (const { i } of all.sort((a, b) => b.score - a.score)) {
        const box = Array.from(boxes.data.subarray(4 * i, 4 * i + 4), (value, k) => value * (k % 2 ? high : wide));
        if (kept.every((other) => overlap(box, other) <= OVERLAP)) kept.push(box);
    }
    return kept.sort((a, b) => a[0] - b[0]);
}

async function main() {
    const models = path.join(root, "models"), net = await new Onnx().open(models), photos = [], vectors = [];
    net.inside = 0;
    for (let number = 1; number <= 6; number++) {
        const file = `sample${number}.jpg`, bytes = fs.readFileSync(path.join(root, "build/samples", file)), faces = [];
        const image = await decode(bytes);
        for (const box of await boxesOf(net, image)) {
            const points = await net.landmarks(image, box);
            net.align(image, points);
            const values = await net.embed();
            vectors.push(values);
            faces.push({
                box: box.map((value) => round(value, 3)),
                points: points.map((point) => point.map((value) => round(value, 3))),
                every_32nd: Array.from({ length: values.length / STEP }, (_, i) => round(values[i * STEP], 6)),
            });
        }
        photos.push({ file, sha256: sha256(bytes), pixels_sha256: sha256(image.data), faces });
    }
    const cosine = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    const cosines = vectors.map((a, i) => vectors.slice(0, i).map((b) => round(cosine(a, b), 5)));
    const embedder = sha256(fs.readFileSync(path.join(models, "fr_feature.onnx")));
    const line = (value) => JSON.stringify(value);
    console.log(`{"made_by": "onnxruntime-node, sharp", "embedder_sha256": "${embedder}",\n"photos": [\n${photos.map(({ faces, ...about }) =>
        `{"about": ${line(about)},\n "faces": [\n${faces.map((face) => `  ${line(face)}`).join(",\n")}]}`).join(",\n")}],\n"cosines": [\n${
        cosines.map((row) => `  ${line(row)}`).join(",\n")}]}`);
}

main().catch((error) => {
    console.error(`make_samples: ${error.message}`);
    process.exit(1);
});
