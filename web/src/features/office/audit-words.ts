// SPDX-License-Identifier: MIT
// Reading the details and sentences of the audit log, as pure functions.

/** "student 17: A -> P: why" of src/school/marks/mark_write.c. Pure. */
export function markOf(detail: string | null): { from: string | null; to: string | null; reason: string | null } | null {
  const found = /^student \d+: (\S+) -> (\S+?)(?:: (.*))?$/s.exec(detail ?? '');
  if (!found) return null;
  const status = (word: string | undefined) => (word === undefined || word === '-' ? null : word);
  return { from: status(found[1]), to: status(found[2]), reason: found[3] ?? null };
}

/** Splits "{actor} left {class}" into text and places. Pure. */
export function partsOf(sentence: string): { text?: string; place?: string }[] {
  return sentence
    .split(/(\{[a-z]+\})/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? { place: part.slice(1, -1) } : { text: part }));
}
