// SPDX-License-Identifier: MIT
// Where the words of each subject stand in Hindi. It comes with the language's first words, so that who reads another has none of it.

import type { Books } from '../en/books';

export const books: Books = {
  account: () => import('./account.hi'),
  admin: () => import('./admin.hi'),
  board: () => import('./board.hi'),
  checkIn: () => import('./check-in.hi'),
  classroom: () => import('./classroom.hi'),
  days: () => import('./days.hi'),
  desk: () => import('./desk.hi'),
  device: () => import('./device.hi'),
  figures: () => import('./figures.hi'),
  forgotten: () => import('./forgotten.hi'),
  groups: () => import('./groups.hi'),
  joint: () => import('./joint.hi'),
  leave: () => import('./leave.hi'),
  leaveKinds: () => import('./leave-kinds.hi'),
  lecture: () => import('./lecture.hi'),
  live: () => import('./live.hi'),
  office: () => import('./office.hi'),
  overview: () => import('./overview.hi'),
  own: () => import('./own.hi'),
  plan: () => import('./plan.hi'),
  reasons: () => import('./reasons.hi'),
  receipt: () => import('./receipt.hi'),
  register: () => import('./register.hi'),
  roll: () => import('./roll.hi'),
  rules: () => import('./rules.hi'),
  search: () => import('./search.hi'),
  settings: () => import('./settings.hi'),
  taught: () => import('./taught.hi'),
  teaching: () => import('./teaching.hi'),
  threshold: () => import('./threshold.hi'),
  trial: () => import('./trial.hi'),
  waiting: () => import('./waiting.hi'),
};
