/* SPDX-License-Identifier: MIT */
#include "face/trial/trial_judge.h"

enum { STEP_MS = 5000 };

/* What of a burst's reasons speaks of an attack, not of a picture that cannot be used. */
static bool is_suspect(enum face_reason reason)
{
    return reason == FACE_REPEATED_FRAMES || reason == FACE_FRAMES_DISAGREE;
}

static void compare(const struct face_template *seen, float threshold, const struct face_template *enrolled,
                    struct trial_attempt *attempt)
{
    float score;
    attempt->compared = enrolled;
    attempt->matched = enrolled && face_compare(seen, enrolled, &score) && score >= threshold;
}

/* As a check-in is marked: by the first frames that passed the gate. */
static bool is_doubted(struct trial_quick_look *quick, float threshold)
{
    struct live_step *step = &quick->step;
    step->count = 0;
    for (size_t i = 0; i < quick->observed; i++)
        if (step->frames[i].reason == FACE_OK)
            step->frames[step->count++] = step->frames[i];
    return live_doubts(step, threshold);
}

bool trial_judge_quick(struct trial_quick_look *quick, float threshold, const struct face_template *enrolled,
                       struct trial_attempt *attempt)
{
    bool read = quick->reason == FACE_OK && quick->report.accepted >= TRIAL_FRAMES_MIN;
    attempt->enrolled = enrolled;
    attempt->acquired = read || is_suspect(quick->reason);
    if (!read)
        return false;
    attempt->live = !is_doubted(quick, threshold);
    compare(&quick->seen, threshold, enrolled, attempt);
    return true;
}

struct live_challenge trial_turn_challenge(enum live_pose side)
{
    return (struct live_challenge){.policy = LIVE_TURN, .pose_count = TRIAL_TURN_STEPS, .poses = {LIVE_CENTRE, side}};
}

int64_t trial_turn_times(struct live_step *step, size_t index)
{
    step->told_ms = (int64_t)index * STEP_MS;
    return step->told_ms + LIVE_HOLD_MAX_MS;
}

bool trial_judge_turn(const struct live_step steps[static TRIAL_TURN_STEPS], enum live_pose side, float threshold,
                      const struct face_template *enrolled, struct face_template *scratch,
                      struct trial_attempt *attempt)
{
    const struct live_challenge challenge = trial_turn_challenge(side);
    struct live_verdict verdict;
    enum face_reason reason = live_judge(&challenge, steps, threshold, NULL, 0, &verdict);
    if (reason == FACE_FAULT)
        return false;
    // A head that does not turn is what an attack looks like; a picture that cannot be used is asked for again.
    bool still = reason == FACE_WRONG_POSE && verdict.step == 1;
    attempt->enrolled = enrolled;
    attempt->acquired = reason == FACE_OK || still || !live_may_retry(reason);
    attempt->live = reason == FACE_OK;
    if (attempt->acquired && live_face(&challenge, steps, scratch))
        compare(scratch, threshold, enrolled, attempt);
    return true;
}
