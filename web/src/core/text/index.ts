// SPDX-License-Identifier: MIT
// Which language the app speaks, chosen by the person, remembered on this device, else the browser's; and its words.

import type { Problem } from '../api';
import { isolated, isolating, type Direction } from './direction';
import { books, type Books, type Words } from './en/books';
import { words as en, type Core } from './en/en';

/** A row a language. `locale`: for Intl, with Western digits everywhere, so that numbers look alike on all of a page. */
export const LANGUAGES = [
  { code: 'en', name: 'English', locale: null, direction: 'ltr', core: () => Promise.resolve({ words: en, books }) },
  { code: 'ar', name: 'العربية', locale: 'ar-u-nu-latn', direction: 'rtl', core: () => import('./ar/ar') },
  { code: 'hi', name: 'हिन्दी', locale: 'hi-u-nu-latn', direction: 'ltr', core: () => import('./hi/hi') },
] as const satisfies readonly { code: string; name: string; locale: string | null; direction: Direction; core: () => Promise<{ words: Core; books: Books }> }[];

export type Language = (typeof LANGUAGES)[number]['code'];
type Row = (typeof LANGUAGES)[number];

/** Words of one subject, in every language; loaded when a page that asks for them is. */
export interface Book<T extends object> {
  load: (language: Language) => Promise<T>;
  loaded: Language | null;
}

export function book<K extends keyof Books>(name: K): Book<Words<K> & object> {
  return {
    load: async (code) => {
      const { books: own } = await (LANGUAGES.find((row) => row.code === code) ?? LANGUAGES[0]).core();
      return ((await own[name]()) as { words: Words<K> }).words;
    },
    loaded: null,
  };
}

const STORED = 'ams-language';

let language: Row = LANGUAGES[0];
let table: Core = isolating(en, 'ltr');
const asked = new Set<Book<object>>();
const listeners = new Set<() => void>();

/** The words that every page has, in the language in force. */
export function text(): Core {
  return table;
}

type Union<B> = B extends readonly [Book<infer T>, ...infer Rest] ? T & Union<Rest> : unknown;

/** `text` with the words of these books, too. A module asks once, at its top; `wordsReady` fetches them before it is drawn. */
export function words<B extends readonly Book<object>[]>(...books: B): () => Core & Union<B> {
  for (const one of books) asked.add(one);
  return () => table as Core & Union<B>;
}

/** Fetches what has been asked for and is not here yet in the language in force. */
export async function wordsReady(): Promise<void> {
  const { code } = language;
  await Promise.all(
    [...asked].filter((one) => one.loaded !== code).map(async (one) => {
      const found = await one.load(code);
      if (language.code !== code) return;
      Object.assign(table, isolating(found, language.direction));
      one.loaded = code;
    }),
  );
}

export function currentLanguage(): Language {
  return language.code;
}

export function locale(): string {
  return language.locale ?? navigator.languages.find((l) => l.startsWith('en')) ?? 'en-GB';
}

/** A name, a code or a figure as it may stand beside words of the page's language. */
export function isolate(text: string): string {
  return isolated(text, language.direction);
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
  const next = LANGUAGES.find((row) => row.code === code) ?? LANGUAGES[0];
  if (next !== language) {
    const core = (await next.core()).words;
    const found = await Promise.all([...asked].map((one) => one.load(next.code)));
    // All at once: nobody sees half a language.
    table = isolating(Object.assign({ ...core }, ...found) as Core, next.direction);
    language = next;
    for (const one of asked) one.loaded = next.code;
    await wordsReady();
  }
  document.documentElement.lang = next.code;
  document.documentElement.dir = next.direction;
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
  const found = table.refusals[problem.quota ? `${problem.code}_${problem.quota}` : problem.code];
  if (found && (language.code !== 'en' || !problem.message)) return { detail: found[0], next: found[1] };
  const fallback = table.refusals['internal'];
  return { detail: problem.message || (fallback?.[0] ?? problem.code), next: problem.next || '' };
}

/** The same in one line. */
export function said(problem: Problem): string {
  const { detail, next } = explain(problem);
  return [detail, next].filter(Boolean).join(' ');
}
