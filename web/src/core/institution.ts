// SPDX-License-Identifier: MIT
// What the institution is called, and whether its server sends mail: asked once, remembered on this device so that no page waits for it.

import { useEffect, useState } from 'preact/hooks';
import { get } from './api';

export interface Institution {
  /** '': nobody has said. */
  name: string;
  /** Without a mail server no link reaches anybody: nothing may say that one is on its way. */
  mail: boolean;
  /** When its logo was changed last; null: there is none. */
  logo: number | null;
  /** There are passkeys for this server's address. */
  passkeys: boolean;
  /** Whose buttons stand on the sign-in page. */
  providers: { slug: string; name: string }[];
  /** Passwords and passkeys are for administrators alone. */
  providers_only: boolean;
}

const STORED = 'ams-institution';

function stored(): Institution {
  try {
    const kept = JSON.parse(localStorage.getItem(STORED) ?? '') as Partial<Institution>;
    return { name: typeof kept.name === 'string' ? kept.name : '', mail: kept.mail !== false, logo: typeof kept.logo === 'number' ? kept.logo : null, passkeys: kept.passkeys === true, providers: Array.isArray(kept.providers) ? kept.providers : [], providers_only: kept.providers_only === true };
  } catch {
    return { name: '', mail: true, logo: null, passkeys: false, providers: [], providers_only: false };
  }
}

let known: Institution | null = null;
let asked: Promise<void> | null = null;
const listeners = new Set<() => void>();

export function setInstitution(next: Institution): void {
  known = next;
  try {
    localStorage.setItem(STORED, JSON.stringify(next));
  } catch {
    // Private browsing: it is asked again on the next page.
  }
  for (const listener of listeners) listener();
}

/** Reads it anew, as after somebody has renamed it. */
export async function readInstitution(): Promise<void> {
  try {
    setInstitution(await get<Institution>('/api/institution'));
  } catch {
    // What was known before stands.
  }
}

export function institution(): Institution {
  known ??= stored();
  return known;
}

export function useInstitution(): Institution {
  const [, update] = useState(0);
  useEffect(() => {
    const listener = () => update((n) => n + 1);
    listeners.add(listener);
    asked ??= readInstitution();
    return () => void listeners.delete(listener);
  }, []);
  return institution();
}
