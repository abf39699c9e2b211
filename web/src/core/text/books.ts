// SPDX-License-Identifier: MIT
// The words beyond those of every page, by subject. Each is loaded in the language in force when a page that asks for it is.

import { book } from '.';

export const account = book({ en: () => import('./en/account.en'), ar: () => import('./ar/account.ar'), hi: () => import('./hi/account.hi') });
export const admin = book({ en: () => import('./en/admin.en'), ar: () => import('./ar/admin.ar'), hi: () => import('./hi/admin.hi') });
export const checkIn = book({ en: () => import('./en/check-in.en'), ar: () => import('./ar/check-in.ar'), hi: () => import('./hi/check-in.hi') });
export const classroom = book({ en: () => import('./en/classroom.en'), ar: () => import('./ar/classroom.ar'), hi: () => import('./hi/classroom.hi') });
export const days = book({ en: () => import('./en/days.en'), ar: () => import('./ar/days.ar'), hi: () => import('./hi/days.hi') });
export const desk = book({ en: () => import('./en/desk.en'), ar: () => import('./ar/desk.ar'), hi: () => import('./hi/desk.hi') });
export const device = book({ en: () => import('./en/device.en'), ar: () => import('./ar/device.ar'), hi: () => import('./hi/device.hi') });
export const figures = book({ en: () => import('./en/figures.en'), ar: () => import('./ar/figures.ar'), hi: () => import('./hi/figures.hi') });
export const kiosk = book({ en: () => import('./en/kiosk.en'), ar: () => import('./ar/kiosk.ar'), hi: () => import('./hi/kiosk.hi') });
export const leave = book({ en: () => import('./en/leave.en'), ar: () => import('./ar/leave.ar'), hi: () => import('./hi/leave.hi') });
export const lecture = book({ en: () => import('./en/lecture.en'), ar: () => import('./ar/lecture.ar'), hi: () => import('./hi/lecture.hi') });
export const office = book({ en: () => import('./en/office.en'), ar: () => import('./ar/office.ar'), hi: () => import('./hi/office.hi') });
export const own = book({ en: () => import('./en/own.en'), ar: () => import('./ar/own.ar'), hi: () => import('./hi/own.hi') });
export const register = book({ en: () => import('./en/register.en'), ar: () => import('./ar/register.ar'), hi: () => import('./hi/register.hi') });
export const roll = book({ en: () => import('./en/roll.en'), ar: () => import('./ar/roll.ar'), hi: () => import('./hi/roll.hi') });
export const rules = book({ en: () => import('./en/rules.en'), ar: () => import('./ar/rules.ar'), hi: () => import('./hi/rules.hi') });
export const search = book({ en: () => import('./en/search.en'), ar: () => import('./ar/search.ar'), hi: () => import('./hi/search.hi') });
export const taught = book({ en: () => import('./en/taught.en'), ar: () => import('./ar/taught.ar'), hi: () => import('./hi/taught.hi') });
export const teaching = book({ en: () => import('./en/teaching.en'), ar: () => import('./ar/teaching.ar'), hi: () => import('./hi/teaching.hi') });
export const threshold = book({ en: () => import('./en/threshold.en'), ar: () => import('./ar/threshold.ar'), hi: () => import('./hi/threshold.hi') });
export const trial = book({ en: () => import('./en/trial.en'), ar: () => import('./ar/trial.ar'), hi: () => import('./hi/trial.hi') });
export const waiting = book({ en: () => import('./en/waiting.en'), ar: () => import('./ar/waiting.ar'), hi: () => import('./hi/waiting.hi') });
