// SPDX-License-Identifier: MIT
// Who is signed in on this page, and on this device: what is kept of them goes when they do.

import { useEffect, useState } from 'preact/hooks';
import { get, isOutOfReach, knownCsrf, post, Problem, remove, setCsrf, whenFactorRequired, whenSignedOut } from './api';
import { farewellWaits, noteFarewell, sayFarewell } from './farewell';
import { forgetIndex, keepPerson, keptPerson } from './offline';
import { forget } from './query';
import { leaveProvider, noteProvider } from './sso';
import type { Answers, Bodies, User } from './types';
import { claim, empty, lapse, resume } from './vault';
import { isWaiting, loadWaiting } from './waiting';

/** undefined: not asked yet; null: nobody. */
let user: User | null | undefined;
let unreachable: Problem | null = null;
/** The institution wants a second factor first: until there is one everything else is closed. */
let factorDue = false;
const listeners = new Set<() => void>();

type SignedIn = Pick<Answers['postUserSession'], 'user' | 'csrf'>;

/** Said to the other tabs: that nobody is signed in any more, or who is. */
interface Told {
  user: number | null;
}

const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('ams-session');
// Where there are no pages but tests, it keeps nothing running.
(tabs as { unref?: () => void } | null)?.unref?.();

function show(): void {
  for (const listener of listeners) listener();
}

function set(next: User | null, csrf: string): void {
  if (next?.id !== user?.id) forget();
  user = next;
  unreachable = null;
  factorDue = false;
  setCsrf(csrf);
  show();
}

/** The server says that it is this person. */
async function enter(next: User, csrf: string): Promise<void> {
  set(next, csrf);
  void import('./push/push').then((push) => push.goOn(next.id)).catch(() => undefined);
  // Nothing can be kept in some browsers: the app works without.
  await claim(next.id).catch(() => undefined);
  await keepPerson(next);
  await loadWaiting();
}

/** Nobody has signed out, but the session is no more: what waits to be sent waits for its owner. */
async function end(): Promise<void> {
  set(null, '');
  forgetIndex();
  await lapse(isWaiting).catch(() => undefined);
  await loadWaiting();
}

/** Somebody has signed out: of nobody anything is left. */
async function clear(): Promise<void> {
  set(null, '');
  forgetIndex();
  await empty().catch(() => undefined);
  await loadWaiting();
}

/** Said by the server's refusals, and taken back once a factor is set up. */
export function setFactorDue(due: boolean): void {
  if (factorDue === due) return;
  factorDue = due;
  show();
}

whenSignedOut(() => {
  if (user) void end();
});
whenFactorRequired(() => setFactorDue(true));
tabs?.addEventListener('message', (event: MessageEvent<Told>) => {
  const other = event.data.user;
  if (other === (user?.id ?? null)) return;
  if (other !== null) return void loadSession();
  set(null, '');
  forgetIndex();
  void loadWaiting();
});

export function currentUser(): User | null | undefined {
  return user;
}

/** Asks the server who we are. A server out of reach is not the same as being signed out: who was here is shown what is kept of them. */
export async function loadSession(): Promise<void> {
  if (farewellWaits()) {
    await clear();
    const heard = await sayFarewell().then(() => true, () => false);
    if (!heard) return;
  }
  try {
    const here = await get<Answers['getUserSession']>('/api/user/session');
    if (here.user) return await enter(here.user, here.csrf ?? '');
    await end();
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return end();
    const kept = !user && isOutOfReach(error) ? await keptHere() : null;
    if (kept) {
      set(kept, '');
      return loadWaiting();
    }
    unreachable = error instanceof Problem ? error : new Problem(0, {});
    show();
  }
}

async function keptHere(): Promise<User | null> {
  const owner = await resume().catch(() => null);
  const kept = owner === null ? null : await keptPerson();
  if (kept === 'gone') {
    await lapse(isWaiting).catch(() => undefined);
    return null;
  }
  return kept?.id === owner ? kept : null;
}

/** Takes a new session, once it is sure that the browser keeps its cookie: over plain HTTP it throws it away without a word. */
async function begin(answer: SignedIn): Promise<void> {
  noteProvider(false);
  if (location.protocol === 'http:') {
    try {
      await get('/api/user/me');
    } catch (error) {
      throw error instanceof Problem && error.status === 401 ? new Problem(0, { code: 'no_https' }) : error;
    }
  }
  await enter(answer.user, answer.csrf);
  tabs?.postMessage({ user: answer.user.id } satisfies Told);
  const { id, role } = answer.user;
  if (role === 'student') void import('./device-key').then((device) => device.makeKnown(id)).catch(() => undefined);
}

/** With what a passkey has signed, which says who it is, too. */
export async function signInByPasskey(shown: Bodies['postUserPasskey']): Promise<void> {
  await sayFarewell();
  await begin(await post<SignedIn>('/api/user/passkey', shown));
}

/** With what a provider of identity sent the browser back with. */
export async function signInByProvider(answered: Bodies['postUserSso']): Promise<void> {
  await sayFarewell();
  await begin(await post<SignedIn>('/api/user/sso', answered));
  noteProvider(true);
}

/** `code`: of the second factor, when the server asked for it. */
export async function signIn(email: string, password: string, code?: string): Promise<void> {
  await sayFarewell();
  const answer = await post<SignedIn>('/api/user/session', code ? { email, password, code } : { email, password });
  await begin(answer);
}

/** The first time, by a one-time code, which chooses the password. */
export async function signInFirst(number: string, code: string, password: string): Promise<void> {
  await sayFarewell();
  await begin(await post<SignedIn>('/api/user/first', { number, code, password }));
}

/** Takes a newer state of the account, as after an edit of one's own name. */
export function updateUser(next: User): void {
  user = next;
  show();
  void keepPerson(next);
}

export interface NewAccount {
  name: string;
  email: string;
  password: string;
  locale: string;
  invitation?: string;
  /** A class's join code. */
  code?: string;
}

/** `first`: what the new account does before the page shows it; it must not fail. */
export async function signUp(account: NewAccount, first?: () => Promise<void>): Promise<void> {
  await sayFarewell();
  const answer = await post<SignedIn>('/api/user/sign-up', account);
  if (first) {
    setCsrf(answer.csrf);
    await first();
  }
  await begin(answer);
}

/** Nothing stays on this device, and no other tab goes on; the server is told when there is a way to it. */
export async function signOut(): Promise<void> {
  const there = await leaveProvider();
  const noted = there === undefined && noteFarewell();
  const csrf = knownCsrf();
  if (!noted && there === undefined) await remove('/api/user/session');
  const cleared = clear();
  tabs?.postMessage({ user: null } satisfies Told);
  await cleared;
  void import('./push/push').then((push) => push.forgetHere()).catch(() => undefined);
  if (noted) void sayFarewell(csrf).catch(() => undefined);
  if (there) location.assign(there);
}

export function useSession(): { user: User | null | undefined; unreachable: Problem | null; factorDue: boolean } {
  const [, update] = useState(0);
  useEffect(() => {
    const listener = () => update((n) => n + 1);
    listeners.add(listener);
    // The answer may have come between the first drawing and this.
    listener();
    return () => void listeners.delete(listener);
  }, []);
  return { user, unreachable, factorDue };
}
