// SPDX-License-Identifier: MIT
// The words beyond those of every page, by subject. Each is loaded in the language in force when a page that asks for it is.

import { book } from './index';

export const account = book({ en: () => import('./account.en'), ar: () => import('./account.ar') });
export const admin = book({ en: () => import('./admin.en'), ar: () => import('./admin.ar') });
export const checkIn = book({ en: () => import('./check-in.en'), ar: () => import('./check-in.ar') });
export const classroom = book({ en: () => import('./classroom.en'), ar: () => import('./classroom.ar') });
export const desk = book({ en: () => import('./desk.en'), ar: () => import('./desk.ar') });
export const figures = book({ en: () => import('./figures.en'), ar: () => import('./figures.ar') });
export const leave = book({ en: () => import('./leave.en'), ar: () => import('./leave.ar') });
export const lecture = book({ en: () => import('./lecture.en'), ar: () => import('./lecture.ar') });
export const office = book({ en: () => import('./office.en'), ar: () => import('./office.ar') });
export const rules = book({ en: () => import('./rules.en'), ar: () => import('./rules.ar') });
export const teaching = book({ en: () => import('./teaching.en'), ar: () => import('./teaching.ar') });
export const threshold = book({ en: () => import('./threshold.en'), ar: () => import('./threshold.ar') });
export const trial = book({ en: () => import('./trial.en'), ar: () => import('./trial.ar') });
