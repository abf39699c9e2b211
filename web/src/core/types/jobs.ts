// SPDX-License-Identifier: MIT
// Imports and other long work.

import type { Answers, Schemas } from './api';

export type JobFile = Schemas['job_file'];
/** `dry_run`: the job that this one applies. */
export type Job = Schemas['job'];
export type JobPage = Answers['getUserJobs'];
export type JobRow = Schemas['job_row'];
/** What a dry run has taken the columns of its file for. */
export type ImportSheet = Schemas['import_sheet'];
export type ImportColumn = Schemas['import_column'];
export type JobRowPage = Answers['getUserJobsRows'];

export type Outcome = JobRow['outcome'];

/** What needs somebody's hand comes first. */
export const OUTCOMES: readonly Outcome[] = ['refused', 'created', 'updated', 'ignored', 'unchanged', 'noted'];
/** Of an import that is undone. */
export const UNDO_OUTCOMES: readonly Outcome[] = ['kept', 'undone'];
