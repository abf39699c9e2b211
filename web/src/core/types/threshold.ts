// SPDX-License-Identifier: MIT
// The face threshold among the institution's own people.

import type { Schemas } from './api';

/** What a threshold comes to. */
export type ThresholdPoint = Schemas['calibration_point'];
export type ShareInterval = ThresholdPoint['by_pairs'];
export type CalibrationPart = Schemas['calibration_part'];
/** `point` null: too few people to say. */
export type ThresholdOffer = CalibrationPart['offers'][number];
export type CalibrationResult = Schemas['calibration_result'];
export type Calibration = Schemas['calibration'];
