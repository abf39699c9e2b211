// SPDX-License-Identifier: MIT
// Where the words of each subject stand in English; the other languages have the same subjects.

export const books = {
  account: () => import('./account.en'),
  admin: () => import('./admin.en'),
  board: () => import('./board.en'),
  checkIn: () => import('./check-in.en'),
  classroom: () => import('./classroom.en'),
  days: () => import('./days.en'),
  desk: () => import('./desk.en'),
  device: () => import('./device.en'),
  exports: () => import('./exports.en'),
  figures: () => import('./figures.en'),
  forgotten: () => import('./office/forgotten.en'),
  groups: () => import('./groups.en'),
  joint: () => import('./joint.en'),
  leave: () => import('./leave.en'),
  leaveKinds: () => import('./office/leave-kinds.en'),
  lecture: () => import('./lecture.en'),
  live: () => import('./live.en'),
  log: () => import('./office/log.en'),
  office: () => import('./office.en'),
  overview: () => import('./overview.en'),
  own: () => import('./own.en'),
  ownDevices: () => import('./own-devices.en'),
  passkey: () => import('./passkey.en'),
  plan: () => import('./plan.en'),
  reasons: () => import('./reasons.en'),
  receipt: () => import('./receipt.en'),
  register: () => import('./register.en'),
  roll: () => import('./roll.en'),
  rules: () => import('./rules.en'),
  search: () => import('./search.en'),
  settings: () => import('./settings.en'),
  sound: () => import('./sound.en'),
  kiosk: () => import('./office/kiosk.en'),
  spot: () => import('./spot.en'),
  signs: () => import('./signs.en'),
  taught: () => import('./taught.en'),
  teaching: () => import('./teaching.en'),
  threshold: () => import('./office/threshold.en'),
  trial: () => import('./office/trial.en'),
  waiting: () => import('./waiting.en'),
};

type Found<K extends keyof typeof books> = Awaited<ReturnType<(typeof books)[K]>>;
export type Words<K extends keyof typeof books> = Found<K>['words'];
export type Books = { [K in keyof typeof books]: () => Promise<{ words: Words<K> }> };
