// SPDX-License-Identifier: MIT
// Usage: node tests/e2e/calendars.mjs: the calendars of a real server read by three programs' libraries (the fourth, libical, reads them in
// tests/school/test_plan.c); prints `N passed, M failed`. From the project's root, after `make` and `npm ci` in tests/e2e (./check does that).
import https from "node:https";
import { createRequire } from "node:module";
import ICAL from "ical.js";
import nodeIcal from "node-ical";
import { Client } from "../load/client.mjs";
import { finish, must, skip, test } from "../load/report.mjs";
import { binaryExists, makeFolder, removeFolder, startServer, stopServer } from "../load/server.mjs";

const calParser = createRequire(import.meta.url)("cal-parser"); // CommonJS
const day = 24 * 3600_000;
const zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"];

/** What each library makes of a calendar: events by UID as { at, until, summary, room, url, cancelled }. */
const readers = {
    "ical.js": (text) => {
        const calendar = new ICAL.Component(ICAL.parse(text));
        for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
        const events = calendar.getAllSubcomponents("vevent").map((one) => {
            const event = new ICAL.Event(one);
            return [event.uid, { at: event.startDate.toJSDate().getTime(), until: event.endDate.toJSDate().getTime(), summary: event.summary,
                room: event.location, url: one.getFirstPropertyValue("url"), cancelled: one.getFirstPropertyValue("status") === "CANCELLED" }];
        });
        ICAL.TimezoneService.reset();
        return new Map(events);
    },
    "node-ical": (text) => new Map(Object.values(nodeIcal.sync.parseICS(text)).filter((one) => one.type === "VEVENT")
        .map((one) => [one.uid, { at: one.start.getTime(), until: one.end.getTime(), summary: one.summary, room: one.location, url: one.url?.val ?? one.url,
            cancelled: one.status === "CANCELLED" }])),
    // It reads no zones, so it is asked for everything but the moments.
    "cal-parser": (text) => new Map(calParser.parseString(text).events
        .map((one) => [one.uid.value, { summary: one.summary.value, room: one.location?.value, url: one.url?.value, cancelled: one.status.value === "CANCELLED" }])),
};

/** An answer that is no JSON. */
function textOf(client, path) {
    return new Promise((resolve, reject) => {
        https.get({ host: "127.0.0.1", servername: "localhost", port: client.server.port, path, agent: false, ca: client.server.ca,
            headers: client.headers() }, (response) => {
            const parts = [];
            response.on("data", (part) => parts.push(part));
            response.on("end", () => resolve(Buffer.concat(parts).toString()));
        }).on("error", reject);
    });
}

/** A classroom in each zone, with a lecture a week over half a year, so that clocks change in between; one is cancelled. */
async function plan(administrator, professor) {
    const classes = [];
    for (const zone of zones) {
        const classroom = await professor.expect(201, "POST", "/api/classroom", { subject: `Optics, ${zone}; "waves"`, section: "A", timezone: zone });
        const begin = Math.floor(Date.now() / day) * day + 2 * day + 9.5 * 3600_000;
        const lectures = [];
        for (let week = 0; week < 30; week++) {
            const at = begin + week * 7 * day;
            lectures.push(await professor.expect(201, "POST", `/api/classroom/${classroom.id}/lectures`, { title: `Lenses, part ${week}`, room: "B,204; north",
                starts_at: new Date(at).toISOString(), ends_at: new Date(at + 5400_000).toISOString() }));
        }
        await professor.expect(200, "POST", `/api/attendance/${lectures[7].id}/cancel`, { reason: "Flu" });
        classes.push({ zone, classroom, lectures });
    }
    return classes;
}

function compare(name, events, { zone, classroom, lectures }) {
    must(events.size === lectures.length, `${name}, ${zone}: ${events.size} events`);
    const found = [...events.values()];
    lectures.forEach((lecture, i) => {
        const event = found.find((one) => one.url?.endsWith(`/lecture/${lecture.id}`));
        must(event, `${name}, ${zone}: no event leads to lecture ${lecture.id}`);
        must(event.summary === `${classroom.subject}: ${lecture.title}`, `${name}, ${zone}: ${event.summary}`);
        must(event.room === "B,204; north", `${name}, ${zone}: ${event.room}`);
        must(event.cancelled === (i === 7), `${name}, ${zone}: cancelled ${i}`);
        if (event.at === undefined) return;
        must(event.at === Date.parse(lecture.starts_at), `${name}, ${zone}: ${new Date(event.at).toISOString()} for ${lecture.starts_at}`);
        must(event.until === Date.parse(lecture.ends_at), `${name}, ${zone}: it ends at ${new Date(event.until).toISOString()}`);
    });
}

async function play(server) {
    const administrator = new Client(server);
    await administrator.expect(201, "POST", "/api/user/sign-up",
        { name: "Ada Head", email: "ada@example.org", password: "a long enough password", invitation: server.welcome });
    const { link: welcome } = await administrator.expect(201, "POST", "/api/admin/invitations", { role: "professor", name: "Amara", email: "amara@example.org" });
    const professor = new Client(server);
    await professor.expect(201, "POST", "/api/user/sign-up",
        { name: "Amara", email: "amara@example.org", password: "a long enough password", invitation: welcome.split("#")[1] });
    const classes = await plan(administrator, professor);
    const link = await professor.expect(201, "POST", "/api/user/calendar", {});
    const all = await textOf(professor, link.path);
    for (const [name, read] of Object.entries(readers))
        await test(`calendars: ${name} reads them, each lecture when and where it is`, async () => {
            for (const one of classes) {
                const text = await textOf(professor, `/api/classroom/${one.classroom.id}/calendar`);
                compare(name, read(text), one);
            }
            must(read(all).size === zones.length * 30, "the calendar of all classes lacks some");
        });
    await test("calendars: they say how often to look, and in which zones they are", () => {
        must(/^REFRESH-INTERVAL;VALUE=DURATION:PT1H\r$/m.test(all) && /^X-PUBLISHED-TTL:PT1H\r$/m.test(all), all.slice(0, 600));
        must(all.split("BEGIN:VTIMEZONE").length === zones.length, "a zone is missing"); // UTC needs none
    });
    administrator.close();
    professor.close();
}

if (!binaryExists()) skip("calendars", "there is no binary; run make first");
else {
    const folder = makeFolder();
    const server = await startServer(folder, { AMS_PUBLIC_URL: "https://ams.example.org" });
    try {
        await play(server);
    } finally {
        await stopServer(server);
        removeFolder(folder);
    }
}
finish();
