// SPDX-License-Identifier: MIT
// Usage: node tests/e2e/run.mjs [PART ...]: the browser tests, or only these parts of the list below; prints `N passed, M failed`. From the
// project's root, after `make`, tools/build-web and tests/e2e/people.mjs (./check does all that).
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { finish, skip, test, must } from "../load/report.mjs";
import { binaryExists, makeFolder, removeFolder, startMariadb, startServer, stopServer } from "../load/server.mjs";
import { keepAccount } from "./account.mjs";
import { administer } from "./admin.mjs";
import { comeWithoutAddress } from "./codes.mjs";
import { bringFiles } from "./imports.mjs";
import { pinUp } from "./board.mjs";
import { openBrowser, whyNot } from "./browser.mjs";
import { sitDown } from "./desk.mjs";
import { proveDevices } from "./devices.mjs";
import { flag } from "./flags.mjs";
import { hang, nothingUnseen, variants } from "./gallery.mjs";
import { beTold } from "./push-page.mjs";
import { standAtTheDoor } from "./kiosk.mjs";
import { unlock } from "./passkey.mjs";
import { comeByProvider } from "./sso.mjs";
import { comeByGlewlwyd } from "./glewlwyd.mjs";
import { runLecture } from "./lecture.mjs";
import { goOffline } from "./offline.mjs";
import { comeAndGo } from "./returning.mjs";
import { keepReceipts } from "./receipts.mjs";
import { recover } from "./recovery.mjs";
import { presence } from "./presence.mjs";
import { runPrograms } from "./programs.mjs";
import { relay } from "./relay.mjs";
import { keepRegister } from "./register.mjs";
import { leave, play } from "./story.mjs";
import { sound } from "./sound.mjs";
import { teach } from "./teaching.mjs";
import { holdTogether } from "./together.mjs";
import { lookUp } from "./spot.mjs";
import { study } from "./student.mjs";
import { trial } from "./trial.mjs";
import { turn } from "./turns.mjs";
import { lend } from "./unlock.mjs";
import { update } from "./update.mjs";

const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name.split(" ")[0]);

// Another build of the web app may be tested, as while the usual one is being worked on.
const web = process.env.AMS_WEB_DIR ? { AMS_WEB_DIR: process.env.AMS_WEB_DIR } : {};

async function story(engine, settings) {
    const folder = makeFolder();
    const server = await startServer(folder, { ...web, ...settings });
    let stage;
    try {
        stage = await play(engine, server);
    } finally {
        if (stage) await leave(stage);
        await test(`${engine}: the server stops cleanly`, async () => {
            const { code } = await stopServer(server);
            must(code === 0, `it ended with ${code}: ${server.log}`);
        });
        removeFolder(folder);
    }
}

async function onMariadb() {
    const folder = makeFolder();
    const mariadb = await startMariadb(folder);
    if (mariadb === null) {
        removeFolder(folder);
        return skip("the main job on MariaDB", "mariadbd is not installed");
    }
    try {
        await story("mariadb", { AMS_DATABASE: mariadb.url });
    } finally {
        await mariadb.stop();
        removeFolder(folder);
    }
}

/** A part that plays on a server of its own. */
async function alone(play, settings = {}) {
    const folder = makeFolder();
    const server = await startServer(folder, { ...web, ...settings });
    try {
        await play(server, folder);
    } finally {
        await stopServer(server);
        removeFolder(folder);
    }
}

/** Runs `body` with a browser on a server of the demo college, whose data lies in `folder`. */
async function onDemo(body) {
    const folder = makeFolder();
    const binary = process.env.AMS_BINARY ?? "build/ams";
    await promisify(execFile)(binary, ["demo"], { env: { ...process.env, AMS_DATA_DIR: folder } });
    const text = readFileSync(join(folder, "demo-accounts.txt"), "utf8");
    const word = (name) => text.match(new RegExp(`^${name} +(\\S+)`, "m"))[1];
    const accounts = Object.fromEntries(["administrator", "professor", "student", "password"].map((name) => [name, word(name)]));
    accounts.password = text.match(/^password +(.*?)(?:  .*)?$/m)[1];
    const server = await startServer(folder, web);
    const browser = await openBrowser();
    try {
        await body(browser, server, accounts, folder);
    } finally {
        await browser.close();
        await stopServer(server);
        removeFolder(folder);
    }
}

const reason = whyNot() ?? (binaryExists() ? null : "build/ams is not built") ??
    (existsSync("build/samples/video/dora.mjpeg") ? null : "the camera's videos are not made (node tests/e2e/people.mjs)");
if (reason !== null) {
    skip("the browser tests", reason);
} else {
    // Each on a server and in browsers of its own, so two at a time: a core for each, the longest first.
    const parts = Object.keys(variants).map((variant) =>
        [`gallery ${variant}`, () => onDemo((browser, server, accounts) => hang(browser, server, accounts, variant))]);
    parts.push(
        ["mariadb", onMariadb],
        ["sqlite", () => story("sqlite", {})],
        ["turns", () => alone(turn)],
        ["lecture", () => alone(runLecture)],
        ["trial", () => alone(trial)],
        ["student", () => alone(study)],
        ["flags", () => alone(flag)],
        ["devices", () => alone(proveDevices)],
        ["admin", () => onDemo(administer)],
        ["codes", () => onDemo(comeWithoutAddress)],
        ["imports", () => onDemo(bringFiles)],
        ["camera", () => alone(recover)],
        ["teaching", () => alone(teach)],
        ["desk", () => alone(sitDown)],
        ["account", () => alone(keepAccount)],
        ["together", () => onDemo(holdTogether)],
        ["register", () => onDemo(keepRegister)],
        ["returning", () => onDemo(comeAndGo)],
        ["offline", () => onDemo(goOffline)],
        ["update", () => onDemo(update)],
        ["push", () => alone(beTold)],
        ["passkey", () => unlock(web)],
        ["unlock", () => lend(web)],
        ["sso", () => comeByProvider(web)],
        ["glewlwyd", () => comeByGlewlwyd(web)],
        ["board", () => alone(pinUp)],
        ["sound", () => alone(sound)],
        ["kiosk", () => alone(standAtTheDoor, { AMS_TRUST_PROXY: "127.0.0.1" })],
        ["spot", () => alone(lookUp)],
        ["programs", () => alone(runPrograms)],
        ["relay", () => alone(relay, { AMS_TRUST_PROXY: "127.0.0.1" })],
        ["presence", () => alone(presence, { AMS_TRUST_PROXY: "127.0.0.1" })],
        ["receipts", () => onDemo(keepReceipts)],
        ["gallery", nothingUnseen],
    );
    const waiting = parts.filter(([name]) => isWanted(name));
    const lane = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
            const [name, part] = next;
            try {
                await part();
            } catch (error) {
                await test(`${name} runs`, () => Promise.reject(error));
            }
        }
    };
    await Promise.all([lane(), lane()]);
}
finish();
