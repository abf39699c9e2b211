// SPDX-License-Identifier: MIT
// Pushes, as they come while the app is closed: each is shown in a general sentence, in the language that the page has
// left word of, and a tap on it leads to its page of the app.

import { kept } from '../core/kept';
import { isPlace, keyBytes, subscriptionBody } from '../core/push/push-keys';
import type { Language } from '../core/text';
import { words as ar } from '../core/text/ar/push.ar';
import { words as hi } from '../core/text/hi/push.hi';
import { words as en, type PushWords } from '../core/text/en/push.en';
import type { PushState } from '../core/types/push';

declare const self: ServiceWorkerGlobalScope;

const BOOKS: Record<Language, PushWords> = { en, ar, hi };
const RIGHT_TO_LEFT: readonly Language[] = ['ar'];
const LIST = '/notifications';
const TURN_MS = 1500;

interface Pushed {
  kind: string;
  tag: string;
  path: string;
}

/** What came, which may be another server's idea of it. A push must be shown whatever it is. */
function read(data: PushMessageData | null): Pushed {
  let value: Partial<Record<keyof Pushed, unknown>> = {};
  try {
    const json: unknown = data?.json();
    if (typeof json === 'object' && json !== null) value = json;
  } catch {
    // No JSON: there is something new, that is all that can be said.
  }
  const word = (name: keyof Pushed, otherwise: string) => (typeof value[name] === 'string' ? (value[name] as string) : otherwise);
  const path = word('path', LIST);
  return { kind: word('kind', 'other'), tag: word('tag', 'other'), path: isPlace(path) ? path : LIST };
}

async function language(): Promise<Language> {
  const code = await kept('language');
  return code !== null && Object.hasOwn(BOOKS, code) ? (code as Language) : 'en';
}

async function show({ kind, tag, path }: Pushed): Promise<void> {
  const code = await language();
  const book = BOOKS[code];
  const [title, body] = Object.hasOwn(book, kind) ? book[kind as keyof PushWords] : book.other;
  // `renotify`: what takes an earlier one's place is news all the same.
  const options: NotificationOptions & { renotify: boolean } = {
    body,
    tag,
    renotify: true,
    icon: '/icon-192.png',
    lang: code,
    dir: RIGHT_TO_LEFT.includes(code) ? 'rtl' : 'ltr',
    data: { path },
  };
  await self.registration.showNotification(title, options);
}

/** Whether an open page has gone there by itself: what is being typed in it stays, and nothing is loaded anew. */
function turn(client: WindowClient, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    const timer = setTimeout(() => resolve(false), TURN_MS);
    channel.port1.onmessage = () => {
      clearTimeout(timer);
      resolve(true);
    };
    client.postMessage({ go: path }, [channel.port2]);
  });
}

async function lead(path: string): Promise<void> {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = open.find(({ url }) => new URL(url).pathname === path);
  const client = there ?? open.find(({ visibilityState }) => visibilityState === 'visible') ?? open[0];
  if (!client) {
    await self.clients.openWindow(path);
    return;
  }
  const focused = await client.focus().catch(() => client);
  if (there || (await turn(focused, path))) return;
  await focused.navigate(path).catch(() => self.clients.openWindow(path));
}

/** The browser's push service has given it another address. */
async function renew(event: Event): Promise<void> {
  const { newSubscription } = event as Event & { newSubscription?: PushSubscription | null };
  const asked = await fetch('/api/user/push', { credentials: 'same-origin' });
  const who = await fetch('/api/user/me', { credentials: 'same-origin' });
  if (!asked.ok || !who.ok) return; // the session is over: so is this
  const { public_key: key } = (await asked.json()) as PushState;
  if (!key) return;
  const subscription = newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(key) }));
  await fetch('/api/user/push', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': ((await who.json()) as { csrf: string }).csrf },
    body: JSON.stringify(subscriptionBody(subscription.toJSON())),
  });
}

self.addEventListener('push', (event) => event.waitUntil(show(read(event.data))));

self.addEventListener('notificationclick', (event) => {
  const data: unknown = event.notification.data;
  event.notification.close();
  event.waitUntil(lead((data as Partial<Pushed> | null)?.path ?? LIST));
});

self.addEventListener('pushsubscriptionchange', (event) => (event as ExtendableEvent).waitUntil(renew(event)));
