// SPDX-License-Identifier: MIT
// One's own account: second factor, devices, notifications.

import type { Answers, Schemas } from './api';

/** One's own second factor. */
export type Authenticator = Answers['getUserTotp'];
export type Passkey = Schemas['passkey'];
export type SignedInDevice = Schemas['session'];
/** That a student checks in with. */
export type OwnDevice = Schemas['own_device'];
/** `subject_id` is of the board's item, the request, the work that has ended, ...; `about`: whom a warning to the staff is about. */
export type Notification = Schemas['notification'];
export type NotificationPage = Answers['getUserNotifications'];
/** Times as HH:MM in `timezone`; quiet hours are null when there are none. */
export type NotificationChoices = Schemas['notification_choices'];
export type NotificationChoice = NotificationChoices['kinds'][number];
export type MailOff = Schemas['mail_off'];

export type EmailChoice = NotificationChoice['email'];
export const EMAIL_CHOICES: readonly EmailChoice[] = ['off', 'now', 'digest'];
