// SPDX-License-Identifier: MIT
// The server's time alone decides: the page keeps how far its own clock is from it.

let offsetMs = 0;

/** Takes the `server_time` of an answer. */
export function learnServerTime(serverTime: string): void {
  const at = Date.parse(serverTime);
  if (!Number.isNaN(at)) offsetMs = at - Date.now();
}

/** Milliseconds UTC, by the server's clock. */
export function now(): number {
  return Date.now() + offsetMs;
}

/** Milliseconds from now until `time`; negative when it is past. */
export function until(time: string): number {
  return Date.parse(time) - now();
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
