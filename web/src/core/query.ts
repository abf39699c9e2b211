// SPDX-License-Identifier: MIT
// What this page has read: the last answer of each path, in memory alone. A page that one returns to is drawn from it at once, and
// the server is asked whether it is still so: an answer that has not changed is not sent again.

import { getIfChanged } from './api';
import { onLanguage } from './text';

interface Kept {
  /** As the server answered. */
  value: unknown;
  tag: string | null;
  /** As the page has it by now: an event may have told it more. */
  shown: unknown;
  /** The versions of all things in it. */
  versions: string;
  size: number;
}

const ENTRIES_MAX = 60;
const CHARS_MAX = 8 << 20;
/** Rather read a whole term's register again than keep it beside all else. */
const ONE_MAX = 1 << 20;

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

onLanguage(forget);

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
  keep(name, { value: parts, tag: null, shown: parts, versions: '', size });
}

/** The quotes of a text within are escaped: what looks so is a member. */
function versionsIn(text: string): string {
  return text.match(/"version":\d+/g)?.join() ?? '';
}

/** Another than this: some thing in the answer was edited since. */
export function versionsOf(path: string): string {
  return kept.get(path)?.versions ?? '';
}

/** Reads a path; the very same object when it has not changed. */
export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  const known = kept.get(path);
  const asked = era;
  const answer = await getIfChanged(path, known?.tag ?? null, signal);
  const entry: Kept =
    answer === null && known
      ? { ...known, shown: known.value }
      : { value: answer?.value, tag: answer?.tag ?? null, shown: answer?.value, versions: versionsIn(answer?.text ?? ''), size: answer?.text.length ?? 0 };
  if (asked === era) keep(path, entry);
  return entry.value as T;
}
