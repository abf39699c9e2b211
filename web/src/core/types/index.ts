// SPDX-License-Identifier: MIT
// The shapes of docs/API.md by the names that the app uses, a file a subject; api.ts has them as the server describes them.
// Times are RFC 3339 in UTC.

export type { Answers, Bodies, Schemas } from './api';
export * from './account';
export * from './board';
export * from './check-in';
export * from './classroom';
export * from './days';
export * from './jobs';
export * from './leave';
export * from './lecture';
export * from './marks';
export * from './office';
export * from './people';
export * from './photo';
export * from './requests';
export * from './status';
export * from './threshold';
export * from './trial';
export * from './warnings';
export * from './desk';
export * from './teaching';
export * from './push';
export * from './kiosk';
export * from './programs';
