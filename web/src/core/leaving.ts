// SPDX-License-Identifier: MIT
// Work that is not saved holds the page: who goes elsewhere is asked first. The browser asks where the whole page is closed; within
// the app the question is ours.

const holds = new Set<object>();
let ask: () => Promise<boolean> = () => Promise.resolve(true);

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Holds the page until the returned function is called. */
export function holdPage(): () => void {
  const mine = {};
  if (holds.size === 0) window.addEventListener('beforeunload', warn);
  holds.add(mine);
  return () => {
    if (holds.delete(mine) && holds.size === 0) window.removeEventListener('beforeunload', warn);
  };
}

export function isHeld(): boolean {
  return holds.size > 0;
}

/** Who may ask the person; the answer is whether to go. */
export function whenLeaving(listener: () => Promise<boolean>): void {
  ask = listener;
}

/** True: go. Nothing holds the page any more then. */
export async function mayLeave(): Promise<boolean> {
  if (!isHeld()) return true;
  if (!(await ask())) return false;
  holds.clear();
  window.removeEventListener('beforeunload', warn);
  return true;
}

/** For a part of the page that closes, and lets go of the page by that: whether what was typed in it may be lost. */
export const mayClose = (held: boolean): Promise<boolean> => (held ? ask() : Promise.resolve(true));
