// SPDX-License-Identifier: MIT
// What a key says of somebody who is looked up, and how far a list is. Pure.

import type { SpotList } from '../../core/types';

/** H: here, N: not here, by the letter or, where the keyboard writes other letters, by the key's place; null: something else. */
export function answerOf({ key, code, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean | null {
  if (ctrlKey || metaKey || altKey || key.length !== 1) return null;
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, '').toLowerCase();
  return letter === 'h' ? true : letter === 'n' ? false : null;
}

/** `wanted`: so many are still to be drawn. */
export function doneOf({ names, checks }: SpotList): { done: number; here: number; wanted: number } {
  return {
    done: checks.filter((one) => one.here !== null).length,
    here: checks.filter((one) => one.here).length,
    wanted: Math.max(0, names - checks.length),
  };
}
