// SPDX-License-Identifier: MIT
// One's own account: second factor, devices, notifications.

import type { NotificationKind } from '../told-kinds';
import type { Person } from './people';

/** One's own second factor. */
export interface Authenticator {
  has_totp: boolean;
  confirmed_at: string | null;
  recovery_left: number;
  stepped_up_until: string | null;
}

export interface SignedInDevice {
  id: number;
  device: string;
  address: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  bearer: boolean;
  current: boolean;
}

export interface Notification {
  id: number;
  kind: NotificationKind;
  classroom_id: number | null;
  lecture_id: number | null;
  /** Of the board's item, the request, the work that has ended, ... */
  subject_id: number | null;
  subject: string | null;
  title: string | null;
  starts_at: string | null;
  /** The classroom's. */
  timezone: string | null;
  text: string | null;
  /** Whom a warning to the staff is about. */
  about: Person | null;
  created_at: string;
  read: boolean;
}

export interface NotificationPage {
  notifications: Notification[];
  next: number | null;
  unread: number;
}

export type EmailChoice = 'off' | 'now' | 'digest';
export const EMAIL_CHOICES: readonly EmailChoice[] = ['off', 'now', 'digest'];

export interface NotificationChoice {
  kind: NotificationKind;
  app: boolean;
  email: EmailChoice;
}

/** Times as HH:MM in `timezone`; quiet hours are null when there are none. */
export interface NotificationChoices {
  kinds: NotificationChoice[];
  timezone: string;
  quiet_from: string | null;
  quiet_to: string | null;
  digest_at: string;
}
