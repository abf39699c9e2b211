// SPDX-License-Identifier: MIT
// The face threshold among the institution's own people.

export interface ShareInterval {
  low: number;
  high: number;
}

/** What a threshold comes to. */
export interface ThresholdPoint {
  threshold: number;
  matches: number;
  touched: number;
  rate: number;
  effect: number;
  by_pairs: ShareInterval;
  by_people: ShareInterval;
}

export interface ThresholdOffer {
  rate: string;
  easier: boolean;
  /** null: too few people to say. */
  point: ThresholdPoint | null;
}

export interface CalibrationPart {
  current: ThresholdPoint | null;
  offers: ThresholdOffer[];
  lowest: number;
  width: number;
  bars: number[];
}

export interface CalibrationResult {
  id: number;
  made_at: string;
  agreed: number;
  people: number;
  pairs: number;
  doubles: number;
  raw: CalibrationPart;
  normalised: CalibrationPart | null;
}

export interface Calibration {
  standard: { threshold: number; rate: string | null };
  in_force: { threshold: number; normalised_threshold: number | null; chosen_at: string | null };
  result: CalibrationResult | null;
}
