// SPDX-License-Identifier: MIT
// Chromium with a person in front of its camera, and what every page must satisfy: no script errors, nothing axe finds.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { must } from "../load/report.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = join(root, "build/screenshots");
const waitMs = 40_000; // a guard against hanging: the machine may be busy

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
// Of a profile for one visit, whose service worker would only put away what nobody asks for again; the story's pages have theirs.
export const visitor = { ...phone, serviceWorkers: "block" };
export const desktop = { viewport: { width: 1280, height: 800 } };

function executable() {
    const places = [process.env.AMS_CHROMIUM, "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser",
        "/snap/bin/chromium"];
    return places.find((place) => place && existsSync(place));
}

/** Why the browser tests cannot run here, or null. */
export function whyNot() {
    return executable() ? null : "Chromium is not installed (apt-get install chromium-headless-shell, or set AMS_CHROMIUM)";
}

/** A browser of its own; `person` stands before its camera (the video is one for the whole process), its microphone hears `wave`. */
export async function openBrowser(person, wave) {
    const args = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--ignore-certificate-errors", "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream"];
    if (person) args.push(`--use-file-for-fake-video-capture=${resolve(root, `build/samples/video/${person}.mjpeg`)}`);
    if (wave) args.push(`--use-file-for-fake-audio-capture=${wave}`);
    return chromium.launch({ executablePath: executable(), chromiumSandbox: process.getuid() !== 0, args });
}

/**
 * Runs in the page, before its scripts. The camera's video is one and begins anew at each opening, as no camera's does: each time it
 * stands in another light, by which no picture is nearly one that was shown before. Fifteen pictures a second, as of a webcam indoors.
 * It is named, and says of itself, as a person's own camera would; but with `asItIs` as what it is, a browser's for tests (relay.mjs).
 * `window.lens`: a test's hand on it (recovery.mjs); `dark`: nothing is seen, `still`: nothing new comes, `upright`: held as a phone is.
 */
function openInAnotherLight() {
    const columns = 64;
    const rows = 48;
    const devices = navigator.mediaDevices;
    const open = devices?.getUserMedia.bind(devices);
    if (!open) return;
    const lens = (window.lens = { opened: 0, ...window.lens });
    devices.getUserMedia = async (wanted) => {
        if (lens.refuse) throw new DOMException("", lens.refuse);
        const device = await open(wanted);
        if (!wanted.video) return device;
        const video = Object.assign(document.createElement("video"), { srcObject: device, muted: true, playsInline: true });
        await video.play();
        const shade = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
        const cells = new ImageData(columns, rows);
        for (let at = 0; at < cells.data.length; at += 4) cells.data.set([...Array(3).fill(255 * (0.84 + 0.16 * Math.random())), 255], at);
        shade.getContext("2d").putImageData(cells, 0, 0);
        const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
        const context = canvas.getContext("2d", { alpha: false });
        const draw = () => {
            if (lens.still) return;
            const width = lens.upright ? (3 * video.videoHeight) / 4 : video.videoWidth;
            if (canvas.width !== width) canvas.width = width;
            context.globalCompositeOperation = "source-over";
            context.drawImage(video, (width - video.videoWidth) / 2, 0);
            context.globalCompositeOperation = "multiply";
            context.drawImage(shade, -Math.random(), -Math.random(), canvas.width + 1, canvas.height + 1); // nothing is ever quite still
            if (lens.dark) context.clearRect(0, 0, canvas.width, canvas.height);
        };
        draw();
        const drawing = setInterval(draw, 66);
        const seen = canvas.captureStream(15);
        for (const sound of device.getAudioTracks()) seen.addTrack(sound);
        const [track] = seen.getVideoTracks();
        const [own] = device.getVideoTracks();
        Object.defineProperties(track, {
            label: { value: lens.asItIs ? own.label : "Front Camera" },
            canvas: { value: undefined },
            getSettings: { value: () => ({ ...own.getSettings(), facingMode: "user" }) },
        });
        Object.assign(lens, { track, opened: lens.opened + 1 });
        const stop = track.stop.bind(track);
        track.stop = () => {
            clearInterval(drawing);
            device.getTracks().forEach((each) => each.stop());
            stop();
        };
        return seen;
    };
}

/** A fresh profile's page. `page.complaints` collects what its scripts had to say against themselves. */
export async function openPage(browser, server, options) {
    const context = await browser.newContext({ baseURL: `https://localhost:${server.port}`, ignoreHTTPSErrors: true,
        locale: "en-GB", reducedMotion: "reduce", permissions: ["camera"], ...options });
    context.setDefaultTimeout(waitMs);
    await context.addInitScript(openInAnotherLight);
    const page = await context.newPage();
    page.complaints = [];
    page.on("pageerror", (error) => page.complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
        // A refusal that the page shows in its own words is also an "error" for Chromium.
        const isRefusal = message.text().startsWith("Failed to load resource: the server responded with a status of");
        if (message.type() === "error" && !isRefusal) page.complaints.push(`${page.url()}: ${message.text()}`);
    });
    // What the browser itself says of a page's workers is told here alone: what the policy forbade them.
    const devtools = await context.newCDPSession(page);
    devtools.on("Log.entryAdded", ({ entry: { source, level, text } }) => {
        if (source === "worker" && level === "error") page.complaints.push(`${page.url()}: ${text.slice(0, 300)}`);
    });
    await devtools.send("Log.enable");
    return page;
}

/** What axe finds on the page as it stands, as sentences; by all of its rules, or `only` some. */
export async function accessibilityFaults(page, { only } = {}) {
    // Evaluated, not added as a script: the page's own policy allows no strange scripts. Once a document: it costs more than a look.
    if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
    const options = { resultTypes: ["violations"], ...(only && { runOnly: only }) };
    const { violations } = await page.evaluate((chosen) => globalThis.axe.run(document, chosen), options);
    return violations.map(({ id, help, nodes }) => {
        const where = nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`);
        return `${id}: ${help} (${where.join("; ")})`.replace(/\s+/g, " ");
    });
}

/** Axe finds nothing on the page as it stands, and it is no wider than the screen. */
export async function isAccessible(page, name) {
    await page.locator("h1:not(.splash h1)").first().waitFor({ state: "attached" }); // the page itself, not what holds its place
    let faults = await accessibilityFaults(page);
    if (faults.some((fault) => fault.startsWith("page-has-heading-one"))) { // the page before had just gone, and this one was being fetched
        await page.locator("h1:not(.splash h1)").first().waitFor({ state: "attached" });
        faults = await accessibilityFaults(page);
    }
    must(faults.length === 0, `axe on ${name}: ${faults.join(" | ")}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    must(wide <= 0, `${name} is ${wide} px wider than the screen`);
}

export async function picture(page, name, whole = true) {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: whole });
}

/** Every page that is open in the browser. */
export async function pictureAll(browser, name) {
    for (const page of browser.contexts().flatMap((context) => context.pages()))
        await picture(page, `${name}-${new URL(page.url()).pathname.replaceAll("/", "_")}`).catch(() => null);
}
