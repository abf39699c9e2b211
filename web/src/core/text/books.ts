// SPDX-License-Identifier: MIT
// The words beyond those of every page, by subject. Each is loaded in the language in force when a page that asks for it is.

import { book } from './index';

export const account = book({ en: () => import('./account.en'), ar: () => import('./account.ar'), hi: () => import('./hi/account.hi') });
export const admin = book({ en: () => import('./admin.en'), ar: () => import('./admin.ar'), hi: () => import('./hi/admin.hi') });
export const checkIn = book({ en: () => import('./check-in.en'), ar: () => import('./check-in.ar'), hi: () => import('./hi/check-in.hi') });
export const classroom = book({ en: () => import('./classroom.en'), ar: () => import('./classroom.ar'), hi: () => import('./hi/classroom.hi') });
export const days = book({ en: () => import('./days.en'), ar: () => import('./days.ar'), hi: () => import('./hi/days.hi') });
export const desk = book({ en: () => import('./desk.en'), ar: () => import('./desk.ar'), hi: () => import('./hi/desk.hi') });
export const device = book({ en: () => import('./push/device.en'), ar: () => import('./push/device.ar'), hi: () => import('./hi/device.hi') });
export const figures = book({ en: () => import('./figures.en'), ar: () => import('./figures.ar'), hi: () => import('./hi/figures.hi') });
export const leave = book({ en: () => import('./leave.en'), ar: () => import('./leave.ar'), hi: () => import('./hi/leave.hi') });
export const lecture = book({ en: () => import('./lecture.en'), ar: () => import('./lecture.ar'), hi: () => import('./hi/lecture.hi') });
export const office = book({ en: () => import('./office.en'), ar: () => import('./office.ar'), hi: () => import('./hi/office.hi') });
export const own = book({ en: () => import('./own.en'), ar: () => import('./own.ar'), hi: () => import('./hi/own.hi') });
export const register = book({ en: () => import('./register.en'), ar: () => import('./register.ar'), hi: () => import('./hi/register.hi') });
export const rules = book({ en: () => import('./rules.en'), ar: () => import('./rules.ar'), hi: () => import('./hi/rules.hi') });
export const search = book({ en: () => import('./search.en'), ar: () => import('./search.ar'), hi: () => import('./hi/search.hi') });
export const taught = book({ en: () => import('./taught.en'), ar: () => import('./taught.ar'), hi: () => import('./hi/taught.hi') });
export const teaching = book({ en: () => import('./teaching.en'), ar: () => import('./teaching.ar'), hi: () => import('./hi/teaching.hi') });
export const threshold = book({ en: () => import('./threshold.en'), ar: () => import('./threshold.ar'), hi: () => import('./hi/threshold.hi') });
export const trial = book({ en: () => import('./trial.en'), ar: () => import('./trial.ar'), hi: () => import('./hi/trial.hi') });
export const roll = book({ en: () => import('./roll.en'), ar: () => import('./roll.ar'), hi: () => import('./hi/roll.hi') });
