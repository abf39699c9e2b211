// SPDX-License-Identifier: MIT
// What a class photo finds.

import type { Answers, Schemas } from './api';

/** One face of a class photo; `crop`: a JPEG, base64. */
export type Proposal = Schemas['proposal'];
export type Band = Proposal['band'];
/** Of those who are not comparable: added to the class without having accepted; accepted, but no consent to class photos. */
export type Proposals = Answers['postAttendancePhoto'];
/** `stood`: students whose earlier mark stands. */
export type Confirmation = Answers['postAttendancePhotoConfirm'];
