// SPDX-License-Identifier: MIT
// The words of registers, statistics, outlooks and reports, in English.

import { englishPlural as plural } from '../plural';

const figures = {
  outlook: {
    canMiss: (n: number, threshold: string) =>
      n === 1 ? `You can miss 1 more lecture and still have ${threshold}.` : `You can miss ${n} more lectures and still have ${threshold}.`,
    near: (threshold: string) => `If you miss the next lecture, you fall below ${threshold}.`,
    mustAttend: (n: number, threshold: string) =>
      n === 1 ? `You must attend the next lecture to reach ${threshold} again.` : `You must attend the next ${n} lectures to reach ${threshold} again.`,
    never: (threshold: string) => `You are below ${threshold}. Talk to your professor.`,
    outOfReach: (threshold: string) => `${threshold} can no longer be reached. Talk to your professor.`,
  },
  register: {
    oneLecture: 'One lecture of the register',
    before: 'The lecture before',
    after: 'The next lecture',
    open: (day: string) => `Open this lecture (${day})`,
    forms: {
      xlsx: 'Excel',
      csv: 'CSV',
      long: 'CSV, a row a mark',
      moodle: 'For Moodle',
      print: 'Print',
    },
  },
  statistics: {
    of: (attended: string, counted: string) => `${attended} of ${counted} attended`,
    byLecture: 'Attendance by lecture',
    none: 'Numbers come when attendance was taken.',
    riskFrom: (n: number) => `Students with fewer than ${n} counted lectures are not listed.`,
    toldFrom: (n: number) => `Students are told when they fall below, once ${n} lectures count.`,
    risks: { out_of_reach: 'Out of reach', below: 'Below threshold', near: 'One away' },
    late: 'Late, by weekday',
    lateHint: 'Of those who came.',
    lateOf: (late: string, came: string) => `${late} of ${came}`,
  },
  report: {
    title: 'Report',
    hint: 'Lectures of the last 365 days, or of the days you choose.',
    csv: 'CSV',
    attendance: 'Attendance',
    denominator: 'Of all students who were expected in lectures whose attendance was taken.',
    of: (part: string, whole: string) => `${part} of ${whole}`,
    taken: 'Attendance taken',
    takenOf: (lectures: string) => `of ${lectures} lectures begun`,
    marked: 'How they were marked',
    other: 'Other statuses',
    weeks: 'Attendance by week',
    terms: 'By term',
    noTerm: 'Without a term',
    professors: 'By professor',
    group: (classrooms: number, taken: string, lectures: string) =>
      `${plural(classrooms, 'class', 'classes')} · attendance taken in ${taken} of ${lectures} lectures`,
    untaken: 'Attendance never taken',
    cut: (n: string) => `And ${n} more, which this page does not hold: ask for a term, a department or a professor.`,
    untakenOf: (untaken: string, lectures: string) => `${untaken} of ${lectures} lectures`,
    coverage: 'Who uses the face check',
  },
};

export const words = { figures };
