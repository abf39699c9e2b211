// SPDX-License-Identifier: MIT
// What an administrator sees and sets.

import type { Answers, Schemas } from './api';

/** What an administrator may set; values are texts such as "on" or "180". */
export type Setting = Schemas['setting'];
/** `old_value` null: the default. */
export type SettingChange = Schemas['setting_step'];
export type Flag = Schemas['flag'];
export type FlagPage = Answers['getAdminFlags'];
/** How the machine is that AMS runs on. */
export type SystemState = Answers['getAdminSystem'];
/** Bytes of files. */
export type Quota = Schemas['quota'];
/** How full the room for files is. */
export type StorageState = Answers['getAdminStorage'];
export type Overview = Answers['getAdminOverview'];
/** One mail of the outbox, without its text. */
export type OutboxMail = Schemas['mail'];
export type Outbox = Answers['getAdminMails'];
/** A link is sent to addresses of `domain`. */
export type Registration = Answers['getUserRegistration'];
/** The class that a join code is for. */
export type CodeClass = Answers['postUserRegistrationClass'];
export type AuditEntry = Schemas['audit_entry'];
export type AuditChain = Answers['getAdminAuditChain'];
export type ConsentLine = Schemas['consent_line'];
export type RetentionRule = Schemas['retention_rule'];
export type Deletion = Schemas['deletion'];
/** One's own request to be forgotten. */
export type ErasureAsk = Answers['getUserErasureRequest'];
export type ErasureRequest = Schemas['erasure_request'];
export type Erasure = Schemas['erasure'];
export type ReportFigures = Schemas['report_figures'];
export type Report = Answers['getAdminReport'];
