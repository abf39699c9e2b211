// SPDX-License-Identifier: MIT
// Being told in a closed browser.

import type { Answers, Schemas } from './api';

/** A browser in which somebody is told. `current`: of this session. */
export type PushSubscribed = Schemas['push_subscription'];
/** `public_key` null: the institution sends none. */
export type PushState = Answers['getUserPush'];
