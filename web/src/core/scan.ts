// SPDX-License-Identifier: MIT
// A room code that was scanned before its student had signed in: the server stamps that it was right, and the stamp outlives signing in.

import { post } from './api';
import { until } from './clock';
import { matchPath } from './router';

const STORED = 'ams-scan';
// What a QR code holds; six digits are never stamped.
const LINK = /^[0-9a-f]{32}$/;

interface Scan {
  lecture: string;
  link: string;
  stamp: string;
  expires_at: string;
}

let asked = '';

/** Asks at once: the code is good for seconds. Where it fails, the code is what it was. */
export async function keepScan(path: string, hash: string): Promise<void> {
  const lecture = matchPath('/mark/:lecture', path)?.lecture ?? '';
  const link = hash.slice(1);
  if (!lecture || !LINK.test(link) || asked === link) return;
  asked = link;
  try {
    const { stamp, expires_at } = await post<{ stamp: string; expires_at: string }>(`/api/attendance/${encodeURIComponent(lecture)}/code/stamp`, { code: link });
    localStorage.setItem(STORED, JSON.stringify({ lecture, link, stamp, expires_at } satisfies Scan));
  } catch {
    // Late, too often, no network, no storage: the page asks for the digits when it comes to it.
  }
}

function kept(): Scan | null {
  try {
    const scan = JSON.parse(localStorage.getItem(STORED) ?? 'null') as Scan | null;
    if (scan && until(scan.expires_at) > 0) return scan;
    localStorage.removeItem(STORED);
  } catch {
    // Nothing can be kept, or what is there is none of ours.
  }
  return null;
}

/** What counts as the code of a lecture: the stamp of what was scanned, or what the link itself brings now. */
export function scanned(lecture: string, hash: string): string {
  const link = hash.slice(1);
  const scan = kept();
  return scan?.lecture === lecture && (link === '' || link === scan.link) ? scan.stamp : link;
}

/** Where the scan was to lead; null: nothing waits. */
export function scanPath(): string | null {
  const scan = kept();
  return scan && `/mark/${scan.lecture}`;
}

/** It has been used, or is good for nothing. */
export function forgetScan(): void {
  try {
    localStorage.removeItem(STORED);
  } catch {
    // Then there is none.
  }
}
