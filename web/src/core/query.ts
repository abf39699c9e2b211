// SPDX-License-Identifier: MIT
// What this page has read: the last answer of each path, in memory alone. A page that one returns to is drawn from it at once, and
// the server is asked whether it is still so: an answer that has not changed is not sent again. Where it cannot be asked, what is known
// stands, in memory or on this device (offline.ts).

import { getIfChanged, isOutOfReach, Problem, type Tagged } from './api';
import { hasAnswer, keepAnswer, keptAnswer, touchAnswer } from './offline';
import { lost, shownAsOf } from './reach';
import { currentLanguage, onLanguage } from './text';

interface Kept {
  /** As the server answered. */
  value: unknown;
  tag: string | null;
  /** As the page has it by now: an event may have told it more. */
  shown: unknown;
  /** The versions of all things in it. */
  versions: string;
  size: number;
  /** When it was read, by this device's clock. */
  at: number;
}

const ENTRIES_MAX = 60;
const CHARS_MAX = 8 << 20;
/** Rather read a whole term's register again than keep it beside all else. */
const ONE_MAX = 1 << 20;
/** A network that answers nothing is none, where there is something to show without it. */
const PATIENCE_MS = 8_000;

/** In the order of use, the newest last. */
const kept = new Map<string, Kept>();
let chars = 0;
/** Whoever reads now may be somebody else than who asked. */
let era = 0;

function drop(path: string): void {
  chars -= kept.get(path)?.size ?? 0;
  kept.delete(path);
}

function keep(path: string, entry: Kept): void {
  drop(path);
  if (entry.size > ONE_MAX) return;
  kept.set(path, entry);
  chars += entry.size;
  for (const oldest of kept.keys()) {
    if (kept.size <= ENTRIES_MAX && chars <= CHARS_MAX) break;
    drop(oldest);
  }
}

/** At sign-in and sign-out, and when the language changes. */
export function forget(): void {
  kept.clear();
  chars = 0;
  era += 1;
}

let spoken = currentLanguage();
onLanguage(() => {
  // It is told at the start of each page, too, when its first answers are under way.
  if (currentLanguage() === spoken) return;
  spoken = currentLanguage();
  forget();
});

/** What a page at this path showed last; null: nobody knows any more. */
export function recall<T>(path: string): T | null {
  return (kept.get(path)?.shown as T | undefined) ?? null;
}

/** Puts what the page has by now in the place of what was read. */
export function amend(path: string, shown: unknown): void {
  const entry = kept.get(path);
  if (entry) entry.shown = shown;
}

/** Keeps what was put together of several answers, under a name that no path has. */
export function keepParts(name: string, parts: unknown, size: number): void {
  keep(name, { value: parts, tag: null, shown: parts, versions: '', size, at: Date.now() });
}

/** The quotes of a text within are escaped: what looks so is a member. */
function versionsIn(text: string): string {
  return text.match(/"version":\d+/g)?.join() ?? '';
}

/** Another than this: some thing in the answer was edited since. */
export function versionsOf(path: string): string {
  return kept.get(path)?.versions ?? '';
}

async function ask(path: string, tag: string | null, hurried: boolean, signal?: AbortSignal): Promise<Tagged | null> {
  if (signal || !hurried) return getIfChanged(path, tag, signal);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await getIfChanged(path, tag, patience.signal);
  } catch (error) {
    if (!patience.signal.aborted) throw error;
    lost();
    throw new Problem(0, {});
  } finally {
    clearTimeout(timer);
  }
}

/** What is known of a path that cannot be asked for. */
async function known(path: string, asked: number): Promise<unknown> {
  const entry = kept.get(path);
  const found = entry ? { value: entry.shown, at: entry.at } : await keptAnswer<unknown>(path);
  if (!found || asked !== era) return undefined;
  if (!entry) {
    const text = JSON.stringify(found.value);
    keep(path, { value: found.value, tag: null, shown: found.value, versions: versionsIn(text), size: text.length, at: found.at });
  }
  shownAsOf(path, found.at);
  return found.value;
}

/** Reads a path; the very same object when it has not changed, and what is known of it where the server is out of reach. */
export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  const before = kept.get(path);
  const asked = era;
  let answer: Tagged | null;
  try {
    answer = await ask(path, before?.tag ?? null, before !== undefined || hasAnswer(path), signal);
  } catch (error) {
    const found = isOutOfReach(error) ? await known(path, asked) : undefined;
    if (found === undefined) throw error;
    return found as T;
  }
  const at = Date.now();
  const entry: Kept =
    answer === null && before
      ? { ...before, shown: before.value, at }
      : { value: answer?.value, tag: answer?.tag ?? null, shown: answer?.value, versions: versionsIn(answer?.text ?? ''), size: answer?.text.length ?? 0, at };
  if (asked !== era) return entry.value as T;
  keep(path, entry);
  shownAsOf(path, null);
  if (answer === null) void touchAnswer(path);
  else void keepAnswer(path, entry.value, entry.size);
  return entry.value as T;
}
