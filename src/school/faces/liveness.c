/* SPDX-License-Identifier: MIT */
/*
 * Attempts. A step: copy the attempt under the lock, look at the frames without it, write the outcome under the lock
 * again if the attempt is still the same. What holds a template is sealed outside of one locked page.
 */
#include "school/faces/liveness.h"

#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "crypto/secret_pages.h"
#include "face/face.h"
#include "face/live/live.h"
#include "face/pool.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/faces/identity_inside.h"
#include "school/school.h"

enum {
    SEALED_SIZE = LIVE_OBSERVATION_SIZE + SECRET_SEAL_OVERHEAD,
    POSE_FRAMES_MAX = 3,
    ATTEMPT_FRAMES_MAX = LIVE_POSES_MAX * POSE_FRAMES_MAX + LIVE_COLOURS_DRAWN,
    ASSOCIATED_SIZE = SECRET_FINGERPRINT_SIZE + 16,
    DOUBT_FRAMES = 2, // more cost more and say little else: they are a second apart at most
};

struct attempt {
    char fingerprint[SECRET_FINGERPRINT_SIZE]; // "": the place is free
    int64_t student_id, lecture_id;
    int64_t expires_at;
    bool over; // it came to a verdict
    struct live_challenge challenge;
    size_t index;   // steps accepted
    unsigned tries; // of the step after those
    int64_t told_ms[LIVE_STEPS_MAX];
    size_t counts[LIVE_STEPS_MAX];
    uint8_t *sealed; // the accepted observations in order; NULL: none
    size_t sealed_count;
    struct live_trace traces[ATTEMPT_FRAMES_MAX];
};

struct seen {
    int64_t student_id;
    struct live_trace trace;
};

struct liveness {
    pthread_mutex_t lock;
    struct attempt attempts[LIVENESS_ATTEMPTS_MAX];
    struct seen seen[LIVENESS_TRACES_MAX]; // a ring
    size_t seen_next;
};

struct liveness *liveness_open(void)
{
    struct liveness *liveness = calloc(1, sizeof(*liveness));
    if (liveness)
        pthread_mutex_init(&liveness->lock, NULL);
    return liveness;
}

static void attempt_wipe(struct attempt *attempt)
{
    if (attempt->sealed)
        secret_wipe(attempt->sealed, attempt->sealed_count * SEALED_SIZE);
    free(attempt->sealed);
    attempt->sealed = NULL;
    attempt->sealed_count = 0;
}

static void attempt_free(struct attempt *attempt)
{
    attempt_wipe(attempt);
    *attempt = (struct attempt){0};
}

void liveness_close(struct liveness *liveness)
{
    if (!liveness)
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(liveness->attempts); i++)
        attempt_wipe(&liveness->attempts[i]);
    pthread_mutex_destroy(&liveness->lock);
    free(liveness);
}

/* ---- the table; the lock is held ---- */

static struct attempt *attempt_find(struct liveness *liveness, struct liveness_key key)
{
    for (size_t i = 0; i < ARRAY_LENGTH(liveness->attempts); i++) {
        struct attempt *attempt = &liveness->attempts[i];
        if (attempt->student_id == key.student_id && attempt->lecture_id == key.lecture_id && attempt->fingerprint[0] &&
            strcmp(attempt->fingerprint, key.fingerprint) == 0)
            return attempt;
    }
    return NULL;
}

/* The student's own place for this lecture, else a free one, else the one that expired first; NULL: all are under way.
 */
static struct attempt *attempt_place(struct liveness *liveness, struct liveness_key key, int64_t now)
{
    struct attempt *place = NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(liveness->attempts); i++) {
        struct attempt *attempt = &liveness->attempts[i];
        if (attempt->student_id == key.student_id && attempt->lecture_id == key.lecture_id)
            return attempt;
        if (now < attempt->expires_at)
            continue;
        if (!place || attempt->expires_at < place->expires_at)
            place = attempt;
    }
    return place;
}

static void sweep(struct liveness *liveness, int64_t now)
{
    for (size_t i = 0; i < ARRAY_LENGTH(liveness->attempts); i++) {
        struct attempt *attempt = &liveness->attempts[i];
        if (now >= attempt->expires_at + TRIES_MINUTES * (int64_t)SCHOOL_MINUTE_MS)
            attempt_free(attempt);
        else if (now >= attempt->expires_at)
            attempt_wipe(attempt);
    }
}

void liveness_sweep(struct school *school, int64_t now)
{
    pthread_mutex_lock(&school->liveness->lock);
    sweep(school->liveness, now);
    pthread_mutex_unlock(&school->liveness->lock);
}

bool liveness_left_open(struct school *school, int64_t student_id, int64_t lecture_id)
{
    struct liveness *liveness = school->liveness;
    bool left = false;
    pthread_mutex_lock(&liveness->lock);
    for (size_t i = 0; i < ARRAY_LENGTH(liveness->attempts) && !left; i++) {
        const struct attempt *attempt = &liveness->attempts[i];
        left = attempt->student_id == student_id && attempt->lecture_id == lecture_id && attempt->index > 0 &&
               !attempt->over;
    }
    pthread_mutex_unlock(&liveness->lock);
    return left;
}

bool liveness_begun(struct school *school, struct liveness_key key)
{
    struct liveness *liveness = school->liveness;
    pthread_mutex_lock(&liveness->lock);
    const struct attempt *attempt = attempt_find(liveness, key);
    bool begun = attempt && attempt->index > 0;
    pthread_mutex_unlock(&liveness->lock);
    return begun;
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

static struct challenge_step step_of(const struct attempt *attempt)
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
    return step;
}

enum fault liveness_begin(struct school *school, struct liveness_key key, enum live_policy policy, int64_t now,
                          int64_t expires_at, struct challenge_step *ret_step)
{
    struct liveness *liveness = school->liveness;
    pthread_mutex_lock(&liveness->lock);
    sweep(liveness, now);
    struct attempt *attempt = attempt_place(liveness, key, now);
    if (attempt) {
        attempt_free(attempt);
        *attempt = (struct attempt){
            .student_id = key.student_id,
            .lecture_id = key.lecture_id,
            .expires_at = expires_at,
            .challenge = live_challenge_draw(policy, LIVE_POSES_DRAWN, school->random),
            .told_ms = {now},
        };
        str_copy(attempt->fingerprint, sizeof(attempt->fingerprint), key.fingerprint);
        *ret_step = step_of(attempt);
    }
    pthread_mutex_unlock(&liveness->lock);
    return attempt ? FAULT_NONE : FAULT_BUSY;
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
    struct attempt attempt; // a copy; owns its `sealed`
    struct live_trace seen[LIVENESS_SEEN_MAX];
    size_t seen_count;
    struct look *look;
};

/* The copy that a step works on; false when there is no such attempt, or it is over. */
static enum fault looking_begin(struct looking *looking)
{
    struct liveness *liveness = looking->school->liveness;
    CLOSES(lock_release) pthread_mutex_t *lock __attribute__((unused)) = lock_take(&liveness->lock);
    const struct attempt *attempt = attempt_find(liveness, looking->key);
    if (!attempt || attempt->over)
        return FAULT_CHALLENGE_UNKNOWN;
    looking->attempt = *attempt;
    looking->attempt.sealed = malloc(ATTEMPT_FRAMES_MAX * SEALED_SIZE);
    if (!looking->attempt.sealed)
        return FAULT_INTERNAL;
    if (attempt->sealed_count > 0)
        memcpy(looking->attempt.sealed, attempt->sealed, attempt->sealed_count * SEALED_SIZE);
    for (size_t i = 0; i < LIVENESS_TRACES_MAX; i++) { // newest first
        const struct seen *seen =
            &liveness->seen[(liveness->seen_next + LIVENESS_TRACES_MAX - 1 - i) % LIVENESS_TRACES_MAX];
        if (seen->student_id == looking->key.student_id && looking->seen_count < LIVENESS_SEEN_MAX)
            looking->seen[looking->seen_count++] = seen->trace;
    }
    return FAULT_NONE;
}

static void looking_end(struct looking *looking)
{
    attempt_wipe(&looking->attempt);
    secret_pages_close(looking->look, sizeof(*looking->look));
}

static void associated_text(const char *fingerprint, size_t frame, char text[static ASSOCIATED_SIZE])
{
    snprintf(text, ASSOCIATED_SIZE, "live:%s:%zu", fingerprint, frame);
}

/* Opens what the steps before said. */
static bool open_accepted(struct looking *looking)
{
    const struct attempt *attempt = &looking->attempt;
    struct look *look = looking->look;
    char associated[ASSOCIATED_SIZE];
    size_t frame = 0;
    for (size_t s = 0; s < attempt->index; s++) {
        look->steps[s].told_ms = attempt->told_ms[s];
        look->steps[s].count = attempt->counts[s];
        for (size_t f = 0; f < attempt->counts[s]; f++, frame++) {
            associated_text(attempt->fingerprint, frame, associated);
            if (!secret_unseal(looking->school->config.key, attempt->student_id, associated,
                               attempt->sealed + frame * SEALED_SIZE, SEALED_SIZE, look->packed) ||
                !live_observation_unpack(look->packed, sizeof(look->packed), &look->steps[s].frames[f]))
                return false;
        }
    }
    return true;
}

/* Seals the accepted step behind the others, in the copy. */
static void keep_accepted(struct looking *looking)
{
    struct attempt *attempt = &looking->attempt;
    const struct live_step *step = &looking->look->steps[attempt->index];
    char associated[ASSOCIATED_SIZE];
    for (size_t f = 0; f < step->count; f++) {
        size_t frame = attempt->sealed_count++;
        associated_text(attempt->fingerprint, frame, associated);
        live_observation_pack(&step->frames[f], looking->look->packed);
        secret_seal(looking->school->config.key, attempt->student_id, associated, looking->look->packed,
                    sizeof(looking->look->packed), attempt->sealed + frame * SEALED_SIZE);
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
static enum face_reason judge(struct looking *looking, float match, bool last)
{
    struct look *look = looking->look;
    const struct live_challenge *challenge = &looking->attempt.challenge;
    float cosine;
    enum face_reason reason = live_judge_step(challenge, look->steps, looking->attempt.index, match, looking->seen,
                                              looking->seen_count, NULL);
    if (reason != FACE_OK || !last)
        return reason;
    reason = live_judge(challenge, look->steps, match, looking->seen, looking->seen_count, NULL);
    if (reason != FACE_OK)
        return reason;
    if (!live_face(challenge, look->steps, &look->probe) || !face_compare(&look->probe, &look->enrolled, &cosine))
        return FACE_OTHER_MODEL;
    return cosine >= match ? FACE_OK : FACE_NO_MATCH;
}

/* The frames' traces go with the attempt: what was looked at once is known again. */
static void add_traces(struct attempt *attempt, const struct live_step *step, size_t first)
{
    for (size_t f = 0; f < step->count && first + f < ATTEMPT_FRAMES_MAX; f++)
        attempt->traces[first + f] = live_trace_of(&step->frames[f]);
}

/* Gives back the room that a copy has beyond its frames. */
static void sealed_fit(struct attempt *attempt)
{
    uint8_t *fitting = attempt->sealed_count > 0 ? realloc(attempt->sealed, attempt->sealed_count * SEALED_SIZE) : NULL;
    if (attempt->sealed_count == 0)
        free(attempt->sealed);
    if (fitting || attempt->sealed_count == 0)
        attempt->sealed = fitting;
}

/* Writes the outcome back, unless another challenge took the place meanwhile. */
static enum fault settle(struct looking *looking, bool last, struct liveness_answer *answer)
{
    struct liveness *liveness = looking->school->liveness;
    struct attempt *copy = &looking->attempt;
    const struct live_step *step = &looking->look->steps[copy->index];
    bool retry = live_may_retry(answer->reason);
    answer->ended = answer->reason == FACE_OK ? last : !retry || copy->tries + 1 >= LIVENESS_TRIES_MAX;
    add_traces(copy, step, copy->sealed_count);
    copy->counts[copy->index] = step->count; // also of a step that ends it: its traces are kept
    if (retry) {
        copy->tries++;
    } else if (answer->reason == FACE_OK && !last) {
        keep_accepted(looking);
        copy->index++;
        copy->tries = 0;
        copy->told_ms[copy->index] = school_now(looking->school);
    }
    sealed_fit(copy);
    pthread_mutex_lock(&liveness->lock);
    struct attempt *attempt = attempt_find(liveness, looking->key);
    bool same = attempt && !attempt->over;
    if (same) {
        struct attempt old = *attempt;
        *attempt = *copy;
        *copy = old;
        answer->next = step_of(attempt);
    }
    pthread_mutex_unlock(&liveness->lock);
    return same ? FAULT_NONE : FAULT_CHALLENGE_UNKNOWN;
}

static enum fault look_at(struct looking *looking, const struct face_frame *frames, size_t count, int64_t at,
                          struct liveness_answer *answer)
{
    float match = face_models_threshold(face_pool_models(looking->school->config.faces));
    struct attempt *attempt = &looking->attempt;
    bool last = attempt->index + 1 == live_challenge_steps(&attempt->challenge);
    enum fault fault = identity_open(looking->school, attempt->student_id, &looking->look->enrolled);
    if (fault != FAULT_NONE)
        return fault;
    if (!open_accepted(looking))
        return FAULT_INTERNAL;
    fault = observe(looking, frames, count, at, &answer->report);
    if (fault != FAULT_NONE)
        return fault;
    answer->reason = judge(looking, match, last);
    if (answer->reason == FACE_FAULT)
        return FAULT_INTERNAL;
    if (answer->reason == FACE_OTHER_MODEL)
        return FAULT_FACE_OUTDATED;
    return settle(looking, last, answer);
}

enum fault liveness_step(struct school *school, struct liveness_key key, const struct face_frame *frames, size_t count,
                         int64_t at, struct liveness_answer *ret_answer)
{
    struct looking looking = {.school = school, .key = key};
    struct liveness_answer answer = {0};
    size_t least = 0, most = 0;
    if (!school->config.faces || !school->config.key)
        return FAULT_INTERNAL;
    enum fault fault = looking_begin(&looking);
    if (fault != FAULT_NONE)
        return fault;
    looking.look = secret_pages_open(sizeof(*looking.look));
    live_step_frames(&looking.attempt.challenge, looking.attempt.index, &least, &most);
    if (!looking.look)
        fault = FAULT_INTERNAL;
    else if (count < least)
        fault = fault_of_face(FACE_TOO_FEW_FRAMES);
    else if (count > most)
        fault = fault_of_face(FACE_IMAGE_TOO_LARGE);
    else
        fault = look_at(&looking, frames, count, at, &answer);
    looking_end(&looking);
    if (fault != FAULT_NONE)
        return fault;
    *ret_answer = answer;
    return FAULT_NONE;
}

void liveness_end(struct school *school, struct liveness_key key)
{
    struct liveness *liveness = school->liveness;
    pthread_mutex_lock(&liveness->lock);
    struct attempt *attempt = attempt_find(liveness, key);
    if (attempt && !attempt->over) {
        size_t count = attempt->sealed_count + attempt->counts[attempt->index];
        for (size_t i = 0; i < count && i < ATTEMPT_FRAMES_MAX; i++) {
            liveness->seen[liveness->seen_next] = (struct seen){key.student_id, attempt->traces[i]};
            liveness->seen_next = (liveness->seen_next + 1) % LIVENESS_TRACES_MAX;
        }
        attempt->over = true;
        attempt_wipe(attempt);
    }
    pthread_mutex_unlock(&liveness->lock);
}

/* ---- the quick check ---- */

bool liveness_doubt(struct school *school, const struct face_frame *frames, const struct face_burst_report *report,
                    int64_t at)
{
    struct live_challenge quick = {.policy = LIVE_PASSIVE};
    struct live_step *step = secret_pages_open(sizeof(*step));
    struct face_frame accepted[DOUBT_FRAMES];
    size_t count = 0;
    if (!step)
        return false;
    for (size_t i = 0; i < report->frames && count < DOUBT_FRAMES; i++)
        if (report->reasons[i] == FACE_OK)
            accepted[count++] = frames[i];
    float match = face_models_threshold(face_pool_models(school->config.faces));
    bool looked = face_pool_observe(school->config.faces, accepted, count, at, step->frames) == FACE_OK;
    step->told_ms = at;
    for (size_t i = 0; looked && i < count; i++)
        if (step->frames[i].reason == FACE_OK)
            step->frames[step->count++] = step->frames[i];
    bool doubt = !looked || (step->count > 0 && live_judge(&quick, step, match, NULL, 0, NULL) == FACE_NOT_LIVE);
    secret_pages_close(step, sizeof(*step));
    return doubt;
}
