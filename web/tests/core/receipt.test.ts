// SPDX-License-Identifier: MIT
// Receipts as the browser reads and checks them, on trees and signatures that another program made.

import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { test } from 'node:test';
import { hasGrown, isIncluded, isSigned, leafOf, look, readReceipt, receiptIn, type ReceiptMark, type ReceiptReport } from '../../src/core/receipt';
import { joined } from '../../src/core/receipts-kept';

type Octets = Uint8Array<ArrayBuffer>;

const H = (...parts: Uint8Array[]): Octets => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
const text = (octets: Uint8Array) => Buffer.from(octets).toString('base64url');
const below = (n: number) => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};

/** RFC 6962, 2.1, as it is written there. */
function root(leaves: readonly Octets[]): Octets {
  if (leaves.length === 0) return H();
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  const k = below(leaves.length);
  return H(Uint8Array.of(1), root(leaves.slice(0, k)), root(leaves.slice(k)));
}
function path(m: number, leaves: readonly Octets[]): Octets[] {
  if (leaves.length <= 1) return [];
  const k = below(leaves.length);
  return m < k ? [...path(m, leaves.slice(0, k)), root(leaves.slice(k))] : [...path(m - k, leaves.slice(k)), root(leaves.slice(0, k))];
}
function growth(m: number, leaves: readonly Octets[], whole = true): Octets[] {
  if (m === leaves.length) return whole ? [] : [root(leaves)];
  const k = below(leaves.length);
  return m <= k ? [...growth(m, leaves.slice(0, k), whole), root(leaves.slice(k))] : [...growth(m - k, leaves.slice(k), false), root(leaves.slice(0, k))];
}

const leaves = Array.from({ length: 13 }, (_, i) => H(Uint8Array.of(0), Uint8Array.of(i)));

test('every leaf of trees of 1 to 13 is found in its place and in no other', async () => {
  for (let size = 1; size <= leaves.length; size++) {
    const tree = leaves.slice(0, size);
    for (const [index, leaf] of tree.entries()) {
      const steps = path(index, tree).map(text);
      assert.equal(await isIncluded(leaf, index, size, steps, root(tree)), true, `${index} of ${size}`);
      assert.equal(await isIncluded(leaf, index + 1, size, steps, root(tree)), false);
      assert.equal(await isIncluded(H(leaf), index, size, steps, root(tree)), false);
      assert.equal(await isIncluded(leaf, index, size, [...steps, text(leaf)], root(tree)), false);
      if (steps.length > 0) assert.equal(await isIncluded(leaf, index, size, steps.slice(1), root(tree)), false);
    }
  }
  assert.equal(await isIncluded(H(), -1, 1, [], H()), false);
});

test('a tree grows out of each earlier one, and out of no other', async () => {
  for (let to = 1; to <= leaves.length; to++) {
    for (let from = 1; from <= to; from++) {
      const [before, after] = [root(leaves.slice(0, from)), root(leaves.slice(0, to))];
      const steps = growth(from, leaves.slice(0, to)).map(text);
      assert.equal(await hasGrown(from, before, to, after, steps), true, `${from} to ${to}`);
      assert.equal(await hasGrown(from, H(before), to, after, steps), false);
      assert.equal(await hasGrown(from, before, to, H(after), steps), false);
      assert.equal(await hasGrown(from, before, to, after, [...steps, text(before)]), false);
    }
  }
  assert.equal(await hasGrown(0, H(), 3, root(leaves.slice(0, 3)), []), false);
});

// ---- a receipt ----

const SEED = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]);
const secret = createPrivateKey({ key: SEED, format: 'der', type: 'pkcs8' });
const open = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
const key = { id: createHash('sha256').update(open).digest('hex').slice(0, 16), public_key: text(open), made_at: '2026-11-29T09:00:00.000Z', ended_at: null };

const mark: ReceiptMark = {
  student: 7,
  classroom: 3,
  lecture: 19,
  status: 'P',
  minutes_late: 0,
  method: 'face',
  by: 'student',
  at: '2026-11-29T09:11:40.000Z',
  written_at: '2026-11-29T09:11:40.456Z',
  salt: 'ABEiM0RVZneImaq7zN3u_w',
};

function envelope(prefix: string, payload: object): string {
  const body = prefix + Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${body}.${text(new Uint8Array(sign(null, Buffer.from(body), secret)))}`;
}

async function made() {
  const leaf = await leafOf(mark);
  const then = [...leaves.slice(0, 4), leaf];
  const now = [...then, ...leaves.slice(5, 9)];
  const line = envelope('ams1.', {
    key: key.id, index: 4, size: 5, root: text(root(then)), audit: 'a'.repeat(64), signed_at: '2026-11-29T09:12:00.123Z', mark,
    name: 'Ada "Countess" آدا', subject: 'Analysis', status_name: 'Present', starts_at: '2026-11-29T09:00:00.000Z',
  });
  const head = envelope('ams1-head.', { key: key.id, size: 9, root: text(root(now)), audit: '', audit_entry: 1, signed_at: '2026-11-29T10:00:00.000Z' });
  const report: ReceiptReport = {
    reason: 'good', state: 'stands', key, changes: [],
    log: { head, size: 9, inclusion: path(4, now).map(text), growth: growth(5, now).map(text) },
  };
  return { line, report };
}

test('the leaf is over the domain and the mark as it stands in the payload', async () => {
  const expected = H(Uint8Array.of(0), Buffer.from(`ams1.mark\n${JSON.stringify(mark)}`));
  assert.deepEqual(await leafOf(mark), expected);
});

test('a genuine receipt is found so on this device', async () => {
  const { line, report } = await made();
  const receipt = readReceipt(line);
  assert.ok(receipt);
  assert.equal(receipt.name, 'Ada "Countess" آدا');
  assert.equal(await isSigned(line, key.public_key), true);
  assert.deepEqual(await look(line, receipt, report, [key]), { signature: 'here', log: 'here' });
});

test('the server is not believed against what this device finds', async () => {
  const { line, report } = await made();
  const receipt = readReceipt(line);
  assert.ok(receipt && report.log);
  const log = report.log;
  const other = { ...receipt, mark: { ...mark, status: 'L' } };
  assert.equal((await look(line, other, report, [key])).log, 'no');
  assert.equal((await look(line, receipt, { ...report, log: { ...log, inclusion: log.inclusion.slice(1) } }, [key])).log, 'no');
  assert.equal((await look(line, receipt, { ...report, log: { ...log, growth: [] } }, [key])).log, 'no');
  assert.equal((await look(line, receipt, { ...report, log: { ...log, size: 8 } }, [key])).log, 'no');
  assert.equal((await look(line, receipt, { ...report, log: { ...log, head: log.head.slice(0, -4) + 'AAAA' } }, [key])).log, 'no');
  assert.deepEqual(await look(line, receipt, report, []), { signature: 'no', log: 'no' });
  const altered = line.slice(0, -6) + (line.at(-6) === 'A' ? 'B' : 'A') + line.slice(-5);
  assert.equal((await look(altered, receipt, report, [key])).signature, 'no');
  assert.equal((await look(line, receipt, { ...report, reason: 'altered', log: null }, [key])).signature, 'no');
});

test('what is no receipt reads as none', async () => {
  const { line } = await made();
  for (const none of ['', 'hello', 'ams1.', 'ams1.e30', 'ams1.e30.AAAA', 'ams1.bnVsbA.AAAA', 'ams1.%%%.AAAA', `${line}.AAAA`, line.replace('ams1.', 'ams2.')])
    assert.equal(readReceipt(none), null, none);
});

test('a receipt is found in what somebody pasted', async () => {
  const { line } = await made();
  const broken = line.replace(/(.{60})/g, '$1\r\n ');
  for (const pasted of [line, ` ${line}\n`, `Receipt: Ada\nAnalysis\n\n${line}\n`, `https://ams.example.org/receipt#${line}`, `“${broken}”`])
    assert.equal(receiptIn(pasted), line);
  assert.equal(receiptIn(' hello '), 'hello');
});

test('what the server does not hand out any more stays beside what it does', () => {
  const line = (at: string, status: string, receipt = at) => ({ receipt, written_at: at, status, by: 'student' as const });
  const kept = [line('2026-11-29T09:11:40.000Z', 'P', 'old'), line('2026-11-29T09:00:00.000Z', 'L')];
  const fresh = [line('2026-11-29T10:00:00.000Z', 'A'), line('2026-11-29T09:11:40.000Z', 'P', 'new')];
  assert.deepEqual(joined(fresh, kept).map(({ receipt }) => receipt), ['2026-11-29T10:00:00.000Z', 'new', '2026-11-29T09:00:00.000Z']);
  assert.deepEqual(joined([], kept), kept);
});
