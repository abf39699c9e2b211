/* SPDX-License-Identifier: MIT */
#include "school/faces/live_attempt.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/trace.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum {
    FORMAT = 2,
    HEAD_SIZE = 3 + LIVE_POSES_MAX * 5 + 1 + LIVE_COLOURS_DRAWN + 3 + LIVE_STEPS_MAX * 9 +
                LIVE_ATTEMPT_FRAMES_MAX * TRACE_BYTES,
    HEAD_SEALED = HEAD_SIZE + SECRET_SEAL_OVERHEAD,
    ASSOCIATED_SIZE = SECRET_FINGERPRINT_SIZE + 16,
};

/* ---- bytes, the same on every machine ---- */

/* A place in a buffer of which enough is left. */
static void put(uint8_t **at, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *(*at)++ = (uint8_t)(number >> 8 * i);
}

static uint64_t get(const uint8_t **at, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number |= (uint64_t)(*(*at)++) << 8 * i;
    return number;
}

static void put_traces(uint8_t **at, const struct face_trace *traces, size_t count)
{
    for (size_t i = 0; i < count; i++, *at += TRACE_BYTES)
        trace_pack(&traces[i], *at);
}

static void get_traces(const uint8_t **at, struct face_trace *traces, size_t count)
{
    for (size_t i = 0; i < count; i++, *at += TRACE_BYTES)
        trace_unpack(*at, &traces[i]);
}

static void head_pack(const struct live_attempt *attempt, uint8_t head[static HEAD_SIZE])
{
    const struct live_challenge *challenge = &attempt->challenge;
    uint8_t *at = head;
    put(&at, FORMAT, 1);
    put(&at, challenge->policy, 1);
    put(&at, challenge->pose_count, 1);
    for (size_t i = 0; i < LIVE_POSES_MAX; i++) {
        put(&at, challenge->poses[i], 1);
        put(&at, challenge->hold_ms[i], 4);
    }
    put(&at, challenge->colour_count, 1);
    for (size_t i = 0; i < LIVE_COLOURS_DRAWN; i++)
        put(&at, challenge->colours[i], 1);
    put(&at, attempt->index, 1);
    put(&at, attempt->tries, 1);
    put(&at, attempt->sealed_count, 1);
    for (size_t i = 0; i < LIVE_STEPS_MAX; i++) {
        put(&at, (uint64_t)attempt->told_ms[i], 8);
        put(&at, attempt->counts[i], 1);
    }
    put_traces(&at, attempt->traces, LIVE_ATTEMPT_FRAMES_MAX);
}

/* False for bytes of another version, or of something that cannot be. */
static bool head_unpack(const uint8_t head[static HEAD_SIZE], struct live_attempt *attempt)
{
    struct live_challenge *challenge = &attempt->challenge;
    const uint8_t *at = head;
    size_t frames = 0;
    if (get(&at, 1) != FORMAT)
        return false;
    challenge->policy = (enum live_policy)get(&at, 1);
    challenge->pose_count = get(&at, 1);
    bool good = challenge->policy < LIVE_POLICIES && challenge->pose_count <= LIVE_POSES_MAX;
    for (size_t i = 0; i < LIVE_POSES_MAX; i++) {
        challenge->poses[i] = (enum live_pose)get(&at, 1);
        challenge->hold_ms[i] = (uint32_t)get(&at, 4);
        good = good && challenge->poses[i] < LIVE_POSES;
    }
    challenge->colour_count = get(&at, 1);
    good = good && challenge->colour_count <= LIVE_COLOURS_DRAWN;
    for (size_t i = 0; i < LIVE_COLOURS_DRAWN; i++) {
        challenge->colours[i] = (enum live_colour)get(&at, 1);
        good = good && challenge->colours[i] < LIVE_COLOURS;
    }
    attempt->index = get(&at, 1);
    attempt->tries = (unsigned)get(&at, 1);
    attempt->sealed_count = get(&at, 1);
    for (size_t i = 0; i < LIVE_STEPS_MAX; i++) {
        attempt->told_ms[i] = (int64_t)get(&at, 8);
        attempt->counts[i] = get(&at, 1);
        frames += i < attempt->index ? attempt->counts[i] : 0;
        good = good && attempt->counts[i] <= LIVE_FRAMES_MAX;
    }
    get_traces(&at, attempt->traces, LIVE_ATTEMPT_FRAMES_MAX);
    return good && attempt->index < LIVE_STEPS_MAX && attempt->index < live_challenge_steps(challenge) &&
           attempt->sealed_count <= LIVE_ATTEMPT_FRAMES_MAX && frames == attempt->sealed_count;
}

static void associated_text(struct liveness_key key, char text[static ASSOCIATED_SIZE])
{
    snprintf(text, ASSOCIATED_SIZE, "live:%s", key.fingerprint);
}

/* The sealed head and the sealed frames behind it; the caller frees them. NULL without memory. */
static uint8_t *state_seal(struct school *school, struct liveness_key key, const struct live_attempt *attempt,
                           size_t *ret_size)
{
    char associated[ASSOCIATED_SIZE];
    uint8_t head[HEAD_SIZE];
    size_t frames = attempt->sealed_count * LIVE_SEALED_SIZE;
    uint8_t *state = malloc(HEAD_SEALED + frames);
    if (!state)
        return NULL;
    head_pack(attempt, head);
    associated_text(key, associated);
    secret_seal(school->root, key.student_id, associated, head, sizeof(head), state);
    memcpy(state + HEAD_SEALED, attempt->sealed, frames);
    secret_wipe(head, sizeof(head));
    *ret_size = HEAD_SEALED + frames;
    return state;
}

static bool state_unseal(struct school *school, struct liveness_key key, const uint8_t *state, size_t size,
                         struct live_attempt *attempt)
{
    char associated[ASSOCIATED_SIZE];
    uint8_t head[HEAD_SIZE];
    associated_text(key, associated);
    if (!state || size < HEAD_SEALED ||
        !secret_unseal(school->root, key.student_id, associated, state, HEAD_SEALED, head))
        return false;
    bool good = head_unpack(head, attempt) && size == HEAD_SEALED + attempt->sealed_count * LIVE_SEALED_SIZE;
    secret_wipe(head, sizeof(head));
    if (good)
        memcpy(attempt->sealed, state + HEAD_SEALED, size - HEAD_SEALED);
    return good;
}

/* ---- rows ---- */

enum fault live_attempt_put(struct school *school, struct db *db, struct liveness_key key,
                            const struct live_attempt *attempt, int64_t expires_at)
{
    size_t size;
    uint8_t *state = school->root ? state_seal(school, key, attempt, &size) : NULL;
    if (!state)
        return FAULT_INTERNAL;
    const struct db_values values = DB_VALUES(T(key.fingerprint), I(expires_at), I((int64_t)attempt->index),
                                              B(state, size), I(key.student_id), I(key.lecture_id));
    // The row first: looking for it before would make writers on several connections wait for each other.
    enum db_status status = db_exec(db,
                                    "INSERT INTO live_attempts (fingerprint, expires_at, step, state, student_id,"
                                    " lecture_id, is_over, version) VALUES (?, ?, ?, ?, ?, ?, 0, 1)",
                                    values);
    if (status == DB_CONFLICT)
        status = db_exec(db,
                         "UPDATE live_attempts SET fingerprint = ?, expires_at = ?, step = ?, state = ?, is_over = 0,"
                         " version = version + 1 WHERE student_id = ? AND lecture_id = ?",
                         values);
    free(state);
    return fault_of(status);
}

enum fault live_attempt_read(struct school *school, struct db *db, struct liveness_key key,
                             struct live_attempt *ret_attempt)
{
    struct row row;
    bool found = false, good = false;
    row_begin(&row, db, NULL,
              "SELECT version, state FROM live_attempts WHERE student_id = ? AND lecture_id = ? AND fingerprint = ?"
              " AND is_over = 0 AND state IS NOT NULL",
              DB_VALUES(I(key.student_id), I(key.lecture_id), T(key.fingerprint)));
    while (row_next(&row)) {
        size_t size;
        const uint8_t *state = db_blob(&row.rows, 1, &size);
        found = true;
        ret_attempt->version = row_int(&row, 0);
        good = state_unseal(school, key, state, size, ret_attempt);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    // One that does not open was begun by another version of AMS: the student starts again.
    return found && good ? FAULT_NONE : FAULT_CHALLENGE_UNKNOWN;
}

enum fault live_attempt_write(struct school *school, struct db *db, struct liveness_key key,
                              const struct live_attempt *attempt)
{
    size_t size;
    bool there = false;
    int64_t one;
    uint8_t *state = state_seal(school, key, attempt, &size);
    if (!state)
        return FAULT_INTERNAL;
    enum db_status status =
        db_exec(db,
                "UPDATE live_attempts SET step = ?, state = ?, version = version + 1 WHERE student_id = ? AND"
                " lecture_id = ? AND fingerprint = ? AND version = ? AND is_over = 0",
                DB_VALUES(I((int64_t)attempt->index), B(state, size), I(key.student_id), I(key.lecture_id),
                          T(key.fingerprint), I(attempt->version)));
    free(state);
    if (status != DB_OK || db_changes(db) == 1)
        return fault_of(status);
    enum fault fault = row_one_int(db,
                                   "SELECT 1 FROM live_attempts WHERE student_id = ? AND lecture_id = ? AND"
                                   " fingerprint = ? AND is_over = 0",
                                   DB_VALUES(I(key.student_id), I(key.lecture_id), T(key.fingerprint)), &there, &one);
    return fault != FAULT_NONE ? fault : there ? FAULT_BUSY : FAULT_CHALLENGE_UNKNOWN;
}

enum fault live_attempt_end(struct db *db, struct liveness_key key)
{
    return fault_of(db_exec(db,
                            "UPDATE live_attempts SET is_over = 1, state = NULL, version = version + 1 WHERE"
                            " student_id = ? AND lecture_id = ? AND fingerprint = ?",
                            DB_VALUES(I(key.student_id), I(key.lecture_id), T(key.fingerprint))));
}
