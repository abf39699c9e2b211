// SPDX-License-Identifier: MIT
// Days off as people think of them: days in a row of one name and kind are one.

import type { Holiday } from './types';

export interface DaysOff {
  date: string;
  until: string;
  name: string | null;
  kind: Holiday['kind'];
}

const DAY_MS = 86_400_000;

/** Days in a row of the same name and kind, by date. Pure. */
export function groupDays(days: readonly Holiday[]): DaysOff[] {
  const groups: DaysOff[] = [];
  for (const { date, name, kind } of days) {
    const last = groups[groups.length - 1];
    const follows = last && Date.parse(last.until) + DAY_MS === Date.parse(date) && last.name === name && last.kind === kind;
    if (follows) last.until = date;
    else groups.push({ date, until: date, name, kind });
  }
  return groups;
}
