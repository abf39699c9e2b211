// SPDX-License-Identifier: MIT
// The service worker. The page itself comes from the network first, so no version stays for ever; hashed assets come
// from the cache first; the API is never touched. The build fills in SHELL_VERSION, SHELL_FILES (what the first pages need, kept
// at once) and REST_FILES (what the others need, kept when a page is at rest). A new version waits while pages of the former one are open.

import './push';

declare const self: ServiceWorkerGlobalScope;
export {};

const CACHE = `shell-${SHELL_VERSION}`;
// The face detector and its runtime: large, rarely changed, so they outlive a version of the shell.
const HEAVY = 'heavy-1';
const PAGE_PATIENCE_MS = 4000;
const HEAVY_MAX = 4;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL_FILES.map((path) => new Request(path, { cache: 'reload' })))));
});

let keeping = new AbortController();

// What is kept of a version that another follows is kept in vain; and Chromium lets none follow before it has ended: "Reload" did nothing.
self.registration.addEventListener('updatefound', () => keeping.abort());

/** One after another, so that a page that is used meanwhile does not wait; words of other languages when they are asked for. */
async function keepRest(language: string): Promise<void> {
  if (self.registration.installing || self.registration.waiting) return;
  if (keeping.signal.aborted) keeping = new AbortController();
  const { signal } = keeping;
  const cache = await caches.open(CACHE);
  for (const path of REST_FILES) {
    const words = /[/.](ar|en|hi)-[\w-]+\.js$/.exec(path)?.[1];
    if ((words && words !== language) || (await cache.match(path))) continue;
    const response = await fetch(path, { signal }).catch(() => null);
    if (!response || signal.aborted) return;
    if (response.ok) await cache.put(path, response);
  }
}

self.addEventListener('message', (event) => {
  const { do: what, language } = (event.data ?? {}) as { do?: string; language?: string };
  if (what === 'take') event.waitUntil(self.skipWaiting());
  if (what === 'rest') event.waitUntil(keepRest(String(language)));
});

/** A page that begins anew while no other is open brings its version: nothing is lost by taking it. */
async function takeWhatWaits(): Promise<void> {
  const { waiting } = self.registration;
  if (waiting && (await self.clients.matchAll({ type: 'window' })).length <= 1) waiting.postMessage({ do: 'take' });
}

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n !== CACHE && n !== HEAVY).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

/** Every path shows the one page, so it is asked for by its own name: a bare fetch of another path is no navigation. */
async function page(): Promise<Response> {
  const shell = async () => (await caches.match('/', { cacheName: CACHE })) ?? Response.error();
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), PAGE_PATIENCE_MS);
  try {
    const response = await fetch('/', { signal: timeout.signal, cache: 'no-cache', credentials: 'same-origin' });
    if (response.ok) void takeWhatWaits();
    return response.ok ? response : await shell();
  } catch {
    return shell();
  } finally {
    clearTimeout(timer);
  }
}

async function keep(name: string, request: Request, response: Response): Promise<void> {
  const cache = await caches.open(name);
  await cache.put(request, response);
  if (name !== HEAVY) return;
  const kept = await cache.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - HEAVY_MAX))) await cache.delete(old);
}

async function asset(event: FetchEvent, heavy: boolean): Promise<Response> {
  const cached = await caches.match(event.request, { cacheName: heavy ? HEAVY : CACHE });
  if (cached) return cached;
  const response = await fetch(event.request);
  if (response.ok) event.waitUntil(keep(heavy ? HEAVY : CACHE, event.request, response.clone()));
  return response;
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/')) return;
  if (event.request.mode === 'navigate') event.respondWith(page());
  else if (url.pathname.startsWith('/assets/')) {
    event.respondWith(asset(event, /\.(wasm|bin)$/.test(url.pathname)));
  } else if (SHELL_FILES.includes(url.pathname)) {
    event.respondWith(fetch(event.request).catch(async () => (await caches.match(event.request)) ?? Response.error()));
  }
});
