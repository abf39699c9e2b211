// SPDX-License-Identifier: MIT
// What breaks in a page is told to the server's log, once each: what, in which file, on which page. Nothing of whom: what the server
// refused is no fault of a page, and an address is told as the table of pages has it.

import { Problem, request } from './api';
import type { Bodies } from './types';

type Report = Bodies['postClientError'];

const MESSAGE_MAX = 200;
const FRAMES = 4;
/** A page that breaks again and again says the same. */
const REPORTS_MAX = 5;
/** What browsers say of nothing that anybody could mend. */
const NOISE = /^(Script error\.?|ResizeObserver loop)/;

const told = new Set<string>();
let pattern = '/';

/** The page that is shown, as '/classroom/:id/board'. */
export function nameThePage(next: string): void {
  pattern = next;
}

/** 'board-1a2b3c4d.js:1:2345', the innermost first; '' when none of our files is in it. Pure. */
export function framesOf(stack: string): string {
  return [...stack.matchAll(/\/([\w.-]{1,36}\.js):(\d{1,8}):(\d{1,8})/g)]
    .slice(0, FRAMES)
    .map(([, file, line, column]) => `${file}:${line}:${column}`)
    .join(' ');
}

/** What is told of an error; null: it is no fault of the page. Pure. */
export function reportOf(error: unknown, path: string, build: string): Report | null {
  if (error instanceof Problem) return null;
  const { name, message, stack } = error instanceof Error ? error : { name: 'Error', message: typeof error === 'string' ? error : typeof error, stack: '' };
  if (name === 'AbortError' || NOISE.test(message)) return null;
  const line = `${name}: ${message}`.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();
  const frames = framesOf(stack ?? '');
  return { message: [...line].slice(0, MESSAGE_MAX).join(''), path, ...(frames && { stack: frames }), ...(build && { build }) };
}

function buildNow(): string {
  const source = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src ?? '';
  return source.split('/').pop()?.match(/^[\w.-]{1,40}$/)?.[0] ?? '';
}

/** Tells the server, once each. Never fails: there is nobody to tell that to. */
export function reportBreak(error: unknown): void {
  const report = reportOf(error, pattern, buildNow());
  if (!report) return;
  const key = `${report.message} ${report.stack ?? ''}`;
  if (told.has(key) || told.size >= REPORTS_MAX) return;
  told.add(key);
  request('POST', '/api/client-error', { json: report }).catch(() => undefined);
}

/** What no part of the page catches. Call once. */
export function watchForBreaks(): void {
  window.addEventListener('error', (event) => reportBreak(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => reportBreak(event.reason));
}
