// SPDX-License-Identifier: MIT
// What the page and the service worker make of keys and places alike. Pure.

/** Base64url, padded or not, as bytes. */
export function keyBytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, ''));
  const bytes = new Uint8Array(new ArrayBuffer(binary.length));
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export function sameKey(bytes: ArrayBuffer | null | undefined, text: string): boolean {
  if (!bytes) return false;
  const mine = new Uint8Array(bytes);
  const theirs = keyBytes(text);
  return mine.length === theirs.length && mine.every((byte, i) => byte === theirs[i]);
}

/** What the server is told of a subscription. */
export function subscriptionBody(json: PushSubscriptionJSON): { endpoint: string; p256dh: string; auth: string } {
  return { endpoint: json.endpoint ?? '', p256dh: json.keys?.['p256dh'] ?? '', auth: json.keys?.['auth'] ?? '' };
}

/** A page of this app, and nothing else. */
export function isPlace(path: unknown): path is string {
  return typeof path === 'string' && /^\/(?![/\\])[\w/-]*$/.test(path);
}
