/* SPDX-License-Identifier: MIT */
#include "face/trial/trial_look.h"

#include <stdlib.h>

#include "face/locked.h"
#include "face/trial/trial_judge.h"

/* What one attempt needs, used again for the next. */
struct scratch {
    struct face_template seen;
    struct trial_quick_look quick;
    struct live_step steps[TRIAL_TURN_STEPS];
};

struct trial_looker {
    struct trial *trial;
    struct face_engine *engine;
    float threshold;
    struct locked scratch; // one struct scratch
};

struct trial_looker *trial_looker_open(struct trial *trial, struct face_engine *engine)
{
    struct trial_looker *looker = calloc(1, sizeof(*looker));
    if (!looker)
        return NULL;
    looker->trial = trial;
    looker->engine = engine;
    looker->threshold = face_models_threshold(face_engine_models(engine));
    if (locked_grow(&looker->scratch, sizeof(struct scratch)))
        return looker;
    trial_looker_close(looker);
    return NULL;
}

void trial_looker_close(struct trial_looker *looker)
{
    if (!looker)
        return;
    locked_release(&looker->scratch);
    free(looker);
}

bool trial_looker_is_locked(const struct trial_looker *looker)
{
    return looker->scratch.locked;
}

static struct scratch *scratch_of(struct trial_looker *looker)
{
    return looker->scratch.bytes;
}

bool trial_enrol(struct trial_looker *looker, const struct face_frame *frames, size_t count,
                 enum face_reason *ret_reason)
{
    struct face_template *seen = &scratch_of(looker)->seen;
    enum face_reason reason = face_enrol(looker->engine, frames, count, seen, NULL);
    if (reason == FACE_FAULT || !trial_add_person(looker->trial, reason == FACE_OK ? seen : NULL))
        return false;
    *ret_reason = reason;
    return true;
}

bool trial_quick(struct trial_looker *looker, size_t person, int species, const struct face_frame *frames, size_t count)
{
    struct trial_attempt attempt = {person, species, TRIAL_QUICK, .enrolled = false};
    struct trial_quick_look *quick = &scratch_of(looker)->quick;
    *quick = (struct trial_quick_look){.observed = 0};
    quick->reason = face_read_observed(looker->engine, frames, count, 1, &quick->seen, &quick->report,
                                       FACE_READ_OBSERVED_MAX, quick->step.frames, &quick->observed);
    if (quick->reason == FACE_FAULT)
        return false;
    bool read = trial_judge_quick(quick, looker->threshold, trial_template(looker->trial, person), &attempt);
    return trial_add_attempt(looker->trial, &attempt, read && species == TRIAL_GENUINE ? &quick->seen : NULL);
}

static bool observe(struct trial_looker *looker, size_t index, const struct face_frame *frames, size_t count)
{
    struct live_step *step = &scratch_of(looker)->steps[index];
    int64_t arrived_ms = trial_turn_times(step, index);
    step->count = count;
    for (size_t i = 0; i < count; i++)
        if (face_observe(looker->engine, frames[i], arrived_ms, &step->frames[i]) == FACE_FAULT)
            return false;
    return true;
}

bool trial_turn(struct trial_looker *looker, size_t person, int species, enum live_pose side,
                const struct face_frame *frames, size_t turned)
{
    struct trial_attempt attempt = {person, species, TRIAL_TURN, .enrolled = false};
    const struct live_challenge challenge = trial_turn_challenge(side);
    size_t least, most;
    return live_step_frames(&challenge, 1, &least, &most) && turned >= least && turned <= most &&
           observe(looker, 0, frames, LIVE_LOOK_FRAMES) && observe(looker, 1, frames + LIVE_LOOK_FRAMES, turned) &&
           trial_judge_turn(scratch_of(looker)->steps, side, looker->threshold, trial_template(looker->trial, person),
                            &scratch_of(looker)->seen, &attempt) &&
           trial_add_attempt(looker->trial, &attempt, NULL);
}
