// SPDX-License-Identifier: MIT
// A check-in with the proof that it comes from this device. What signs is fetched beside the page: it may not hold up the camera.

import { currentUser } from '../../core/session';

const key = () => import('../../core/device-key');

/** Fetches what will sign. */
export function readyToSign(): void {
  void key().catch(() => undefined);
}

async function proofOf(lecture: string, what: string, frames: readonly Blob[]): Promise<Record<string, string>> {
  const person = currentUser()?.id;
  if (person === undefined) return {};
  return key().then((device) => device.proof(person, { lecture: Number(lecture), what, frames }), () => ({}));
}

/** The headers of frames that are sent for a challenge. */
export async function signedBy<T extends { 'X-Challenge': string }>(lecture: string, headers: T, frames: readonly Blob[]) {
  return { ...headers, ...(await proofOf(lecture, headers['X-Challenge'], frames)) };
}

/** The headers of a check-in by code. */
export const signedCode = (lecture: string, code: string) => proofOf(lecture, code, []);
