// SPDX-License-Identifier: MIT
// One reading of a path for all parts of a page that ask for it: a frame and what stands in it.

import type { Problem } from './api';

export interface SharedState<T> {
  data: T | null;
  problem: Problem | null;
}

interface Entry<T> extends SharedState<T> {
  listeners: Set<() => void>;
  /** The reading that is under way; a later one's answer counts. */
  turn: number;
  changes: number;
}

const KEPT = 4;
const READS_MAX = 3;

/** Keeps what was read last of a few paths: who comes back sees it at once, while it is read anew. */
export class Shared<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(
    private readonly read: (path: string) => Promise<T>,
    private readonly problemOf: (error: unknown) => Problem,
  ) {}

  state(path: string): SharedState<T> {
    return this.entries.get(path) ?? { data: null, problem: null };
  }

  /** The first that listens begins a reading, the others wait for it. */
  listen(path: string, listener: () => void): () => void {
    const entry = this.entryOf(path);
    const first = entry.listeners.size === 0;
    entry.listeners.add(listener);
    if (first) void this.reload(path);
    return () => {
      entry.listeners.delete(listener);
      if (entry.listeners.size === 0) this.forgetOldest();
    };
  }

  /** When `set` put a newer state in place meanwhile, the answer may be older: it is read once more. */
  async reload(path: string): Promise<void> {
    const entry = this.entryOf(path);
    const mine = ++entry.turn;
    for (let reads = 1; ; reads++) {
      const before = entry.changes;
      try {
        const data = await this.read(path);
        if (mine !== entry.turn) return;
        if (before !== entry.changes && reads < READS_MAX) continue;
        this.put(entry, { data, problem: null });
      } catch (error) {
        if (mine === entry.turn) this.put(entry, { problem: this.problemOf(error) });
      }
      return;
    }
  }

  set(path: string, next: T | ((old: T) => T)): void {
    const entry = this.entryOf(path);
    entry.changes += 1;
    if (typeof next !== 'function') return this.put(entry, { data: next });
    if (entry.data !== null) this.put(entry, { data: (next as (old: T) => T)(entry.data) });
  }

  /** What one person has read is not for the next one. */
  clear(): void {
    this.entries.clear();
  }

  private put(entry: Entry<T>, next: Partial<SharedState<T>>): void {
    Object.assign(entry, next);
    for (const listener of [...entry.listeners]) listener();
  }

  private entryOf(path: string): Entry<T> {
    const found = this.entries.get(path) ?? { data: null, problem: null, listeners: new Set(), turn: 0, changes: 0 };
    // The newest stands last.
    this.entries.delete(path);
    this.entries.set(path, found);
    return found;
  }

  private forgetOldest(): void {
    for (const [path, entry] of this.entries) {
      if (this.entries.size <= KEPT) return;
      if (entry.listeners.size === 0) this.entries.delete(path);
    }
  }
}
