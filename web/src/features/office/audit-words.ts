// SPDX-License-Identifier: MIT
// Reading the details and sentences of the audit log, as pure functions.

/** "student 17: A -> P: why" of src/school/marks/mark_write.c. Pure. */
export function markOf(detail: string | null): { from: string | null; to: string | null; reason: string | null } | null {
  const found = /^student \d+: (\S+) -> (\S+?)(?:: (.*))?$/s.exec(detail ?? '');
  if (!found) return null;
  const status = (word: string | undefined) => (word === undefined || word === '-' ? null : word);
  return { from: status(found[1]), to: status(found[2]), reason: found[3] ?? null };
}

/** The server's words around a name, and which of them is the name. */
const NAMED: readonly RegExp[] = [/^(?:student|group|file|series|lecture) \d+: (.*)$/s, /^(.*): decided by (?:office|staff), /s];

/** "S1: R, Remote, 200, attended, teal" of src/school/marks/status_set.c, as its names. */
function statusesIn(detail: string): string {
  const names = detail.split('; ').map((line) => /^[A-Z]\d*: (\S+), (.+?), \d+, /.exec(line));
  return names.every((name) => name !== null) ? names.map((name) => `${name?.[2]} (${name?.[1]})`).join(', ') : detail;
}

/** What of an entry's details is of use to people: numbers of things and the server's own words are left away. Pure. */
export function detailOf(action: string, detail: string | null): string {
  if (!detail || action === 'request_made' || action === 'hand_in_graded' || action === 'group_students_split') return '';
  if (action === 'status_set_changed') return statusesIn(detail);
  for (const form of NAMED) {
    const found = form.exec(detail);
    if (found) return found[1] ?? '';
  }
  return detail;
}

/** The days of "2026-12-18 to 2026-12-20"; empty when it is about something else. Pure. */
export function daysIn(detail: string): string[] {
  return /^\d{4}-\d{2}-\d{2}(?: to \d{4}-\d{2}-\d{2})?$/.test(detail) ? detail.split(' to ') : [];
}

/** Splits "{actor} left {class}" into text and places. Pure. */
export function partsOf(sentence: string): { text?: string; place?: string }[] {
  return sentence
    .split(/(\{[a-z]+\})/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? { place: part.slice(1, -1) } : { text: part }));
}
