// SPDX-License-Identifier: MIT
// The answers that this device keeps for the time without a network: of the pages named here and no others, at most so many, of who is
// signed in alone.

import { promisifyRequest } from 'idb-keyval';
import { look, mine, put, seal, unseal } from './vault';
import type { User } from './types';

const ANSWERS_MAX = 100;
const CHARS_MAX = 5 << 20;
const ONE_MAX = 1 << 20;
/** An answer that has not changed is noted as read anew so often. */
const TOUCH_MS = 30_000;

/** As long as staff's sessions last without use. */
const STAFF_MS = 12 * 3_600_000;
const STUDENT_MS = 7 * 24 * 3_600_000;

/** What is readable without a network: the day, records, calendars, boards, classes, and a lecture's list. */
const KEPT: readonly RegExp[] = [
  /^\/api\/student\/home$/,
  /^\/api\/student\/record\/\d+$/,
  /^\/api\/student\/requests\?limit=\d+$/,
  /^\/api\/student\/leaves\?limit=\d+$/,
  /^\/api\/leave-kinds$/,
  /^\/api\/user\/days\?[^#]+$/,
  /^\/api\/user\/notifications\?limit=\d+$/,
  /^\/api\/user\/teaching(\/slipping)?$/,
  /^\/api\/user\/advised$/,
  /^\/api\/classroom(\?limit=\d+)?$/,
  /^\/api\/classroom\/\d+$/,
  /^\/api\/classroom\/\d+\/(students|groups|statuses)$/,
  /^\/api\/classroom\/\d+\/board(\?[^#]*|\/\d+)?$/,
  /^\/api\/attendance\/\d+(\/mine)?$/,
];

/** Members that open something: they are emptied before anything is kept. */
const SECRET = new Set(['join_code', 'csrf', 'token', 'secret', 'uri', 'url', 'recovery_codes', 'challenge', 'room_code', 'link']);

const INDEX = 'index';
const WHO = 'who';

type Index = Record<string, { at: number; size: number }>;

/** As it was read last; where it is older than the store, an answer is read for nothing. */
let index: Index = {};

const nameOf = (path: string) => `answer ${path}`;

/** Pure. */
export const isKept = (path: string) => KEPT.some((pattern) => pattern.test(path));

/** The same without what opens something. Pure. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SECRET.has(name) ? (typeof inner === 'string' ? '' : null) : withoutSecrets(inner)]),
  );
}

/** Those that go so that the rest is within bounds, the oldest first. Pure. */
export function beyondBounds(all: Index): string[] {
  const oldest = Object.entries(all).sort(([, a], [, b]) => a.at - b.at);
  let chars = oldest.reduce((sum, [, { size }]) => sum + size, 0);
  const gone: string[] = [];
  for (const [path, { size }] of oldest) {
    if (oldest.length - gone.length <= ANSWERS_MAX && chars <= CHARS_MAX) break;
    gone.push(path);
    chars -= size;
  }
  return gone;
}

const indexIn = async (store: IDBObjectStore) => (await promisifyRequest<Index | undefined>(store.get(INDEX))) ?? {};

async function write(path: string, value: unknown, at: number, size: number): Promise<void> {
  await seal(nameOf(path), withoutSecrets(value), async (store, sealed) => {
    const all = await indexIn(store);
    all[path] = { at, size };
    const gone = beyondBounds(all);
    const done = [promisifyRequest(store.put(sealed, nameOf(path)))];
    for (const old of gone) {
      delete all[old];
      store.delete(nameOf(old));
    }
    done.push(promisifyRequest(store.put(all, INDEX)));
    await Promise.all(done);
    index = all;
  });
}

/** Keeps an answer that was just read, where its page is one of those that are kept. Never fails: then it is not kept. */
export async function keepAnswer(path: string, value: unknown, size: number): Promise<void> {
  if (!isKept(path) || size > ONE_MAX) return;
  await write(path, value, Date.now(), size).catch(() => undefined);
}

/** The answer is as it was kept. */
export async function touchAnswer(path: string): Promise<void> {
  const known = index[path];
  if (!known || Date.now() - known.at < TOUCH_MS) return;
  await mine('readwrite', async (store) => {
    const all = await indexIn(store);
    const entry = all[path];
    if (!entry) return;
    entry.at = Date.now();
    await promisifyRequest(store.put(all, INDEX));
    index = all;
  }).catch(() => undefined);
}

export const hasAnswer = (path: string) => path in index;

/** What was kept of a path, and when it was read; null: nothing. */
export async function keptAnswer<T>(path: string): Promise<{ value: T; at: number } | null> {
  try {
    const found = await mine('readonly', async (store) => ({
      at: (await indexIn(store))[path]?.at,
      sealed: await promisifyRequest<Parameters<typeof unseal>[1]>(store.get(nameOf(path))),
    }));
    const value = await unseal<T>(nameOf(path), found?.sealed);
    return value === undefined || found?.at === undefined ? null : { value, at: found.at };
  } catch {
    return null;
  }
}

interface Who {
  user: User;
  at: number;
}

/** Who it is, to show what is theirs without asking the server: no more of them than a page's frame needs. */
export async function keepPerson({ id, name, role, locale }: User): Promise<void> {
  const user: User = { id, name, role, locale, family_name: null, email: '', email_proven: true };
  await put(WHO, { user, at: Date.now() } satisfies Who).catch(() => undefined);
  index = (await mine('readonly', indexIn).catch(() => undefined)) ?? {};
}

/** `gone`: the server has not been asked for longer than a session may rest, so what is kept is shown to nobody. */
export async function keptPerson(): Promise<User | 'gone' | null> {
  const found = await look<Who>(WHO).catch(() => undefined);
  if (!found) return null;
  if (Date.now() - found.at > (found.user.role === 'student' ? STUDENT_MS : STAFF_MS)) return 'gone';
  index = (await mine('readonly', indexIn).catch(() => undefined)) ?? {};
  return found.user;
}

/** The store is empty. */
export function forgetIndex(): void {
  index = {};
}
