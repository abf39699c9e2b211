// SPDX-License-Identifier: MIT
// A trial of the face check with volunteers, and what it came to.

export interface Volunteer {
  id: number;
  word: string;
  groups: string[];
  tried: boolean;
  enrolled: boolean;
  looks: number;
  turns: number;
  attacks: number;
}

export type TrialFigureName = 'FTE' | 'FTA' | 'FNMR' | 'BPCER' | 'FMR' | 'APCER' | 'IAPAR';

export interface TrialFigure {
  group: string | null;
  group_size: number;
  mirrored: boolean;
  figure: TrialFigureName;
  look: 'quick' | 'turn' | null;
  species: string | null;
  errors: number;
  trials: number;
  share: number;
  interval: { low: number; high: number };
  highest: boolean;
  rest: { errors: number; trials: number } | null;
  p: number | null;
  p_corrected: number | null;
  differs: boolean;
}

export interface TrialCounted {
  counted_at: string;
  people: number;
  comparisons: number;
  threshold: number;
  too_small: string[];
  figures: TrialFigure[];
}

export interface TrialRunning {
  started_at: string;
  ends_at: string;
  threshold: number;
  outdated: boolean;
  volunteers: Volunteer[];
}

export interface Trial {
  threshold: number;
  running: TrialRunning | null;
  last: TrialCounted | null;
}

/** What became of one burst. */
export interface TrialBurst {
  look: 'quick' | 'turn';
  acquired: boolean;
  live: boolean;
  compared: boolean;
  matched: boolean;
}
