// SPDX-License-Identifier: MIT
// Executes the shell blocks of docs/API.md, as they stand, against a fresh server, and compares the status of every curl with the
// number behind its line. Needs bash, curl and the built server.
import { spawnSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { finish, must, skip, test } from "../load/report.mjs";
import { binaryExists, makeFolder, removeFolder, startServer, stopServer } from "../load/server.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
process.chdir(root);

/** All ```sh blocks, joined, and the statuses that their lines promise. */
function readBlocks() {
    const text = readFileSync("docs/API.md", "utf8");
    const script = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]).join("");
    const lines = script.split("\n").filter((line) => /\bcall [A-Z]+ /.test(line) && !line.startsWith("#"));
    return { script, calls: lines.map((line) => ({ line, status: Number(line.match(/ {2}# (\d{3})$/)?.[1]) })) };
}

/** A curl in front of the real one that writes each status down. */
function makeWitness(folder, real) {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "curl"), `#!/bin/sh\nexec ${real} --write-out '%{stderr}status %{http_code}\\n' "$@" 2>>"$WITNESS"\n`);
    chmodSync(join(bin, "curl"), 0o755);
    return bin;
}

/** Runs the script; resolves to what it said and how it ended. */
function run(script, env) {
    return new Promise((resolve) => {
        const child = spawn("bash", ["-c", script], { env, stdio: ["ignore", "pipe", "pipe"] });
        let output = "";
        child.stdout.on("data", (data) => (output += data));
        child.stderr.on("data", (data) => (output += data));
        child.once("exit", (code) => resolve({ code, output }));
    });
}

async function walk(script, calls, folder, server, real) {
    const witness = join(folder, "statuses");
    const env = { PATH: `${makeWitness(folder, real)}:${process.env.PATH}`, WITNESS: witness, AMS: `https://localhost:${server.port}`,
        CURL_CA_BUNDLE: join(folder, "certificate.pem"), INVITATION: server.welcome };
    const { code, output } = await run(script, env);
    const said = existsSync(witness) ? readFileSync(witness, "utf8") : "";
    const statuses = [...said.matchAll(/^status (\d+)$/gm)].map((match) => Number(match[1]));
    calls.forEach(({ line, status }, i) =>
        must(statuses[i] === status, `${line}\nanswered ${statuses[i]}; the output so far:\n${output}\n${said}`));
    must(code === 0 && statuses.length === calls.length, `ended with ${code} after ${statuses.length} calls:\n${output}`);
    return `${calls.length} calls`;
}

const real = spawnSync("sh", ["-c", "command -v curl"], { encoding: "utf8" }).stdout.trim();
if (!real || !binaryExists()) {
    skip("the commands of docs/API.md", real ? "build/ams is not built" : "curl is not installed");
} else {
    const { script, calls } = readBlocks();
    await test("every call says its status", () =>
        must(calls.length > 10 && calls.every(({ status }) => status >= 200), JSON.stringify(calls.filter(({ status }) => !status))));
    const folder = makeFolder();
    const server = await startServer(folder);
    await test("the commands of docs/API.md", () => walk(script, calls, folder, server, real));
    await stopServer(server);
    removeFolder(folder);
}
finish();
