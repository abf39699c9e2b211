/* SPDX-License-Identifier: MIT */
/*
 * A step: read the attempt, look at its frames without holding anything of the database, write the outcome if the
 * attempt is still as it was read. What holds a template is sealed outside of one locked page.
 */
#include "school/faces/liveness.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "crypto/secret.h"
#include "crypto/secret_pages.h"
#include "face/face.h"
#include "face/live/live.h"
#include "face/pool.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/faces/face_match.h"
#include "school/faces/identity_inside.h"
#include "school/faces/live_attempt.h"
#include "school/faces/repeat.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { ASSOCIATED_SIZE = SECRET_FINGERPRINT_SIZE + 16 };

enum fault liveness_left_open(struct db *db, int64_t student_id, int64_t lecture_id, int64_t now, bool *ret_left)
{
    int64_t one;
    return row_one_int(
        db,
        "SELECT 1 FROM live_attempts WHERE student_id = ? AND lecture_id = ? AND step > 0 AND is_over = 0"
        " AND expires_at > ?",
        DB_VALUES(I(student_id), I(lecture_id), I(now - TRIES_MINUTES * (int64_t)SCHOOL_MINUTE_MS)), ret_left, &one);
}

enum fault liveness_begun(struct school *school, struct liveness_key key, bool *ret_begun)
{
    int64_t one;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return row_one_int(db,
                       "SELECT 1 FROM live_attempts WHERE student_id = ? AND lecture_id = ? AND fingerprint = ?"
                       " AND step > 0",
                       DB_VALUES(I(key.student_id), I(key.lecture_id), T(key.fingerprint)), ret_begun, &one);
}

/* ---- steps ---- */

static uint32_t below(void *context, uint32_t bound)
{
    (void)context;
    return secret_below(bound);
}

struct live_random liveness_random(void)
{
    return (struct live_random){below, NULL};
}

static struct challenge_step step_of(const struct live_attempt *attempt)
{
    const struct live_challenge *challenge = &attempt->challenge;
    struct challenge_step step = {
        .index = (int64_t)attempt->index,
        .of = (int64_t)live_challenge_steps(challenge),
        .pose = LIVE_CENTRE,
    };
    if (attempt->index < challenge->pose_count) {
        step.pose = challenge->poses[attempt->index];
        step.hold_ms = challenge->hold_ms[attempt->index];
    } else {
        step.colour_count = challenge->colour_count;
        memcpy(step.colours, challenge->colours, sizeof(step.colours));
    }
    live_step_frames(challenge, attempt->index, &step.frames_min, &step.frames_max);
    step.tries = live_step_tries(challenge, attempt->index);
    return step;
}

enum fault liveness_begin(struct school *school, struct db *db, struct liveness_key key, enum live_policy policy,
                          int64_t now, int64_t expires_at, struct challenge_step *ret_step)
{
    struct live_attempt *attempt = calloc(1, sizeof(*attempt));
    if (!attempt)
        return FAULT_INTERNAL;
    attempt->challenge = live_challenge_draw(policy, LIVE_POSES_DRAWN, school->random);
    attempt->told_ms[0] = now;
    enum fault fault = live_attempt_put(school, db, key, attempt, expires_at);
    if (fault == FAULT_NONE)
        *ret_step = step_of(attempt);
    free(attempt);
    return fault;
}

/* ---- looking ---- */

/* All that is open while frames are looked at, in one locked piece of memory. */
struct look {
    struct live_step steps[LIVE_STEPS_MAX];
    struct face_template enrolled, probe;
    uint8_t packed[LIVE_OBSERVATION_SIZE];
};

struct looking {
    struct school *school;
    struct liveness_key key;
    struct live_attempt attempt;
    struct face_trace seen[REPEAT_TRACES_MAX];
    size_t seen_count;
    struct look *look;
};

static enum fault looking_begin(struct looking *looking)
{
    struct school *school = looking->school;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = live_attempt_read(school, db, looking->key, &looking->attempt);
    if (fault != FAULT_NONE)
        return fault;
    return repeat_read(school, db, looking->key.student_id, false, looking->seen, &looking->seen_count);
}

static void associated_text(const char *fingerprint, size_t frame, char text[static ASSOCIATED_SIZE])
{
    snprintf(text, ASSOCIATED_SIZE, "live:%s:%zu", fingerprint, frame);
}

/* Opens what the steps before said. */
static bool open_accepted(struct looking *looking)
{
    const struct live_attempt *attempt = &looking->attempt;
    struct look *look = looking->look;
    char associated[ASSOCIATED_SIZE];
    size_t frame = 0;
    for (size_t s = 0; s < attempt->index; s++) {
        look->steps[s].told_ms = attempt->told_ms[s];
        look->steps[s].count = attempt->counts[s];
        for (size_t f = 0; f < attempt->counts[s]; f++, frame++) {
            associated_text(looking->key.fingerprint, frame, associated);
            if (!secret_unseal(looking->school->root, looking->key.student_id, associated,
                               attempt->sealed + frame * LIVE_SEALED_SIZE, LIVE_SEALED_SIZE, look->packed) ||
                !live_observation_unpack(look->packed, sizeof(look->packed), &look->steps[s].frames[f]))
                return false;
        }
    }
    return true;
}

/* Seals the accepted step behind the others, in the copy. */
static void keep_accepted(struct looking *looking)
{
    struct live_attempt *attempt = &looking->attempt;
    const struct live_step *step = &looking->look->steps[attempt->index];
    char associated[ASSOCIATED_SIZE];
    for (size_t f = 0; f < step->count; f++) {
        size_t frame = attempt->sealed_count++;
        associated_text(looking->key.fingerprint, frame, associated);
        live_observation_pack(&step->frames[f], looking->look->packed);
        secret_seal(looking->school->root, looking->key.student_id, associated, looking->look->packed,
                    sizeof(looking->look->packed), attempt->sealed + frame * LIVE_SEALED_SIZE);
    }
}

/* The step's frames through a worker. BUSY: nobody has looked, and nothing has changed. */
static enum fault observe(struct looking *looking, const struct face_frame *frames, size_t count, int64_t at,
                          struct face_burst_report *report)
{
    struct live_step *step = &looking->look->steps[looking->attempt.index];
    enum face_reason reason = face_pool_observe(looking->school->config.faces, frames, count, at, step->frames);
    if (reason != FACE_OK)
        return reason == FACE_NOT_LOOKED ? FAULT_BUSY : FAULT_INTERNAL;
    step->told_ms = looking->attempt.told_ms[looking->attempt.index];
    step->count = report->frames = count;
    for (size_t i = 0; i < count; i++) {
        report->reasons[i] = step->frames[i].reason;
        report->accepted += report->reasons[i] == FACE_OK;
    }
    return FAULT_NONE;
}

/* What the attempt comes to with these frames: the step's judgement and, after the last step, the whole's. */
static enum fault judge(struct looking *looking, float match, bool last, enum face_reason *ret_reason)
{
    struct look *look = looking->look;
    const struct live_challenge *challenge = &looking->attempt.challenge;
    enum face_reason reason = live_judge_step(challenge, look->steps, looking->attempt.index, match, looking->seen,
                                              looking->seen_count, NULL);
    if (reason == FACE_OK && last)
        reason = live_judge(challenge, look->steps, match, looking->seen, looking->seen_count, NULL);
    *ret_reason = reason;
    if (reason != FACE_OK || !last)
        return FAULT_NONE;
    if (!live_face(challenge, look->steps, &look->probe)) {
        *ret_reason = FACE_OTHER_MODEL;
        return FAULT_NONE;
    }
    return face_match_rule(looking->school, looking->key.student_id, &look->probe, &look->enrolled, ret_reason);
}

/* The frames' traces go with the attempt: what was looked at once is known again. */
static void add_traces(struct live_attempt *attempt, const struct live_step *step, size_t first)
{
    for (size_t f = 0; f < step->count && first + f < LIVE_ATTEMPT_FRAMES_MAX; f++)
        attempt->traces[first + f] = live_trace_of(&step->frames[f]);
}

static enum fault keep(struct db *db, void *context)
{
    struct looking *looking = context;
    return live_attempt_write(looking->school, db, looking->key, &looking->attempt);
}

/* What comes of it: the verdict, or the attempt is written back, unless another challenge took its place meanwhile. */
static enum fault settle(struct looking *looking, bool last, struct liveness_answer *answer)
{
    struct live_attempt *attempt = &looking->attempt;
    const struct live_step *step = &looking->look->steps[attempt->index];
    bool retry = live_may_retry(answer->reason);
    answer->ended = answer->reason == FACE_OK
                        ? last
                        : !retry || attempt->tries + 1 >= live_step_tries(&attempt->challenge, attempt->index);
    add_traces(attempt, step, attempt->sealed_count);
    attempt->counts[attempt->index] = step->count; // also of a step that ends it: its traces are kept
    if (answer->ended) {
        answer->trace_count = attempt->sealed_count + step->count;
        if (answer->trace_count > LIVENESS_FRAMES_MAX)
            answer->trace_count = LIVENESS_FRAMES_MAX;
        memcpy(answer->traces, attempt->traces, answer->trace_count * sizeof(answer->traces[0]));
        return FAULT_NONE;
    }
    if (retry) {
        attempt->tries++;
    } else {
        keep_accepted(looking);
        attempt->index++;
        attempt->tries = 0;
        attempt->told_ms[attempt->index] = school_now(looking->school);
    }
    answer->next = step_of(attempt);
    return school_change(looking->school, keep, looking);
}

static enum fault look_at(struct looking *looking, const struct face_frame *frames, size_t count, int64_t at,
                          struct liveness_answer *answer)
{
    float match = face_models_threshold(face_pool_models(looking->school->config.faces));
    struct live_attempt *attempt = &looking->attempt;
    bool last = attempt->index + 1 == live_challenge_steps(&attempt->challenge);
    enum fault fault = identity_open(looking->school, looking->key.student_id, &looking->look->enrolled);
    if (fault != FAULT_NONE)
        return fault;
    if (!open_accepted(looking))
        return FAULT_INTERNAL;
    fault = observe(looking, frames, count, at, &answer->report);
    if (fault != FAULT_NONE)
        return fault;
    fault = judge(looking, match, last, &answer->reason);
    if (fault != FAULT_NONE)
        return fault;
    if (answer->reason == FACE_FAULT)
        return FAULT_INTERNAL;
    if (answer->reason == FACE_OTHER_MODEL)
        return FAULT_FACE_OUTDATED;
    return settle(looking, last, answer);
}

static enum fault step_begun(struct looking *looking, const struct face_frame *frames, size_t count, int64_t at,
                             struct liveness_answer *answer)
{
    size_t least = 0, most = 0;
    enum fault fault = looking_begin(looking);
    if (fault != FAULT_NONE)
        return fault;
    live_step_frames(&looking->attempt.challenge, looking->attempt.index, &least, &most);
    if (count < least)
        return fault_of_face(FACE_TOO_FEW_FRAMES);
    if (count > most)
        return fault_of_face(FACE_IMAGE_TOO_LARGE);
    looking->look = secret_pages_open(sizeof(*looking->look));
    if (!looking->look)
        return FAULT_INTERNAL;
    fault = look_at(looking, frames, count, at, answer);
    secret_pages_close(looking->look, sizeof(*looking->look));
    return fault;
}

enum fault liveness_step(struct school *school, struct liveness_key key, const struct face_frame *frames, size_t count,
                         int64_t at, struct liveness_answer *ret_answer)
{
    struct liveness_answer answer = {0};
    if (!school->config.faces || !school->config.key)
        return FAULT_INTERNAL;
    struct looking *looking = calloc(1, sizeof(*looking));
    if (!looking)
        return FAULT_INTERNAL;
    looking->school = school;
    looking->key = key;
    enum fault fault = step_begun(looking, frames, count, at, &answer);
    free(looking);
    if (fault != FAULT_NONE)
        return fault;
    *ret_answer = answer;
    return FAULT_NONE;
}

struct ending {
    struct school *school;
    struct liveness_key key;
    const struct liveness_answer *answer;
    int64_t now;
};

static enum fault end(struct db *db, void *context)
{
    const struct ending *unit = context;
    enum fault fault = live_attempt_end(db, unit->key);
    if (fault != FAULT_NONE || unit->answer->reason == FACE_OK)
        return fault;
    const struct shown shown = {.traces = unit->answer->traces, .count = unit->answer->trace_count};
    return repeat_keep(unit->school, db, unit->key.student_id, (struct shown_where){0}, &shown, unit->now);
}

enum fault liveness_end(struct school *school, struct liveness_key key, const struct liveness_answer *answer)
{
    return school_change(school, end, &(struct ending){school, key, answer, school_now(school)});
}
