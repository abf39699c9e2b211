import { readFileSync } from "node:fs";
import * as B from "./browser.mjs";
const [lang, role, ...list] = process.argv.slice(2);
const W = process.env.W ? { viewport: { width: +process.env.W, height: 900 } } : { ...B.phone };
const server = { port: 9611 };
const browser = await B.openBrowser();
const page = await B.openPage(browser, server, { ...W, locale: lang });
const email = { student: "student01@college.example", professor: "amara.okafor@college.example", administrator: "office@college.example" }[role];
if (email) {
  await page.goto("/sign-in");
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(process.env.PW);
  await page.locator("form button[type=submit]").click();
  await page.locator("nav.nav").waitFor();
}
const ids = email ? await page.evaluate(async () => {
  const { classrooms } = await (await fetch("/api/classroom")).json();
  const c = classrooms[0].id; const { lectures } = await (await fetch(`/api/classroom/${c}`)).json();
  const people = await fetch("/api/admin/users?role=student&limit=1"); const person = people.ok ? (await people.json()).users[0].id : 0;
  return { c, l: lectures.find((x) => x.window)?.id ?? lectures[0].id, p: person };
}) : {};
for (const one of list) {
  const path = one.replace(":c", ids.c).replace(":l", ids.l).replace(":p", ids.p);
  await page.goto(path);
  await page.locator("h1").first().waitFor();
  await page.locator(".splash").waitFor({ state: "detached" });
  await page.locator(".skeleton:visible").first().waitFor({ state: "hidden" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const name = `/tmp/hindi-shots/${lang}-${role}${process.env.W ?? ""}-${one.replace(/[/:#]+/g, "_") || "home"}.png`;
  await page.evaluate(() => { for (const n of document.querySelectorAll("nav.nav")) n.style.position = "static"; });
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path: name, fullPage: true, clip: { x: 0, y: 0, width: page.viewportSize().width, height: Math.min(tall, 1500) } });
  console.log(name, wide > 0 ? `WIDE ${wide}` : "", page.complaints.join("; "));
}
await browser.close();
