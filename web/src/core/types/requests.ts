// SPDX-License-Identifier: MIT
// What students ask for about one lecture or some days.

import type { Answers, Schemas } from './api';

/** `mark`: what the record says of its lecture now. */
export type AttendanceRequest = Schemas['request'];
export type RequestState = AttendanceRequest['state'];
export type RequestPage = Answers['getClassroomRequests'];
