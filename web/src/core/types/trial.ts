// SPDX-License-Identifier: MIT
// A trial of the face check with volunteers, and what it came to.

import type { Answers, Schemas } from './api';

export type Volunteer = Schemas['volunteer'];
export type TrialFigure = Schemas['trial_figure'];
export type TrialFigureName = TrialFigure['figure'];
export type TrialCounted = Schemas['trial_counted'];
export type TrialRunning = Schemas['trial_running'];
export type Trial = Schemas['trial'];
/** What became of one burst. */
export type TrialBurst = Answers['postAdminFaceTrialVolunteersBursts'];
