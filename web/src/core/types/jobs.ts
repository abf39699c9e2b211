// SPDX-License-Identifier: MIT
// Imports and other long work.

import type { Answers, Schemas } from './api';

export type JobFile = Schemas['job_file'];
/** `dry_run`: the job that this one applies. */
export type Job = Schemas['job'];
export type JobPage = Answers['getUserJobs'];
export type JobRow = Schemas['job_row'];
export type JobRowPage = Answers['getUserJobsRows'];

export type Outcome = JobRow['outcome'];

/** What needs somebody's hand comes first. */
export const OUTCOMES: readonly Outcome[] = ['refused', 'created', 'updated', 'ignored', 'unchanged', 'noted'];
