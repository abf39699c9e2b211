// SPDX-License-Identifier: MIT
// Where the words of each subject stand in Arabic. It comes with the language's first words, so that who reads another has none of it.

import type { Books } from '../en/books';

export const books: Books = {
  account: () => import('./account.ar'),
  admin: () => import('./admin.ar'),
  board: () => import('./board.ar'),
  checkIn: () => import('./check-in.ar'),
  classroom: () => import('./classroom.ar'),
  days: () => import('./days.ar'),
  desk: () => import('./desk.ar'),
  device: () => import('./device.ar'),
  figures: () => import('./figures.ar'),
  forgotten: () => import('./forgotten.ar'),
  groups: () => import('./groups.ar'),
  joint: () => import('./joint.ar'),
  leave: () => import('./leave.ar'),
  leaveKinds: () => import('./leave-kinds.ar'),
  lecture: () => import('./lecture.ar'),
  live: () => import('./live.ar'),
  office: () => import('./office.ar'),
  overview: () => import('./overview.ar'),
  own: () => import('./own.ar'),
  plan: () => import('./plan.ar'),
  reasons: () => import('./reasons.ar'),
  receipt: () => import('./receipt.ar'),
  register: () => import('./register.ar'),
  roll: () => import('./roll.ar'),
  rules: () => import('./rules.ar'),
  search: () => import('./search.ar'),
  settings: () => import('./settings.ar'),
  taught: () => import('./taught.ar'),
  teaching: () => import('./teaching.ar'),
  threshold: () => import('./threshold.ar'),
  trial: () => import('./trial.ar'),
  waiting: () => import('./waiting.ar'),
};
