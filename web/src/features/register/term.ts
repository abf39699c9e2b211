// SPDX-License-Identifier: MIT
// A student's term out of their record: the strip, the line of what they have come to, and the order of what happened. Pure.

import type { StatusLine, StudentChange, StudentDetails } from '../../core/types';

export type Entry = StudentDetails['lectures'][number];

/** Oldest first, without what was not held or is not theirs. */
export const heldOf = (lectures: readonly Entry[]): Entry[] =>
  [...lectures].filter(({ lecture, outside }) => lecture.taken && !lecture.cancelled && !outside).sort((a, b) => Date.parse(a.lecture.starts_at) - Date.parse(b.lecture.starts_at));

export interface TrendPoint {
  entry: Entry;
  attended: number;
  counted: number;
}

/**
 * What the student had come to after each lecture that counts: the server's own count stands at the end, whatever is left out of the way
 * there. A lecture that is still open for marking and has no mark says nothing yet.
 */
export function trendOf(lectures: readonly Entry[], lineOf: (status: string) => Pick<StatusLine, 'counts'>, now: number): TrendPoint[] {
  const points: TrendPoint[] = [];
  let attended = 0;
  let counted = 0;
  for (const entry of heldOf(lectures)) {
    const status = entry.mark?.status ?? null;
    const counts = status ? lineOf(status).counts : 'missed';
    const open = !status && Date.parse(entry.lecture.window?.closes_at ?? entry.lecture.ends_at) > now;
    if (counts === 'ignored' || entry.left_out || open) continue;
    counted += 1;
    if (counts === 'attended') attended += 1;
    points.push({ entry, attended, counted });
  }
  return points;
}

/** The changes of each lecture, newest first. */
export function changesByLecture(changes: readonly StudentChange[]): Map<number, StudentChange[]> {
  const found = new Map<number, StudentChange[]>();
  for (const change of changes) found.set(change.lecture_id, [...(found.get(change.lecture_id) ?? []), change]);
  return found;
}
