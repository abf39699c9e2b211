// SPDX-License-Identifier: MIT
// Imports and other long work.

export type Outcome = 'refused' | 'created' | 'updated' | 'ignored' | 'unchanged';

/** What needs somebody's hand comes first. */
export const OUTCOMES: readonly Outcome[] = ['refused', 'created', 'updated', 'ignored', 'unchanged'];

export interface JobFile {
  name: string;
  type: string;
  size: number;
}

export interface Job {
  id: number;
  kind: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  classroom_id: number | null;
  /** The job that this one applies. */
  dry_run: number | null;
  applied_by: number | null;
  code: string | null;
  detail: string | null;
  done: number;
  total: number | null;
  rows: Record<Outcome, number>;
  input: JobFile | null;
  output: JobFile | null;
  created_at: string;
  finished_at: string | null;
}

export interface JobPage {
  jobs: Job[];
  next: number | null;
}

export interface JobRow {
  file: string | null;
  row: number;
  outcome: Outcome;
  code: string | null;
  sentence: string;
  subject: string;
}

export interface JobRowPage {
  rows: JobRow[];
  next: number | null;
}
