/* SPDX-License-Identifier: MIT */
/*
 * Where a check with head turns stands between its requests, as a row: whichever server is asked next goes on with it.
 * What the accepted frames said is sealed for the student, and so is the rest. For liveness.c only.
 */
#ifndef AMS_SCHOOL_LIVE_ATTEMPT_H
#define AMS_SCHOOL_LIVE_ATTEMPT_H

#include "crypto/secret.h"
#include "face/live/live.h"
#include "school/common/fault.h"
#include "school/faces/liveness.h"

struct db;
struct school;

enum {
    LIVE_POSE_FRAMES_MAX = 3,
    LIVE_ATTEMPT_FRAMES_MAX = LIVE_POSES_MAX * LIVE_POSE_FRAMES_MAX + LIVE_COLOURS_DRAWN,
    LIVE_SEALED_SIZE = LIVE_OBSERVATION_SIZE + SECRET_SEAL_OVERHEAD, // of one frame
    LIVE_SEALED_MAX = LIVE_ATTEMPT_FRAMES_MAX * LIVE_SEALED_SIZE,
};

struct live_attempt {
    int64_t version; // of the row as it was read
    struct live_challenge challenge;
    size_t index;   // steps accepted
    unsigned tries; // of the step after those
    int64_t told_ms[LIVE_STEPS_MAX];
    size_t counts[LIVE_STEPS_MAX]; // frames
    struct face_trace traces[LIVE_ATTEMPT_FRAMES_MAX];
    size_t sealed_count;             // accepted frames
    uint8_t sealed[LIVE_SEALED_MAX]; // each for itself, in order
};

/* Inside a unit: the student's earlier attempt for this lecture gives its place to this one. */
enum fault live_attempt_put(struct school *school, struct db *db, struct liveness_key key,
                            const struct live_attempt *attempt, int64_t expires_at);

/* CHALLENGE_UNKNOWN: there is none, or it is over. */
enum fault live_attempt_read(struct school *school, struct db *db, struct liveness_key key,
                             struct live_attempt *ret_attempt);

/*
 * Inside a unit: writes where the attempt stands now. CHALLENGE_UNKNOWN: it is over, or another has taken its place;
 * BUSY: another request has gone on with it meanwhile.
 */
enum fault live_attempt_write(struct school *school, struct db *db, struct liveness_key key,
                              const struct live_attempt *attempt);

/* Inside a unit: it is over; nothing of it is kept but that it was. */
enum fault live_attempt_end(struct db *db, struct liveness_key key);

#endif
