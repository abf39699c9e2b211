/* SPDX-License-Identifier: MIT */
/* What becomes of a burst of a trial that somebody has looked at, in this process or a worker. Pure. */
#ifndef AMS_FACE_TRIAL_JUDGE_H
#define AMS_FACE_TRIAL_JUDGE_H

#include "face/live/live.h"
#include "face/trial/trial.h"

enum { TRIAL_TURN_STEPS = 2 };

/* What somebody who has looked at a burst of the quick check says: face_read_observed() of one frame at least. */
struct trial_quick_look {
    enum face_reason reason; // not FACE_FAULT
    struct face_burst_report report;
    struct face_template seen; // with FACE_OK
    size_t observed;
    struct live_step step; // the first `observed` frames
};

/*
 * Fills all but person, species and look of the attempt. Faces match from `threshold`; `enrolled` NULL: the person is
 * not. Reorders the step's frames. True: `seen` is a face that can be compared with others.
 */
bool trial_judge_quick(struct trial_quick_look *quick, float threshold, const struct face_template *enrolled,
                       struct trial_attempt *attempt);

/* The challenge of a little turn to `side`, the person's own. */
struct live_challenge trial_turn_challenge(enum live_pose side);

/* The observations of LIVE_LOOK_FRAMES frames that look ahead and of those that are turned, all as told by the step
 * (trial_turn_times()). False after a fault. `scratch`: a template that is seen. */
bool trial_judge_turn(const struct live_step steps[static TRIAL_TURN_STEPS], enum live_pose side, float threshold,
                      const struct face_template *enrolled, struct face_template *scratch,
                      struct trial_attempt *attempt);

/* A trial measures no moments: every frame of step `index` is taken to come as an honest client would send it. Returns
 * the moment at which its frames arrive. */
int64_t trial_turn_times(struct live_step *step, size_t index);

#endif
