// SPDX-License-Identifier: MIT
// The detour to a provider of identity and back. What it was for is kept on this device meanwhile: the way back may come in another window.

import { post } from './api';
import { now } from './clock';
import type { Bodies } from './types';

export type Purpose = 'sign' | 'link' | 'proof' | 'try';

const STORED = 'ams-sso';
const CAME = 'ams-sso-came';
const GOOD_MS = 10 * 60_000; // as long as the server takes the way back for this one

interface Detour {
  purpose: Purpose;
  /** Where it goes on afterwards: a path of this site. */
  next: string;
  at: number;
}

const BEGIN: Record<Exclude<Purpose, 'try'>, string> = {
  sign: '/api/user/sso/begin',
  link: '/api/user/sso-links/begin',
  proof: '/api/user/step-up/provider/begin',
};

function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Then it is a sign-in that leads home.
  }
}

/** Asks the server where to go, and keeps what for. */
export async function providerAddress(purpose: Exclude<Purpose, 'try'>, provider: string, next: string): Promise<string> {
  const { url } = await post<{ url: string }>(BEGIN[purpose], { provider });
  keep(STORED, JSON.stringify({ purpose, next, at: now() } satisfies Detour));
  return url;
}

/** The same to try one out, by its number. */
export async function tryAddress(provider: number): Promise<string> {
  const { url } = await post<{ url: string }>(`/api/admin/sso/${provider}/try/begin`);
  keep(STORED, JSON.stringify({ purpose: 'try', next: '/system/providers', at: now() } satisfies Detour));
  return url;
}

/** What the detour was for; without a word of it somebody wanted to sign in. */
export function takeDetour(): Pick<Detour, 'purpose' | 'next'> {
  try {
    const kept = JSON.parse(localStorage.getItem(STORED) ?? 'null') as Detour | null;
    keep(STORED, null);
    if (kept && now() - kept.at < GOOD_MS) return { purpose: kept.purpose, next: kept.next };
  } catch {
    // Nothing can be kept, or what is there is none of ours.
  }
  return { purpose: 'sign', next: '' };
}

/** What the provider sent along, for the server to judge. */
export function answeredIn(provider: string, search: string): Bodies['postUserSso'] {
  const query = new URLSearchParams(search);
  const given = (name: string) => query.get(name) || undefined;
  const code = given('code');
  const iss = given('iss');
  const error = given('error');
  return { provider, state: given('state') ?? '-', ...(code && { code }), ...(iss && { iss }), ...(error && { error: error.slice(0, 200) }) };
}

/** This session was opened by a provider: signing out asks it to sign out there, too. */
export function noteProvider(came: boolean): void {
  keep(CAME, came ? '1' : null);
}

/** Signs out here; the address at which one signs out there, too. undefined: no provider opened the session, or nobody was reached. */
export async function leaveProvider(): Promise<string | null | undefined> {
  try {
    if (!localStorage.getItem(CAME)) return undefined;
    keep(CAME, null);
    return (await post<{ url: string | null }>('/api/user/sso/leave')).url;
  } catch {
    return undefined;
  }
}

// ---- fresh proof, in a window of its own, so that the page keeps what was typed ----

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('ams-sso');
(channel as { unref?: () => void } | null)?.unref?.();

export function tellProved(): void {
  channel?.postMessage('proved');
}

export function onProved(heard: () => void): () => void {
  const listener = (event: MessageEvent<string>) => event.data === 'proved' && heard();
  channel?.addEventListener('message', listener);
  return () => channel?.removeEventListener('message', listener);
}
