// SPDX-License-Identifier: MIT
// Names, codes and numbers inside sentences that are written in the other direction.

export type Direction = 'ltr' | 'rtl';

/** U+2068 and U+2069: what stands between them is ordered by itself, as its own first letter says. */
const [OPEN, CLOSE] = ['\u2068', '\u2069'];

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/** Words that a sentence may choose by ("attended"): they are for the program, and need nothing. */
const KEY = /^[a-z_]*$/;
const RIGHT_TO_LEFT_ALONE = /^[\s\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc،؛؟]*$/;

/** Whether it would change places with what stands beside it. */
function mixes(text: string, direction: Direction): boolean {
  if (KEY.test(text) || (text.startsWith(OPEN) && text.indexOf(CLOSE) === text.length - 1)) return false;
  return direction === 'rtl' ? !RIGHT_TO_LEFT_ALONE.test(text) : RIGHT_TO_LEFT.test(text);
}

/** The text as it may stand in a sentence of that direction. Pure. */
export function isolated(text: string, direction: Direction): string {
  return mixes(text, direction) ? OPEN + text + CLOSE : text;
}

/** The same table, whose sentences isolate every text that is put into them. */
export function isolating<T>(table: T, direction: Direction): T {
  if (typeof table === 'function') {
    const say = table as unknown as (...given: unknown[]) => unknown;
    const careful = (...given: unknown[]) => say(...given.map((one) => (typeof one === 'string' ? isolated(one, direction) : one)));
    return careful as unknown as T;
  }
  if (Array.isArray(table)) return table.map((one: unknown) => isolating(one, direction)) as unknown as T;
  if (typeof table !== 'object' || table === null) return table;
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, isolating<unknown>(value, direction)])) as T;
}
