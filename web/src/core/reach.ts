// SPDX-License-Identifier: MIT
// Whether there is a way to the server, as told by what was asked of it; and of when that is what the page shows while there is none.

const LOOK_FIRST_MS = 5_000;
const LOOK_MAX_MS = 60_000;

let away = false;
/** When the server last answered, by this device's clock. */
let heardAt: number | null = null;
/** Of what is shown from what was kept: when it was read. */
const kept = new Map<string, number>();
/** The paths on the page, each so many times. */
const onPage = new Map<string, number>();
const listeners = new Set<() => void>();
const returns = new Set<() => void>();
let first: () => Promise<void> = () => Promise.resolve();
let look: (() => Promise<unknown>) | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let wait = LOOK_FIRST_MS;

function tell(): void {
  for (const listener of [...listeners]) listener();
}

/** What is shown is read anew. */
export function readAnew(): void {
  for (const listener of [...returns]) listener();
}

async function comeBack(): Promise<void> {
  await first().catch(() => undefined);
  if (away) return;
  kept.clear();
  readAnew();
  tell();
}

/** The server has answered. */
export function heardFrom(): void {
  heardAt = Date.now();
  if (!away) return;
  away = false;
  clearTimeout(timer);
  tell();
  void comeBack();
}

function lookLater(): void {
  clearTimeout(timer);
  if (!look) return;
  // Not all pages at once, when a server comes back.
  timer = setTimeout(lookNow, wait * (0.5 + Math.random() / 2));
}

function lookNow(): void {
  clearTimeout(timer);
  if (!away || !look) return;
  wait = Math.min(LOOK_MAX_MS, wait * 2);
  look().catch(() => undefined).then(() => away && lookLater());
}

/** It could not be reached. */
export function lost(): void {
  if (away) return;
  away = true;
  wait = LOOK_FIRST_MS;
  tell();
  lookLater();
}

export const isAway = () => away;

/** What is done first when the server is there again, before the pages read anew what they show. */
export function firstOnReturn(run: () => Promise<void>): void {
  first = run;
}

/** Calls `listener` when what is shown is to be read anew, because the server was away. */
export function onReturn(listener: () => void): () => void {
  returns.add(listener);
  return () => void returns.delete(listener);
}

export function onReach(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** `at`: what this path shows was read then, and kept; null: it was read now. */
export function shownAsOf(path: string, at: number | null): void {
  if (at === null ? !kept.delete(path) : kept.get(path) === at) return;
  if (at !== null) kept.set(path, at);
  tell();
}

/** The path is shown until the returned function is called. */
export function showing(path: string): () => void {
  onPage.set(path, (onPage.get(path) ?? 0) + 1);
  return () => {
    const times = (onPage.get(path) ?? 1) - 1;
    if (times > 0) onPage.set(path, times);
    else onPage.delete(path);
    tell();
  };
}

/** The oldest of what is shown; null: nobody knows. */
export function asOf(): number | null {
  const times = [...kept].flatMap(([path, at]) => (onPage.has(path) ? [at] : []));
  return times.length > 0 ? Math.min(...times) : heardAt;
}

/** Listens to the browser, and asks by `ask` now and then whether the server is there again. Call once. */
export function watchReach(ask: () => Promise<unknown>): void {
  look = ask;
  window.addEventListener('offline', lost);
  window.addEventListener('online', lookNow);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && lookNow());
  if (!navigator.onLine) lost();
  else if (away) lookLater();
}
