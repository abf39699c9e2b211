// SPDX-License-Identifier: MIT
// All words of a language in one table.

import { LANGUAGES, words } from '../src/core/text';
import * as books from '../src/core/text/books';

const { account, admin, board, checkIn, classroom, days, desk, device, figures, forgotten, groups, joint, leave, leaveKinds, lecture, live, log, office, overview, own, plan, reasons, register, roll, rules, search, settings, taught, teaching, threshold, trial, waiting } = books;
const everything = words(account, admin, board, checkIn, classroom, days, desk, device, figures, forgotten, groups, joint, leave, leaveKinds, lecture, live, log, office, overview, own, plan, reasons, register, roll, rules, search, settings, taught, teaching, threshold, trial, waiting);

export type Everything = ReturnType<typeof everything>;

async function tableOf(row: (typeof LANGUAGES)[number]): Promise<Everything> {
  const loaded = await Promise.all(Object.values(books).map((one) => one.load(row.code)));
  return Object.assign({}, (await row.core()).words, ...loaded) as Everything;
}

/** A table a language, English first. */
export const tables: readonly Everything[] = await Promise.all(LANGUAGES.map(tableOf));
export const en = tables[0] as Everything;
export const ar = tables[LANGUAGES.findIndex(({ code }) => code === 'ar')] as Everything;
