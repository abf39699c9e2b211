// SPDX-License-Identifier: MIT
// Usage: node tests/tools/fetch_models.mjs: tools/fetch-models in a tree of its own, with a server of ours behind the addresses: what
// is optional is fetched when it is named and at no other time, and only the right bytes are put in their place.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

const tree = mkdtempSync(join(tmpdir(), "ams-fetch-"));
let passed = 0;
let failed = 0;

function verdict(good, sentence, said = "") {
    if (good) passed++;
    else {
        failed++;
        console.log(`FAIL ${sentence}\n${said}`);
    }
}

const right = Buffer.from("the right bytes of a net");
const sum = createHash("sha256").update(right).digest("hex");
const npm = Buffer.from("a model that is there already");
const wanted = [];
let answer = (reply) => reply.end(right);

mkdirSync(join(tree, "tools"));
mkdirSync(join(tree, "models"));
for (const name of ["fetch-models", "npm-file.js"]) cpSync(join("tools", name), join(tree, "tools", name));
writeFileSync(join(tree, "models/detector.onnx"), npm);
execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
    "-addext", "subjectAltName=DNS:localhost", "-keyout", join(tree, "key.pem"), "-out", join(tree, "cert.pem")], { stdio: "ignore" });
const server = createServer({ key: readFileSync(join(tree, "key.pem")), cert: readFileSync(join(tree, "cert.pem")) }, (request, reply) => {
    wanted.push(request.url);
    answer(reply);
});
await new Promise((done) => server.listen(0, "localhost", done));
const { port } = server.address();

function describe(address) {
    const hash = createHash("sha256").update(npm).digest("hex");
    writeFileSync(join(tree, "models/models.json"), JSON.stringify({ format: 1, models: [
        { role: "detector", package: "there-is-no-such-package", version: "0.0.0", path: "package/detector.onnx", file: "detector.onnx", sha256: hash },
        { role: "antispoof", name: "net-a", address, file: "a.onnx", sha256: sum },
        { role: "antispoof", name: "net-b", address: `${address}-b`, file: "b.onnx", sha256: sum },
    ] }));
}

function run(...words) {
    return new Promise((done) => {
        const child = spawn(process.execPath, [join(tree, "tools/fetch-models"), ...words],
            { env: { ...process.env, AMS_EMBEDDER: "", NODE_EXTRA_CA_CERTS: join(tree, "cert.pem") } });
        let said = "";
        for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += bytes));
        child.on("close", (code) => done({ code, said }));
    });
}
const inPlace = () => readdirSync(join(tree, "models")).filter((name) => name !== "models.json" && name !== "detector.onnx").sort().join(" ");

try {
    describe(`https://localhost:${port}/a`);
    let { code, said } = await run();
    verdict(code === 0 && wanted.length === 0 && inPlace() === "", "nobody asked for the optional ones", said);

    ({ code, said } = await run("antispoof"));
    verdict(code === 0 && inPlace() === "a.onnx b.onnx" && readFileSync(join(tree, "models/a.onnx")).equals(right), "a role brings all of it", said);
    ({ code, said } = await run("antispoof"));
    verdict(code === 0 && wanted.length === 2, "what is there and right is left alone", said);

    writeFileSync(join(tree, "models/b.onnx"), "other bytes");
    rmSync(join(tree, "models/a.onnx"));
    ({ code, said } = await run("net-b"));
    verdict(code === 0 && inPlace() === "b.onnx" && readFileSync(join(tree, "models/b.onnx")).equals(right), "a name brings one, in place of a wrong one", said);

    answer = (reply) => reply.end("bytes of somebody else");
    ({ code, said } = await run("net-a"));
    verdict(code === 1 && said.includes("sha256") && said.includes("not installed") && inPlace() === "b.onnx", "other bytes are not put in place", said);

    answer = (reply) => reply.writeHead(404).end();
    ({ code, said } = await run("net-a"));
    verdict(code === 1 && said.includes("404") && said.includes("models/a.onnx") && said.includes(sum), "what is not there: where to place it by hand", said);

    answer = (reply) => reply.writeHead(302, { location: `http://localhost:${port}/plain` }).end();
    ({ code, said } = await run("net-a"));
    verdict(code === 1 && said.includes("place it as models/a.onnx") && inPlace() === "b.onnx", "not by plain HTTP", said);

    const block = Buffer.alloc(1 << 20);
    answer = (reply) => {
        const more = () => {
            while (!reply.destroyed && reply.write(block));
        };
        reply.on("drain", more);
        reply.on("error", () => {});
        more();
    };
    ({ code, said } = await run("net-a"));
    verdict(code === 1 && said.includes("larger than 64 MB") && inPlace() === "b.onnx", "an answer without an end", said);

    describe("https://nobody.invalid/a");
    ({ code, said } = await run("antispoof"));
    verdict(code === 1 && said.includes("could not be fetched") && said.includes("https://nobody.invalid/a"), "no network", said);
    describe(`http://localhost:${port}/a`);
    ({ code, said } = await run());
    verdict(code === 1 && said.includes("none of https"), "an address that is not https", said);
    describe(`https://localhost:${port}/a`);
    ({ code, said } = await run("nothing"));
    verdict(code === 1 && said.includes("net-a, antispoof, net-b"), "a name that is none", said);
    verdict(existsSync(join(tree, "models/detector.onnx")), "the others are as they were");
} finally {
    server.closeAllConnections();
    server.close();
    rmSync(tree, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed > 0 ? 1 : 0);
