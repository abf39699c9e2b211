// SPDX-License-Identifier: MIT
// What was done without a network and waits to be sent: kept on this device in the order in which it was done, sent one after another.
// What the server refuses, or somebody else was faster with, holds up nothing else and waits for a decision: nothing is lost unseen.

import { get, isOutOfReach, newKey, Problem, request } from './api';
import { sleep } from './clock';
import { isAway, lost, readAnew } from './reach';
import type { Mark, MarkSheet } from './types';
import { drop, put } from './vault';
import { loadWaiting, PREFIX, show, tellTabs, waiting, type Act, type Stuck, type Waiting } from './waiting';

const WAITING_MAX = 200;
const BUSY_TRIES = 12;
const FAULT_TRIES = 3;
const AGAIN_MS = 60_000;
/** A mark by hand goes into the waiting() after so long without an answer. */
const PATIENCE_MS = 8_000;

let counter = 0;
let sending = false;
/** Fresh proof may be asked for when this one is sent: somebody has just pressed its button. */
let proving: string | null = null;
let again: ReturnType<typeof setTimeout> | undefined;

async function keep(entry: Waiting): Promise<void> {
  // Shown before it is kept: two taps in a row see one another.
  const known = waiting().some(({ name }) => name === entry.name);
  show(known ? waiting().map((one) => (one.name === entry.name ? entry : one)) : [...waiting(), entry]);
  const kept = await put(entry.name, entry).catch(() => false);
  if (!kept && !known) {
    show(waiting().filter(({ name }) => name !== entry.name));
    throw new Problem(0, {});
  }
  tellTabs();
}

async function forget(entry: Waiting): Promise<void> {
  show(waiting().filter(({ name }) => name !== entry.name));
  await drop(entry.name).catch(() => undefined);
  tellTabs();
}

/** Without what is asked of it. */
const pathOf = (entry: Act) => entry.path.split('?')[0] ?? entry.path;
/** Both are of the same student's mark. */
const isSame = (one: Act, other: Act) => one.kind === 'mark' && pathOf(one) === pathOf(other);

/** The mark is unmarked again, and never was anything else on the server. */
const nothingLeft = (act: Act, based: Waiting['based']) => act.method === 'DELETE' && based?.['If-None-Match'] !== undefined;

/**
 * Keeps it, to be sent when there is a way to the server. A mark that was not sent yet gives way to a later one of the same student, which
 * is based on what the first was based on. Throws where nothing can be kept, or too much waits.
 */
export async function later(act: Act, key = newKey(), tried = false): Promise<void> {
  const same = waiting().find((one) => isSame(one, act) && !one.tried && !one.stuck);
  if (same) {
    if (nothingLeft(act, same.based)) return forget(same);
    const { json, ...rest } = same;
    return keep({ ...rest, method: act.method, path: act.path, key, ...(act.json && { json: act.json }) });
  }
  if (waiting().length >= WAITING_MAX) throw new Problem(0, { code: 'outbox_full' });
  const made = Date.now();
  counter += 1;
  const name = `${PREFIX}${String(made).padStart(15, '0')} ${String(counter).padStart(6, '0')} ${key}`;
  const before = waiting().find((one) => isSame(one, act) && !one.stuck);
  const based = before?.based ?? act.based;
  await keep({ ...act, ...(based && { based }), name, made, key, tried });
}

function send(act: Act, key: string, more: { signal?: AbortSignal; ownProof?: true }): Promise<unknown> {
  // What takes something away has no key: the version that it is based on says whether it was done.
  const headers = { ...act.based, ...(act.method !== 'DELETE' && { 'Idempotency-Key': key }) };
  return request<unknown>(act.method, act.path, { headers, ...(act.json && { json: act.json }), ...more });
}

/** Sends it now, or keeps it for later where the server is out of reach: null then. */
export async function sendOrKeep<T>(asked: Act): Promise<T | null> {
  const key = newKey();
  // What waited for a note or proof gives way to what is wanted now.
  const old = waiting().find((one) => isSame(one, asked) && one.stuck && !one.stuck.now);
  if (old) await forget(old);
  const act = old?.based ? { ...asked, based: old.based } : asked;
  const before = waiting().some((one) => isSame(one, act) && !one.stuck);
  if (isAway() || before) {
    await later(act, key);
    if (!isAway()) void sendWaiting();
    return null;
  }
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return (await send(act, key, { signal: patience.signal, ownProof: true })) as T;
  } catch (error) {
    if (error instanceof Problem && error.code === 'step_up_needed') return (await send(act, newKey(), {})) as T;
    if (patience.signal.aborted) lost();
    else if (!isOutOfReach(error)) throw error;
    await later(act, key, true);
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** After how long the same is sent again; null: not any more. Pure but for chance. */
export function delayOf(problem: Problem, tries: number): number | null {
  const busy = problem.status === 429 || problem.status === 503;
  if (busy) return tries < BUSY_TRIES ? Math.max(1, problem.retryAfterSeconds) * 1000 + Math.random() * 1000 : null;
  return problem.status >= 500 && tries < FAULT_TRIES ? 1000 * 2 ** tries : null;
}

const stuckBy = ({ status, code, message, next, field }: Problem): Stuck => ({ status, code, detail: message, next, field });

/** Whether the server has what was wanted, as when only the answer was lost. Pure. */
export function isWanted(entry: Act, mark: Mark): boolean {
  if (entry.method === 'DELETE') return mark.status === null;
  const { status, note, minutes_late: minutes } = entry.json ?? {};
  return mark.status === status && (note === undefined || note === mark.note) && (minutes === undefined || minutes === mark.minutes_late);
}

/** Those of the same student that follow are based on it now. */
async function done(entry: Waiting, version: number | null): Promise<void> {
  await forget(entry);
  const based: Record<string, string> = version === null ? { 'If-None-Match': '*' } : { 'If-Match': `"${version}"` };
  for (const next of waiting().filter((one) => isSame(one, entry) && !one.stuck)) await keep({ ...next, based });
}

/** It waits for a decision, unless something later was wanted of the same student meanwhile: that decides. */
async function stick(entry: Waiting, stuck: Stuck): Promise<void> {
  const followed = waiting().some((one) => isSame(one, entry) && one.name > entry.name && !one.stuck);
  await (followed ? forget(entry) : keep({ ...entry, stuck }));
}

/** Somebody else was faster: what they have made of it is shown beside what was wanted. */
async function settle(entry: Waiting, problem: Problem): Promise<void> {
  const { mark } = await get<MarkSheet>(pathOf(entry));
  if (isWanted(entry, mark)) return done(entry, mark.version);
  await stick(entry, { ...stuckBy(problem), now: mark });
}

/** True: the next one may follow. */
async function sendOne(entry: Waiting): Promise<boolean> {
  for (let tries = 0; ; tries++) {
    try {
      if (!entry.tried) await keep({ ...entry, tried: true });
      const proof = proving === entry.name;
      const answer = (await send(entry, entry.key, proof ? {} : { ownProof: true })) as Mark | undefined;
      await done(entry, entry.method === 'DELETE' ? null : (answer?.version ?? null));
      if (proof) await unstick((one) => one.stuck?.code === 'step_up_needed');
      return true;
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, {});
      if (isOutOfReach(problem) || problem.status === 401) return false;
      const delay = delayOf(problem, tries);
      if (delay !== null) {
        await sleep(delay);
        continue;
      }
      if (problem.status === 429 || problem.status === 503) return false;
      if (problem.code !== 'changed_meanwhile' || entry.kind !== 'mark') {
        await stick(entry, stuckBy(problem));
        return true;
      }
      try {
        await settle(entry, problem);
      } catch (second) {
        if (isOutOfReach(second)) return false;
        await stick(entry, stuckBy(problem));
      }
      return true;
    }
  }
}

async function sendAll(): Promise<number> {
  await loadWaiting();
  const before = waiting().length;
  for (;;) {
    const next = waiting().find((one) => !one.stuck);
    if (!next) break;
    if (!(await sendOne(next))) {
      clearTimeout(again);
      again = setTimeout(() => void sendWaiting(), AGAIN_MS);
      break;
    }
  }
  return before - waiting().length;
}

/** Sends what waits, in order; how many are settled. One page at a time does. */
export async function sendInOrder(): Promise<number> {
  if (sending || isAway()) return 0;
  sending = true;
  try {
    const { locks } = navigator as { locks?: LockManager };
    if (!locks) return await sendAll();
    return await locks.request('ams-outbox', { ifAvailable: true }, (lock) => (lock ? sendAll() : 0));
  } finally {
    sending = false;
    proving = null;
  }
}

/** The same, and what is shown is read anew after it. */
export async function sendWaiting(): Promise<void> {
  if ((await sendInOrder()) > 0) readAnew();
}

async function unstick(which: (entry: Waiting) => boolean): Promise<void> {
  for (const { stuck, ...entry } of waiting().filter(which)) await keep({ ...entry, key: newKey() });
}

/** Thrown away: what is on the server stands. */
export async function discard(name: string): Promise<void> {
  const entry = waiting().find((one) => one.name === name);
  if (entry) await forget(entry);
}

/** Sends it again: over what is there now, with a note where one is asked for; fresh proof is asked for where it is needed. */
export async function insist(name: string, note?: string): Promise<void> {
  const entry = waiting().find((one) => one.name === name);
  if (!entry) return;
  const { stuck, ...rest } = entry;
  const now = stuck?.now;
  const based: Record<string, string> | undefined = now && (now.version === null ? { 'If-None-Match': '*' } : { 'If-Match': `"${now.version}"` });
  const noted =
    note === undefined ? {} : entry.method === 'DELETE' ? { path: `${pathOf(entry)}?note=${encodeURIComponent(note)}` } : { json: { ...entry.json, note } };
  proving = name;
  await keep({ ...rest, ...noted, ...(based && { based }), key: newKey() });
  await sendWaiting();
}
