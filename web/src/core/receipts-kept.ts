// SPDX-License-Identifier: MIT
// One's own receipts, kept on this device so that they are at hand whatever the register says later and without a network. They go
// with everything else that is kept of somebody (vault.ts): whoever wants one for good saves it.

import { get, isOutOfReach } from './api';
import type { OwnReceipts } from './receipt';
import { drop, look, lookAll, put } from './vault';

type Line = OwnReceipts['receipts'][number];

interface Kept {
  lines: readonly Line[];
  at: number;
}

const PREFIX = 'receipt ';
const KEPT_MAX = 300;
// A whole hall checks in at once: their receipts need not be asked for in the same second.
const SOON_MS = 2_000;
const SPREAD_MS = 12_000;

const nameOf = (lecture: number) => `${PREFIX}${lecture}`;

/** What was handed out and is not handed out any more stays beside what is, the newest first. Pure. */
export function joined(fresh: readonly Line[], kept: readonly Line[]): Line[] {
  const known = new Set(fresh.map(({ written_at: at, status }) => `${at} ${status}`));
  const all = [...fresh, ...kept.filter(({ written_at: at, status }) => !known.has(`${at} ${status}`))];
  return all.sort((a, b) => Date.parse(b.written_at) - Date.parse(a.written_at));
}

async function keep(lecture: number, lines: readonly Line[]): Promise<Line[]> {
  const all = await lookAll<Kept>(PREFIX);
  const mine = nameOf(lecture);
  const whole = joined(lines, all.find(([name]) => name === mine)?.[1].lines ?? []);
  await put(mine, { lines: whole, at: Date.now() } satisfies Kept);
  const others = all.filter(([name]) => name !== mine).sort(([, a], [, b]) => a.at - b.at);
  await Promise.all(others.slice(0, Math.max(0, others.length + 1 - KEPT_MAX)).map(([name]) => drop(name)));
  return whole;
}

/** Of one lecture, from the server and from this device; without a network what is here. */
export async function receiptsOf(lecture: number): Promise<Line[]> {
  try {
    const { receipts } = await get<OwnReceipts>(`/api/attendance/${lecture}/receipts`);
    return await keep(lecture, receipts).catch(() => [...receipts]);
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    const kept = await look<Kept>(nameOf(lecture)).catch(() => undefined);
    if (!kept) throw error;
    return [...kept.lines];
  }
}

/** After a check-in, without anybody's waiting for it. */
export function keepSoon(lecture: number): void {
  setTimeout(() => void receiptsOf(lecture).catch(() => undefined), SOON_MS + Math.random() * SPREAD_MS);
}
