// SPDX-License-Identifier: MIT
// Who people are, to themselves and to an administrator.

import type { Answers, Schemas } from './api';

export type Person = Schemas['person'];
/** `family_name`: what of the name it is; null: nobody has said. `email_proven`: shown to be theirs, not only typed. */
export type User = Schemas['user'];
export type Role = User['role'];
/** `merged_into`: the account that this one was merged into. */
export type AdminUser = Schemas['listed_user'];
export type PersonDetail = Schemas['user_detail'];
export type MergeReport = Answers['postAdminUsersMerge'];
/** For somebody without an e-mail address; shown once. */
export type SignInCode = Schemas['sign_in_code'];
