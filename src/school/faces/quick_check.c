/* SPDX-License-Identifier: MIT */
#include "school/faces/quick_check.h"

#include "crypto/secret_pages.h"
#include "face/live/live.h"
#include "face/pool.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/faces/face_match.h"
#include "school/faces/identity_inside.h"
#include "school/school.h"

_Static_assert((int)FACE_READ_OBSERVED_MAX >= (int)CHECK_FRAMES_MIN, "a worker looks at no more than it observes");

/* All that is open while a burst is looked at, in locked memory. */
struct quick {
    struct face_template enrolled, seen;
    struct live_step step; // of the first accepted frames: more cost more and say little else, a second apart at most
};

static enum fault look(struct school *school, int64_t user_id, const struct face_frame *frames, size_t count,
                       struct quick *quick, struct quick_answer *ret_answer)
{
    struct quick_answer answer = {.doubt = false};
    struct live_step *step = &quick->step;
    size_t observed = 0;
    enum fault fault = identity_open(school, user_id, &quick->enrolled);
    if (fault != FAULT_NONE)
        return fault;
    answer.reason =
        face_pool_read(school->config.faces, frames, count, &quick->seen, &answer.report, step->frames, &observed);
    if (answer.reason == FACE_NOT_LOOKED || answer.reason == FACE_FAULT)
        return answer.reason == FACE_NOT_LOOKED ? FAULT_BUSY : FAULT_INTERNAL;
    if (answer.reason == FACE_OK)
        fault = face_match_rule(school, user_id, &quick->seen, &quick->enrolled, &answer.reason);
    if (fault != FAULT_NONE)
        return fault;
    if (answer.reason == FACE_OTHER_MODEL)
        return FAULT_FACE_OUTDATED;
    // One picture passed: what the others lack is what the student can mend.
    if (answer.reason == FACE_OK && answer.report.accepted < CHECK_FRAMES_MIN) {
        answer.reason = face_report_reason(&answer.report);
        if (answer.reason == FACE_OK)
            answer.reason = FACE_TOO_FEW_FRAMES;
    }
    for (size_t i = 0; i < observed; i++)
        if (step->frames[i].reason == FACE_OK)
            step->frames[step->count++] = step->frames[i];
    float match = face_models_threshold(face_pool_models(school->config.faces));
    answer.doubt = answer.reason == FACE_OK && live_doubts(step, match);
    *ret_answer = answer;
    return FAULT_NONE;
}

enum fault quick_check(struct school *school, int64_t user_id, const struct face_frame *frames, size_t count,
                       struct quick_answer *ret_answer)
{
    if (!school->config.faces || !school->config.key)
        return FAULT_INTERNAL;
    struct quick *quick = secret_pages_open(sizeof(*quick));
    if (!quick)
        return FAULT_INTERNAL;
    enum fault fault = look(school, user_id, frames, count, quick, ret_answer);
    secret_pages_close(quick, sizeof(*quick));
    return fault;
}
