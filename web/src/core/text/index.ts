// SPDX-License-Identifier: MIT
// Which language the app speaks, chosen by the person, remembered on this device, else the browser's.

import type { Problem } from '../api';
import { en, type Text } from './en';

export type Language = 'en' | 'ar';
export const LANGUAGES: readonly { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'ar', name: 'العربية' },
];
const RIGHT_TO_LEFT: readonly Language[] = ['ar'];
const STORED = 'ams-language';

let language: Language = 'en';
let table: Text = en;
const listeners = new Set<() => void>();

/** The words in the language in force. */
export function text(): Text {
  return table;
}

export function currentLanguage(): Language {
  return language;
}

/** For Intl: Western digits in every language, so that numbers look alike everywhere on the page. */
export function locale(): string {
  return language === 'ar' ? 'ar-u-nu-latn' : navigator.languages.find((l) => l.startsWith('en')) ?? 'en-GB';
}

function known(code: string | null | undefined): Language | null {
  const short = (code ?? '').slice(0, 2).toLowerCase();
  return LANGUAGES.find((l) => l.code === short)?.code ?? null;
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** The person's choice on this device, else the browser's first known, else the account's, else English. */
export function preferredLanguage(accountLocale?: string | null): Language {
  return known(stored()) ?? navigator.languages.map(known).find((l) => l !== null) ?? known(accountLocale) ?? 'en';
}

export async function useLanguageOf(code: Language): Promise<void> {
  if (code !== language) {
    table = code === 'ar' ? (await import('./ar')).ar : en;
    language = code;
  }
  document.documentElement.lang = code;
  document.documentElement.dir = RIGHT_TO_LEFT.includes(code) ? 'rtl' : 'ltr';
  for (const listener of listeners) listener();
}

export async function chooseLanguage(code: Language): Promise<void> {
  try {
    localStorage.setItem(STORED, code);
  } catch {
    // Private browsing: the choice lasts as long as the page.
  }
  await useLanguageOf(code);
}

export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** A problem in the language in force: the table's words, else the server's. */
export function explain(problem: Problem): { detail: string; next: string } {
  const words = table.refusals[problem.quota ? `${problem.code}_${problem.quota}` : problem.code];
  if (words && (language !== 'en' || !problem.message)) return { detail: words[0], next: words[1] };
  const fallback = table.refusals['internal'];
  return { detail: problem.message || (fallback?.[0] ?? problem.code), next: problem.next || '' };
}
