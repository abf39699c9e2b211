// SPDX-License-Identifier: MIT
// Paths and history: a small table match, and links that stay in the page. Going back shows a page where one had scrolled it to.

import { useEffect, useState } from 'preact/hooks';
import { isHeld, mayLeave } from './leaving';

export type Params = Record<string, string>;

/** Matches '/classroom/:id' against a path; null when it does not fit. Pure. */
export function matchPath(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? '';
    if (part.startsWith(':')) {
      try {
        params[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (part !== value) return null;
  }
  return params;
}

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** A place in the history of this tab. */
interface Place {
  path: string;
  top: number;
}

const TRAIL = 'ams-trail';
const TRAIL_MAX = 100;
/** A page that has not grown so far by then will not: it is another than it was. */
const RESTORE_MS = 3_000;

let trail: Place[] = [];
let at = 0;
let returning = false;
/** So many places the browser had gone while unsaved work held the page, and is on its way back. */
let held = 0;
let stopRestoring: () => void = () => undefined;

const pathNow = () => location.pathname + location.search;
const stateNow = (): unknown => (history.state as { at?: unknown } | null)?.at;

/** Whether this page was come to by going back or forth, and nobody has touched it since. */
export function isReturning(): boolean {
  return returning;
}

function leavePlace(): void {
  const place = trail[at];
  if (place) place.top = window.scrollY;
}

function enter(path: string, how: 'push' | 'replace'): void {
  if (how === 'push') {
    at += 1;
    trail.length = Math.min(at, trail.length);
  }
  trail[at] = { path: path.split('#')[0] ?? path, top: 0 };
  // What lies so far back is forgotten, not renumbered: the browser keeps the numbers.
  if (at >= TRAIL_MAX) delete trail[at - TRAIL_MAX];
}

export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  stopRestoring();
  returning = false;
  leavePlace();
  enter(path, how);
  if (how === 'push') history.pushState({ at }, '', path);
  else history.replaceState({ at }, '', path);
  window.scrollTo(0, 0);
  tell();
}

/** Scrolls there as soon as the page is long enough, unless the person scrolls first. */
function restore(top: number): void {
  stopRestoring();
  const scroll = () => window.scrollTo({ top, behavior: 'instant' });
  const watch = new ResizeObserver(() => {
    scroll();
    if (Math.abs(window.scrollY - top) < 2) stopRestoring();
  });
  // A page that is remembered is drawn by now. If not, what is here is still the one that is left: it decides nothing.
  void Promise.resolve().then(scroll);
  const frame = requestAnimationFrame(() => watch.observe(document.body));
  const timer = setTimeout(() => stopRestoring(), RESTORE_MS);
  stopRestoring = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    watch.disconnect();
    stopRestoring = () => undefined;
  };
}

/** The browser has gone already: it is brought back, and gone there again when the person says so. */
function holdBack(steps: number): void {
  held = steps;
  history.go(-steps);
}

function askHeld(): void {
  const steps = held;
  held = 0;
  void mayLeave().then((leave) => leave && history.go(steps));
}

function onPop(): void {
  if (held !== 0) return askHeld();
  const state = stateNow();
  if (isHeld() && typeof state === 'number' && state !== at) return holdBack(state - at);
  leavePlace();
  if (typeof state === 'number') {
    at = state;
    returning = true;
    tell();
    restore(trail[at]?.top ?? 0);
  } else {
    // A link to a part of the page: the browser has made the place, and goes there itself.
    enter(pathNow(), 'push');
    history.replaceState({ at }, '');
    tell();
  }
}

function onTouch(): void {
  returning = false;
  stopRestoring();
}

/** A link back to where one came from goes back, to where one had scrolled; only one place, so that Back and this are the same. */
function isBack(path: string): boolean {
  const before = trail[at - 1]?.path;
  return before !== undefined && before.split('?')[0] === path;
}

function follow(link: HTMLAnchorElement): void {
  if (link.classList.contains('back') && isBack(link.pathname)) history.back();
  else navigate(link.pathname + link.search + link.hash);
}

/** Remembers where this tab has been, also over a reload. Call once. */
export function keepTrail(): void {
  history.scrollRestoration = 'manual';
  const state = stateNow();
  try {
    trail = JSON.parse(sessionStorage.getItem(TRAIL) ?? '[]') as Place[];
  } catch {
    trail = [];
  }
  if (typeof state === 'number' && trail[state]?.path === pathNow()) {
    at = state;
    restore(trail[at]?.top ?? 0);
  } else {
    // A new tab, or one that came from elsewhere.
    trail = [];
    at = typeof state === 'number' ? state : 0;
    enter(pathNow(), 'replace');
    history.replaceState({ at }, '');
  }
  window.addEventListener('popstate', onPop);
  window.addEventListener('pagehide', () => {
    leavePlace();
    try {
      sessionStorage.setItem(TRAIL, JSON.stringify(trail));
    } catch {
      // Without storage a reload begins at the top.
    }
  });
  for (const name of ['wheel', 'touchstart', 'pointerdown', 'keydown'])
    window.addEventListener(name, onTouch, { capture: true, passive: true });
}

/** The path now; re-renders on navigation. */
export function usePath(): string {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const update = () => setPath(location.pathname);
    listeners.add(update);
    // A navigation may have happened between the first drawing and this.
    update();
    return () => void listeners.delete(update);
  }, []);
  return path;
}

/** Plain <a href="/..."> elements navigate without loading the page anew. Call once. */
export function keepLinksInPage(): void {
  keepTrail();
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element | null)?.closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || link.pathname.startsWith('/api/')) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    if (isHeld()) void mayLeave().then((leave) => leave && follow(link));
    else follow(link);
  });
}
