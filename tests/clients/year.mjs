// SPDX-License-Identifier: MIT
// Usage: node tests/clients/year.mjs: compiles the TypeScript client and a school year written with it (year.mts), strictly and without
// a cast, and runs it against a fresh server. Needs the built server and `npm ci` in clients/typescript. Ends with `N passed, M failed`.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { finish, must, skip, test } from "../load/report.mjs";
import { binaryExists, makeFolder, removeFolder, startServer, stopServer } from "../load/server.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
process.chdir(root);
const client = "clients/typescript";

/** What a test without a cast does not say: `as` behind a value, any, and silenced faults. Comments may. */
function castsIn(text) {
    const code = text.replace(/^(?:import|export) .* from .*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "").replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
    return [...code.matchAll(/\bas\s+(?!const\b)\w+|\bany\b|@ts-\w+|<any>|\w!\./g)].map((match) => match[0]);
}

function compile(file, options = []) {
    const run = spawnSync(process.execPath, [`${client}/node_modules/typescript/bin/tsc`, "-p", file, ...options], { encoding: "utf8" });
    return run.status === 0 ? "" : run.stdout + run.stderr;
}

await test("the client and the year are strict, without a cast", () => {
    for (const file of ["tests/clients/year.mts", `${client}/src/index.ts`]) {
        const casts = castsIn(readFileSync(file, "utf8"));
        must(casts.length === 0, `${file}: ${casts.join(", ")}`);
    }
    must(castsIn("const a = b as string; // as it is").length === 1 && castsIn("let a: any; /* any */ 'as x'").length === 1, "a cast passes");
});
let compiled = false;
await test("they compile", () => {
    const faults = compile("tests/clients");
    must(faults === "", faults);
    compiled = true;
});

if (!compiled || !binaryExists()) {
    skip("a school year", compiled ? "the server is not built" : "it does not compile");
} else {
    const folder = makeFolder();
    const server = await startServer(folder);
    await test("a school year by the client alone", () => {
        const env = { ...process.env, AMS_ADDRESS: `https://localhost:${server.port}`, INVITATION: server.welcome,
            NODE_EXTRA_CA_CERTS: resolve(folder, "certificate.pem") };
        const run = spawnSync(process.execPath, [`${client}/dist/test/tests/clients/year.mjs`], { env, encoding: "utf8" });
        must(run.status === 0, `${run.stdout}${run.stderr}\n${server.log}`);
        return run.stdout.trim().split("\n").at(-1);
    });
    await stopServer(server);
    removeFolder(folder);
}
finish();
