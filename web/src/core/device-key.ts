// SPDX-License-Identifier: MIT
// The key by which this device proves that it is the one it was: made here, never to be read by any script, one for each person who signs in.
// What it signs is said in src/school/checkin/device_proof.h; the server reads the same bytes. A browser that keeps nothing works without.

import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { request } from './api';
import { now } from './clock';
import type { Answers } from './types';

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const TIME_DIGITS = 13;

/** What a device signs when it only says that it is there. */
const ITSELF = { lecture: 0, what: 'device', frames: [] } as const;

interface Key {
  secret: CryptoKey;
  /** The public one, as the server is told. */
  name: string;
}

export interface Signed {
  lecture: number;
  /** The challenge, or the room code of a check-in by code. */
  what: string;
  frames: readonly Blob[];
}

let opened: UseStore | null = null;

const octetsOf = (text: string) => new TextEncoder().encode(text);

function base64url(octets: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(octets));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function hex(octets: ArrayBuffer): string {
  return Array.from(new Uint8Array(octets), (octet) => octet.toString(16).padStart(2, '0')).join('');
}

/** The words that are signed. Pure. */
export function textOf(person: number, lecture: number, what: string, time: number, digests: readonly string[]): string {
  const lines = ['ams-device-1', `person:${person}`, `lecture:${lecture}`, `for:${what}`, `time:${time}`];
  return [...lines, ...digests.map((digest) => `frame:${digest}`), ''].join('\n');
}

async function makeKey(): Promise<Key> {
  const pair = await crypto.subtle.generateKey(EC, false, ['sign', 'verify']);
  return { secret: pair.privateKey, name: base64url(await crypto.subtle.exportKey('raw', pair.publicKey)) };
}

/** This person's, made when there is none; of two tabs that make one, the first counts. */
async function keyOf(person: number): Promise<Key> {
  opened ??= createStore('ams-device', 'keys');
  const store = opened;
  const find = (keys: IDBObjectStore) => promisifyRequest<Key | undefined>(keys.get(person));
  const found = await store('readonly', find);
  if (found) return found;
  const fresh = await makeKey();
  return store('readwrite', async (keys) => {
    const other = await find(keys);
    if (!other) await promisifyRequest(keys.put(fresh, person));
    return other ?? fresh;
  });
}

async function sign(person: number, { lecture, what, frames }: Signed): Promise<{ key: string; signature: string }> {
  const key = await keyOf(person);
  const digests = await Promise.all(frames.map(async (frame) => hex(await crypto.subtle.digest('SHA-256', await frame.arrayBuffer()))));
  const time = Math.round(now());
  const octets = octetsOf(textOf(person, lecture, what, time, digests));
  const signature = await crypto.subtle.sign(SIGNING, key.secret, octets);
  return { key: key.name, signature: `${String(time).padStart(TIME_DIGITS, '0')}.${base64url(signature)}` };
}

/** The headers that prove it; none where this browser cannot. */
export async function proof(person: number, signed: Signed): Promise<Record<string, string>> {
  try {
    const { key, signature } = await sign(person, signed);
    return { 'X-Device-Key': key, 'X-Device-Signature': signature };
  } catch {
    return {};
  }
}

/** The public half, by which the server's list knows this device; '' where there is none. */
export const nameHere = (person: number): Promise<string> => keyOf(person).then((key) => key.name, () => '');

/** What the server asks of a device that makes itself known, or wants to be trusted. */
export const itself = (person: number) => sign(person, ITSELF);

/** Tells the server of this device, so that it is no longer new when its owner first checks in. */
export async function makeKnown(person: number) {
  return request<Answers['postUserDevices']>('POST', '/api/user/devices', { json: await itself(person) });
}
