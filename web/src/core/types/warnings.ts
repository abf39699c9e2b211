// SPDX-License-Identifier: MIT
// The rules by which people are warned, and where students stand by them.

import type { Answers, Schemas } from './api';

export type WarningKind = Schemas['warning_kind'];
/** `percent` 0: the classroom's threshold. */
export type WarningRule = Schemas['warning_rule'];
export type WarningRecipient = WarningRule['recipients'][number];
/** `own`, of a classroom: not the institution's; `version`: another as soon as anything in them is. */
export type WarningRules = Schemas['warning_rules'];
/** Where a student stands by a rule, by what is final. */
export type RuleStanding = Schemas['rule_standing'];
export type WarningPreview = Schemas['warning_preview'];
export type AdvisedPage = Answers['getUserAdvised'];
export type AdvisedStudent = AdvisedPage['students'][number];
