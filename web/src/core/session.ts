// SPDX-License-Identifier: MIT
// Who is signed in on this page.

import { useEffect, useState } from 'preact/hooks';
import { get, post, Problem, remove, setCsrf, whenFactorRequired, whenSignedOut } from './api';
import { forget } from './query';
import type { Answers, User } from './types';

/** undefined: not asked yet; null: nobody. */
let user: User | null | undefined;
let unreachable: Problem | null = null;
/** The institution wants a second factor first: until there is one everything else is closed. */
let factorDue = false;
const listeners = new Set<() => void>();

type SignedIn = Pick<Answers['postUserSession'], 'user' | 'csrf'>;

function set(next: User | null, csrf: string): void {
  if (next?.id !== user?.id) forget();
  user = next;
  unreachable = null;
  factorDue = false;
  setCsrf(csrf);
  for (const listener of listeners) listener();
  if (next) void import('./push').then((push) => push.goOn(next.id)).catch(() => undefined);
}

/** Said by the server's refusals, and taken back once a factor is set up. */
export function setFactorDue(due: boolean): void {
  if (factorDue === due) return;
  factorDue = due;
  for (const listener of listeners) listener();
}

whenSignedOut(() => {
  if (user) set(null, '');
});
whenFactorRequired(() => setFactorDue(true));

export function currentUser(): User | null | undefined {
  return user;
}

/** Asks the server who we are. A server out of reach is not the same as being signed out. */
export async function loadSession(): Promise<void> {
  try {
    const me = await get<Answers['getUserMe']>('/api/user/me');
    set(me.user, me.csrf);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return set(null, '');
    unreachable = error instanceof Problem ? error : new Problem(0, {});
    for (const listener of listeners) listener();
  }
}

/** Takes a new session, once it is sure that the browser keeps its cookie: over plain HTTP it throws it away without a word. */
async function begin(answer: SignedIn): Promise<void> {
  if (location.protocol === 'http:') {
    try {
      await get('/api/user/me');
    } catch (error) {
      throw error instanceof Problem && error.status === 401 ? new Problem(0, { code: 'no_https' }) : error;
    }
  }
  set(answer.user, answer.csrf);
}

/** `code`: of the second factor, when the server asked for it. */
export async function signIn(email: string, password: string, code?: string): Promise<void> {
  const answer = await post<SignedIn>('/api/user/session', code ? { email, password, code } : { email, password });
  await begin(answer);
}

/** Takes a newer state of the account, as after an edit of one's own name. */
export function updateUser(next: User): void {
  user = next;
  for (const listener of listeners) listener();
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
  const answer = await post<SignedIn>('/api/user/sign-up', account);
  if (first) {
    setCsrf(answer.csrf);
    await first();
  }
  await begin(answer);
}

export async function signOut(): Promise<void> {
  await remove('/api/user/session');
  set(null, '');
  void import('./push').then((push) => push.forgetHere()).catch(() => undefined);
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
