// SPDX-License-Identifier: MIT
// Receipts of marks, read and checked on this device: docs/RECEIPTS.md says what they are. Nothing here trusts what the server says of a
// receipt but its keys.

import type { Answers, Schemas } from './types/api';

export type ReceiptReport = Schemas['receipt_report'];
export type ReceiptKey = Schemas['receipt_key'];
export type ReceiptKeys = Answers['getReceiptKeys'];
export type OwnReceipts = Answers['getAttendanceReceipts'];

export interface ReceiptMark {
  student: number;
  classroom: number;
  lecture: number;
  status: string;
  minutes_late: number;
  method: string;
  by: string;
  at: string;
  written_at: string;
  salt: string;
}

export interface Receipt {
  key: string;
  index: number;
  size: number;
  root: string;
  audit: string;
  signed_at: string;
  mark: ReceiptMark;
  name: string;
  subject: string;
  status_name: string;
  starts_at: string;
}

interface Head {
  key: string;
  size: number;
  root: string;
}

type Octets = Uint8Array<ArrayBuffer>;

const PREFIX = 'ams1.';
const HEAD_PREFIX = 'ams1-head.';
const MARK_DOMAIN = 'ams1.mark\n';
const LEAF = 0;
const NODE = 1;

/** The receipt in what somebody pasted or saved, without the breaks of mails; the text as it is where there is none. */
export function receiptIn(pasted: string): string {
  const begin = pasted.indexOf(PREFIX);
  if (begin < 0) return pasted.trim();
  return /^[\w\-.=\s]*/.exec(pasted.slice(begin))?.[0].replace(/\s+/g, '') ?? '';
}

function octetsOf(text: string): Octets {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

function payloadOf(text: string, prefix: string): unknown {
  if (!text.startsWith(prefix)) return null;
  const [payload = '', signature, more] = text.slice(prefix.length).split('.');
  if (!signature || more !== undefined) return null;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octetsOf(payload)));
  } catch {
    return null;
  }
}

/** What a receipt says; null: it is none. That it is genuine is another question. */
export function readReceipt(text: string): Receipt | null {
  const found = payloadOf(text, PREFIX) as Receipt | null;
  const whole = typeof found === 'object' && found !== null && typeof found.mark === 'object' && found.mark !== null;
  return whole && typeof found.name === 'string' && typeof found.starts_at === 'string' && typeof found.index === 'number' ? found : null;
}

/** Whether this key has signed the text; null: this browser does not know such signatures. */
export async function isSigned(text: string, key: string): Promise<boolean | null> {
  const dot = text.lastIndexOf('.');
  try {
    const known = await crypto.subtle.importKey('raw', octetsOf(key), 'Ed25519', false, ['verify']);
    const signature = octetsOf(text.slice(dot + 1));
    return await crypto.subtle.verify('Ed25519', known, signature, new TextEncoder().encode(text.slice(0, dot)));
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotSupportedError' ? null : false;
  }
}

// ---- the log: RFC 9162, 2.1 ----

const same = (a: Octets, b: Octets) => a.length === b.length && a.every((octet, i) => octet === b[i]);

const hash = async (...parts: readonly Octets[]): Promise<Octets> => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
};

const join = (left: Octets, right: Octets) => hash(Uint8Array.of(NODE), left, right);

export const leafOf = (mark: ReceiptMark) => hash(Uint8Array.of(LEAF), new TextEncoder().encode(MARK_DOMAIN + JSON.stringify(mark)));

/** Numbers may be larger than what bits work on. */
const isOdd = (n: number) => n % 2 === 1;
const half = (n: number) => Math.floor(n / 2);

/** 2.1.3.2 */
export async function isIncluded(leaf: Octets, index: number, size: number, path: readonly string[], root: Octets): Promise<boolean> {
  if (!(index >= 0 && index < size)) return false;
  let found = leaf;
  let at = index;
  let last = size - 1;
  for (const step of path) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      found = await join(octetsOf(step), found);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      found = await join(found, octetsOf(step));
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && same(found, root);
}

/** 2.1.4.2 */
export async function hasGrown(from: number, fromRoot: Octets, to: number, toRoot: Octets, path: readonly string[]): Promise<boolean> {
  if (!(from >= 1 && from <= to)) return false;
  if (from === to) return path.length === 0 && same(fromRoot, toRoot);
  const steps = path.map(octetsOf);
  if (Number.isInteger(Math.log2(from))) steps.unshift(fromRoot);
  const [first, ...rest] = steps;
  if (!first || rest.length === 0) return false;
  let [earlier, later, at, last] = [first, first, from - 1, to - 1];
  for (; isOdd(at); at = half(at)) last = half(last);
  for (const step of rest) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      [earlier, later] = [await join(step, earlier), await join(step, later)];
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      later = await join(later, step);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && same(earlier, fromRoot) && same(later, toRoot);
}

export type Seen = 'here' | 'server' | 'no';

/** What this device finds itself of what the server says: `server` where the browser cannot look. */
export async function look(text: string, receipt: Receipt, report: ReceiptReport, keys: readonly ReceiptKey[]): Promise<{ signature: Seen; log: Seen }> {
  const keyOf = (id: string) => keys.find((key) => key.id === id)?.public_key;
  const own = keyOf(receipt.key);
  const signed = own === undefined ? false : await isSigned(text, own);
  const good = report.reason === 'good';
  const signature = signed === null ? (good ? 'server' : 'no') : signed && good ? 'here' : 'no';
  const head = report.log && (payloadOf(report.log.head, HEAD_PREFIX) as Head | null);
  if (!report.log || !head) return { signature, log: 'no' };
  const headKey = keyOf(head.key);
  const headSigned = headKey === undefined ? false : await isSigned(report.log.head, headKey);
  const root = octetsOf(head.root);
  const fits =
    head.size === report.log.size &&
    (await isIncluded(await leafOf(receipt.mark), receipt.index, head.size, report.log.inclusion, root)) &&
    (await hasGrown(receipt.size, octetsOf(receipt.root), head.size, root, report.log.growth));
  return { signature, log: !fits || headSigned === false ? 'no' : headSigned === null ? 'server' : 'here' };
}
