/* SPDX-License-Identifier: MIT */
/*
 * Checks step by step, between their requests. An attempt is what a student does for one challenge: which step they are
 * at, and what the accepted frames said. It is a row (live_attempt.h): any server on the database goes on with it, also
 * after a restart. Frames are not kept; their observations are, sealed like templates, until the attempt ends or, at
 * the latest, until the sweep after its expiry. For src/school/ only.
 *
 * A row holds 1.2 KB and 2.9 KB a frame: with three frames in all, as the web app sends them, a thousand students at
 * once take 9 MB of the database; nobody can take more than 47 KB at once.
 */
#ifndef AMS_SCHOOL_LIVENESS_H
#define AMS_SCHOOL_LIVENESS_H

#include "face/live/live.h"
#include "school/common/fault.h"
#include "school/faces/challenge.h"

struct db;
struct school;

enum {
    LIVENESS_FRAMES_MAX = 16, // of an attempt
};

/* What challenges are drawn from: numbers nobody can foresee. */
struct live_random liveness_random(void);

/* Which attempt. */
struct liveness_key {
    const char *fingerprint; // of the challenge's token
    int64_t student_id, lecture_id;
};

/* Inside a unit: begins an attempt; the student's earlier one for this lecture ends. */
enum fault liveness_begin(struct school *school, struct db *db, struct liveness_key key, enum live_policy policy,
                          int64_t now, int64_t expires_at, struct challenge_step *ret_step);

/* Whether an attempt of this student for this lecture has got past its first step in the last ten minutes and not come
 * to an end: looking at what is asked and starting again must not be free. */
enum fault liveness_left_open(struct db *db, int64_t student_id, int64_t lecture_id, int64_t now, bool *ret_left);

/* Whether this attempt is past its first step. No reader may be held. */
enum fault liveness_begun(struct school *school, struct liveness_key key, bool *ret_begun);

/* What the frames of a step came to. */
struct liveness_answer {
    enum face_reason reason;    // FACE_OK: the step, or with `ended` the whole check
    bool ended;                 // there is a verdict: mark, or note the refusal, then liveness_end()
    struct challenge_step next; // unless ended: what to do now; the same step again when the reason is not FACE_OK
    struct face_burst_report report;
    size_t trace_count; // when it ended: what is kept of its frames to know them again
    struct face_trace traces[LIVENESS_FRAMES_MAX];
};

/*
 * Looks at the frames of the step that was told last, at `at`. Slow; no reader may be held; the student's turn
 * (look_enter) must be. CHALLENGE_UNKNOWN, BUSY (another request went on with the attempt), CONSENT_NEEDED,
 * FACE_NOT_ENROLLED, FACE_OUTDATED. A number of frames that the step does not take is FAULT_FACE + FACE_TOO_FEW_FRAMES
 * or FACE_IMAGE_TOO_LARGE and changes nothing.
 */
enum fault liveness_step(struct school *school, struct liveness_key key, const struct face_frame *frames, size_t count,
                         int64_t at, struct liveness_answer *ret_answer);

/* An attempt that has its verdict is over. The traces of a refused one are kept; of an accepted one the mark has. */
enum fault liveness_end(struct school *school, struct liveness_key key, const struct liveness_answer *answer);

#endif
