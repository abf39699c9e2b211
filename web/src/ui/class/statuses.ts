// SPDX-License-Identifier: MIT
// The set of statuses of a classroom, as pure functions.

import type { Counting, Counts, Mark, Status, StatusLine } from '../../core/types';

export type Statuses = readonly StatusLine[] | undefined;

const usual = (status: Status, name: string, points: number, counts: Counting, colour: StatusLine['colour'], in_room: boolean): StatusLine => ({
  status,
  letter: status,
  name,
  points,
  counts,
  colour,
  in_room,
  retired: false,
});

/** What a classroom has until somebody changes it. */
export const USUAL: readonly StatusLine[] = [
  usual('P', 'Present', 200, 'attended', 'green', true),
  usual('L', 'Late', 100, 'attended', 'amber', true),
  usual('E', 'Excused', 100, 'attended', 'violet', false),
  usual('A', 'Absent', 0, 'missed', 'red', false),
];

const bare = (status: Status): StatusLine => ({ ...usual(status, status, 0, 'missed', 'grey', false) });

/** The line of a status; one that the page has not heard of yet is shown by its code. */
export function lineOf(set: Statuses, status: Status): StatusLine {
  const find = (lines: readonly StatusLine[]) => lines.find((line) => line.status === status);
  return find(set ?? USUAL) ?? find(USUAL) ?? bare(status);
}

/** Whether it goes by the name that every language has a word for. */
export function usualName(line: StatusLine): boolean {
  return USUAL.some((one) => one.status === line.status && one.name === line.name);
}

/** The statuses that may be given, and the one that is given already. */
export function offered(set: Statuses, given: Status | null = null): StatusLine[] {
  return (set ?? USUAL).filter((line) => !line.retired || line.status === given);
}

/** Those that a table of marks names: the offered ones, and those that it holds. */
export function named(set: Statuses, holds: (status: Status) => boolean): StatusLine[] {
  return (set ?? USUAL).filter((line) => !line.retired || holds(line.status));
}

/** Of those whose lecture it is. */
export function count(all: readonly Mark[], set: Statuses): Counts {
  const marks = all.filter((mark) => !mark.outside);
  const lines = marks.flatMap((mark) => (mark.status ? [lineOf(set, mark.status)] : []));
  const of = (holds: (line: StatusLine) => boolean) => lines.filter(holds).length;
  const status = (code: Status) => of((line) => line.status === code);
  const counting = (counts: Counting) => of((line) => line.counts === counts);
  return {
    students: marks.length,
    marked: lines.length,
    present: status('P'),
    late: status('L'),
    excused: status('E'),
    absent: status('A'),
    other: of((line) => !USUAL.some((one) => one.status === line.status)),
    unmarked: marks.length - lines.length,
    attended: counting('attended'),
    missed: counting('missed'),
    ignored: counting('ignored'),
    in_room: of((line) => line.in_room),
    flagged: marks.filter((mark) => mark.flags.length > 0).length,
  };
}

/** Of whom the percentage of a lecture is: who is left out of it was not expected. */
export const expected = (counts: Counts): number => counts.students - counts.ignored;
