// SPDX-License-Identifier: MIT
// Signing out with no way to the server: this device forgets at once, the server hears of it as soon as it can be reached. Until it has,
// its cookie opens nothing here: who asks the server who is signed in, or signs in, tells it first.

import { Problem, request } from './api';
import { lost } from './reach';

const NOTE = 'ams-signed-out';
const PATIENCE_MS = 8_000;

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of [...listeners]) listener();
}

/** Calls `listener` when the server has heard, or has something to hear. */
export function onFarewell(listener: () => void): () => void {
  const inAnotherTab = ({ key }: StorageEvent) => key === NOTE && listener();
  listeners.add(listener);
  window.addEventListener('storage', inAnotherTab);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', inAnotherTab);
  };
}

/** False: this browser keeps nothing, so the server has to hear it before the device forgets. */
export function noteFarewell(): boolean {
  try {
    localStorage.setItem(NOTE, '1');
    tell();
    return true;
  } catch {
    return false;
  }
}

/** Somebody has signed out here, and the server has not heard it yet. */
export function farewellWaits(): boolean {
  try {
    return localStorage.getItem(NOTE) !== null;
  } catch {
    return false;
  }
}

async function send(csrf: string): Promise<void> {
  // Another tab was faster: by now the cookie may be somebody's who has signed in since.
  if (!farewellWaits()) return;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    await request<void>('DELETE', '/api/user/session', { headers: csrf ? { 'X-CSRF-Token': csrf } : {}, signal: patience.signal });
  } catch (error) {
    if (patience.signal.aborted) {
      lost();
      throw new Problem(0, {});
    }
    // The session has ended before.
    if (!(error instanceof Problem) || error.status !== 401) throw error;
  } finally {
    clearTimeout(timer);
  }
  localStorage.removeItem(NOTE);
  tell();
}

/** Tells the server what it has not heard yet; throws where it cannot. One tab at a time. `csrf`: of the session that ends, where it is known. */
export async function sayFarewell(csrf = ''): Promise<void> {
  if (!farewellWaits()) return;
  const { locks } = navigator as { locks?: LockManager };
  await (locks ? locks.request('ams-farewell', () => send(csrf)) : send(csrf));
}
