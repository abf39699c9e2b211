// SPDX-License-Identifier: MIT
// What this device keeps of one person for the time without a network: sealed under a key that no script can read, which lies beside it
// and goes with it. Belongs to one person at a time. Everything here may fail: a browser may keep nothing.

import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';

const KEY = 'key';
const OWNER = 'owner';
const IV_OCTETS = 12;

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  octets: ArrayBuffer;
}

let opened: UseStore | null = null;
/** Who is signed in on this page; another object after each sign-in. */
let person: { id: number } | null = null;

function inStore<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => Promise<T>): Promise<T> {
  if (typeof indexedDB === 'undefined') return Promise.reject(new Error('nothing can be kept here'));
  opened ??= createStore('ams-kept', 'kept');
  return opened(mode, run);
}

const find = <T>(store: IDBObjectStore, name: string) => promisifyRequest<T | undefined>(store.get(name));

/** Runs while the store belongs to `whose`, who is signed in here; undefined where it does not. */
export function mine<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => Promise<T>, whose = person): Promise<T | undefined> {
  const stays = () => whose !== null && whose === person;
  if (!stays()) return Promise.resolve(undefined);
  return inStore(mode, async (store) => (stays() && (await find<number>(store, OWNER)) === whose?.id ? run(store) : undefined));
}

/** From now on it is this person's; of anybody else nothing is left. */
export async function claim(id: number): Promise<void> {
  if (person?.id !== id) person = { id };
  await inStore('readwrite', async (store) => {
    const owner = await find<number>(store, OWNER);
    if (owner === id) return;
    await promisifyRequest(store.clear());
    await promisifyRequest(store.put(id, OWNER));
  });
}

/** Whose it is, to go on without asking the server; null: nobody's. */
export async function resume(): Promise<number | null> {
  const id = await inStore('readonly', (store) => find<number>(store, OWNER));
  person = id === undefined ? null : { id };
  return id ?? null;
}

/** Nothing is left, of whomever. */
export async function empty(): Promise<void> {
  person = null;
  await inStore('readwrite', (store) => promisifyRequest(store.clear()));
}

/** The session has ended without its owner's doing: all goes but what `stays` says, and the key while there is something to open. */
export async function lapse(stays: (name: string) => boolean): Promise<void> {
  const whose = person;
  person = null;
  await inStore('readwrite', async (store) => {
    if (whose !== null && (await find<number>(store, OWNER)) !== whose.id) return;
    const names = (await promisifyRequest(store.getAllKeys())).map(String);
    const left = names.filter(stays);
    if (left.length === 0) return void (await promisifyRequest(store.clear()));
    const gone = names.filter((name) => name !== KEY && name !== OWNER && !stays(name));
    await Promise.all(gone.map((name) => promisifyRequest(store.delete(name))));
  });
}

async function keyOf(whose: typeof person): Promise<CryptoKey | undefined> {
  const found = await mine('readonly', (store) => find<CryptoKey>(store, KEY), whose);
  if (found || whose === null) return found;
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const first = async (store: IDBObjectStore) => {
    const other = await find<CryptoKey>(store, KEY);
    if (!other) await promisifyRequest(store.put(fresh, KEY));
    return other ?? fresh;
  };
  return mine('readwrite', first, whose);
}

/**
 * Seals it, to be put under this name and no other, and runs with that while the store belongs to who was signed in at the beginning: what
 * one person has read is not kept of the next. undefined: it cannot be kept.
 */
export async function seal<T>(name: string, value: unknown, run: (store: IDBObjectStore, sealed: Sealed) => Promise<T>): Promise<T | undefined> {
  const whose = person;
  const key = await keyOf(whose);
  if (!key) return undefined;
  const iv = crypto.getRandomValues(new Uint8Array(IV_OCTETS));
  const additionalData = new TextEncoder().encode(name);
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const sealed = { iv, octets: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain) };
  return mine('readwrite', (store) => run(store, sealed), whose);
}

/** undefined: it is not there, or nobody can open it any more. */
export async function unseal<T>(name: string, sealed: Sealed | undefined): Promise<T | undefined> {
  const key = sealed && (await mine('readonly', (store) => find<CryptoKey>(store, KEY)));
  if (!sealed || !key) return undefined;
  try {
    const additionalData = new TextEncoder().encode(name);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv, additionalData }, key, sealed.octets);
    return JSON.parse(new TextDecoder().decode(plain)) as T;
  } catch {
    return undefined;
  }
}

export async function look<T>(name: string): Promise<T | undefined> {
  return unseal<T>(name, await mine('readonly', (store) => find<Sealed>(store, name)));
}

/** False: it was not kept. */
export async function put(name: string, value: unknown): Promise<boolean> {
  return (await seal(name, value, (store, sealed) => promisifyRequest(store.put(sealed, name)))) !== undefined;
}

export async function drop(name: string): Promise<void> {
  await mine('readwrite', (store) => promisifyRequest(store.delete(name)));
}

/** All whose names begin so, in the order of their names. */
export async function lookAll<T>(prefix: string): Promise<[name: string, value: T][]> {
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  const found = await mine('readonly', async (store) => {
    const [names, values] = await Promise.all([promisifyRequest(store.getAllKeys(range)), promisifyRequest<Sealed[]>(store.getAll(range))]);
    return names.map((name, i) => [String(name), values[i]] as const);
  });
  const all = await Promise.all((found ?? []).map(async ([name, sealed]) => [name, await unseal<T>(name, sealed)] as const));
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, T]]));
}
