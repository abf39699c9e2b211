// SPDX-License-Identifier: MIT
// The way to the projector's page and back: the screen is filled while the tap that asked for it still counts.

import { navigate } from '../../core/router';

let entered: string | null = null;

/** Fills the screen where the browser lets a page do that; without it the page works all the same. */
export function fillScreen(): void {
  const wanted = document.documentElement.requestFullscreen?.();
  wanted?.catch(() => undefined);
}

/** Called by the tap on the link. */
export function enterProjector(lecture: number | string): void {
  entered = String(lecture);
  fillScreen();
}

export function leaveProjector(lecture: number | string): void {
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  const cameFromHere = entered === String(lecture);
  entered = null;
  // Back to where the roll was, with its place on the page; from a link of its own there is nothing to go back to.
  if (cameFromHere) history.back();
  else navigate(`/lecture/${lecture}`, 'replace');
}
