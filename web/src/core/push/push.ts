// SPDX-License-Identifier: MIT
// Being told on this device while the app is closed: the browser's subscription, and the server's knowledge of it.

import { get, post, remove } from '../api';
import { isIos, standalone } from '../install';
import { keep } from '../kept';
import { keyBytes, sameKey, subscriptionBody } from './push-keys';
import { currentLanguage, onLanguage } from '../text';
import type { PushState, PushSubscribed } from '../types';

/** Whose notifications this browser shows: who signs in here next is not told what another chose. */
const OWNER = 'ams-push';
const READY_MS = 4000;

export type PushAbility = 'can' | 'install' | 'cannot';

/** Whether this browser can; on iPhones and iPads only from the home screen. */
export function pushAbility(): PushAbility {
  if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) return 'can';
  return isIos() && !standalone() ? 'install' : 'cannot';
}

/** The service worker, which a browser may have refused to take. */
async function worker(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator)) return null;
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), READY_MS));
  return Promise.race([navigator.serviceWorker.ready, late]);
}

function owner(): number | null {
  try {
    return Number(localStorage.getItem(OWNER)) || null;
  } catch {
    return null;
  }
}

function setOwner(user: number | null): void {
  try {
    if (user === null) localStorage.removeItem(OWNER);
    else localStorage.setItem(OWNER, String(user));
  } catch {
    // Private browsing: it lasts as long as the page.
  }
}

let following = false;

/** The service worker speaks the language of the page. */
async function tellLanguage(): Promise<void> {
  await keep('language', currentLanguage());
  if (following) return;
  following = true;
  onLanguage(() => void keep('language', currentLanguage()));
}

async function subscribe(registration: ServiceWorkerRegistration, publicKey: string): Promise<PushSubscription> {
  const before = await registration.pushManager.getSubscription();
  if (before && sameKey(before.options.applicationServerKey, publicKey)) return before;
  await before?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(publicKey) });
}

/** `blocked`: the person, or the browser for them, said no; `no_service`: the browser's push service is out of reach. */
export type TurnedOn = PushSubscribed | 'blocked' | 'no_service' | 'no_worker';

/** Asks for the permission, so only by a tap. Refusals of the server are thrown. */
export async function turnOn(user: number, publicKey: string): Promise<TurnedOn> {
  if ((await Notification.requestPermission()) !== 'granted') return 'blocked';
  const registration = await worker();
  if (!registration) return 'no_worker';
  const subscription = await subscribe(registration, publicKey).catch(() => null);
  if (!subscription) return 'no_service';
  const made = await post<PushSubscribed>('/api/user/push', subscriptionBody(subscription.toJSON()));
  setOwner(user);
  await tellLanguage();
  return made;
}

/** Forgets it here; the server's side ends with the session, or was ended before. */
export async function forgetHere(): Promise<void> {
  setOwner(null);
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

/** `here`: it is this browser's. */
export async function turnOff(id: number, here = true): Promise<void> {
  await remove(`/api/user/push/${id}`);
  if (here) await forgetHere().catch(() => undefined);
}

/** After a new sign-in of the same person: what they had turned on here goes on. */
export async function goOn(user: number): Promise<void> {
  if (owner() !== user || pushAbility() !== 'can' || Notification.permission !== 'granted') return;
  await tellLanguage();
  const state = await get<PushState>('/api/user/push');
  if (!state.public_key || state.subscriptions.some(({ current }) => current)) return;
  const registration = await worker();
  const subscription = registration && (await subscribe(registration, state.public_key));
  if (subscription) await post('/api/user/push', subscriptionBody(subscription.toJSON()));
}

/** Takes away what stands on the screen of something that is settled. */
export async function settle(tag: string): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  for (const notification of (await registration?.getNotifications?.({ tag })) ?? []) notification.close();
}
