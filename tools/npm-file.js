// SPDX-License-Identifier: MIT
// Files out of npm packages: the tarball alone is fetched, nothing in it is run and none of its dependencies come along.
const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);

function sha256(file) {
    return createHash("sha256").update(fs.readFileSync(file)).digest("hex");
}

/** Fetches NAME@VERSION and unpacks `paths` of it; resolves to the folder that holds them. The caller removes it. */
function unpack(name, version, paths) {
    const build = path.join(root, "build");
    fs.mkdirSync(build, { recursive: true });
    const folder = fs.mkdtempSync(path.join(build, "fetch-"));
    try {
        const out = execFileSync("npm", ["pack", `${name}@${version}`, "--silent", "--pack-destination", folder],
            { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
        const tarball = path.join(folder, path.basename(out.trim().split("\n").pop()));
        execFileSync("tar", ["-xzf", tarball, "-C", folder, ...paths], { stdio: ["ignore", "inherit", "inherit"] });
    } catch (error) {
        fs.rmSync(folder, { recursive: true, force: true });
        throw new Error(`${name}@${version} could not be fetched from the npm registry (${error.message.split("\n")[0]}).\n` +
            "Is this machine online? Behind a proxy, set npm's `registry`, `https-proxy` or `cafile`.");
    }
    return folder;
}

/** Puts a checked file in its place at once or not at all. */
function place(from, to, sum) {
    const found = sha256(from);
    if (sum && found !== sum) throw new Error(`${path.basename(to)} has the sha256 ${found}, expected ${sum}. It was not installed.`);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    const part = `${to}.${process.pid}.part`;
    fs.copyFileSync(from, part);
    fs.renameSync(part, to);
}

/** Runs `body`, which may be async; on failure prints one sentence and ends the program with 1. */
async function main(body) {
    try {
        await body();
    } catch (error) {
        console.error(`${path.basename(process.argv[1])}: ${error.message}`);
        process.exit(1);
    }
}

module.exports = { root, sha256, unpack, place, main };
