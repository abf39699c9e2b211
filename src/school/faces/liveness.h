/* SPDX-License-Identifier: MIT */
/*
 * Checks step by step, between their requests. An attempt is what a student does for one challenge: which step they are
 * at, and what the accepted frames said. It lives in this process alone: after a restart the challenge is unknown and
 * the student starts again. Frames are not kept; their observations are, sealed like templates, until the attempt ends
 * or, at the latest, until the next challenge or sweep after its expiry. For src/school/ only.
 *
 * Memory: LIVENESS_ATTEMPTS_MAX attempts of about 1.5 KB, and 2.9 KB a frame for those under way. With three frames in
 * all, as the web app sends them, a thousand students at once take 9 MB; nobody can take more than 47 KB at once.
 */
#ifndef AMS_SCHOOL_LIVENESS_H
#define AMS_SCHOOL_LIVENESS_H

#include "face/live/live.h"
#include "school/common/fault.h"
#include "school/faces/challenge.h"

struct school;

enum {
    LIVENESS_ATTEMPTS_MAX = 4096,
    LIVENESS_TRIES_MAX = 8,      // of one step
    LIVENESS_TRACES_MAX = 16384, // of frames of ended attempts, all students' together; the oldest give way
    LIVENESS_SEEN_MAX = 256,     // of one student's, the newest
};

struct liveness;
struct liveness *liveness_open(void);
void liveness_close(struct liveness *liveness); // NULL is allowed

/* What challenges are drawn from: numbers nobody can foresee. */
struct live_random liveness_random(void);

/* Which attempt. */
struct liveness_key {
    const char *fingerprint; // of the challenge's token
    int64_t student_id, lecture_id;
};

/* Begins an attempt; the student's earlier one for this lecture ends. BUSY when all are under way. */
enum fault liveness_begin(struct school *school, struct liveness_key key, enum live_policy policy, int64_t now,
                          int64_t expires_at, struct challenge_step *ret_step);

/* Whether an attempt of this student for this lecture has got past its first step in the last ten minutes and not come
 * to an end: looking at what is asked and starting again must not be free. */
bool liveness_left_open(struct school *school, int64_t student_id, int64_t lecture_id);

/* Whether this attempt is past its first step. */
bool liveness_begun(struct school *school, struct liveness_key key);

/* What the frames of a step came to. */
struct liveness_answer {
    enum face_reason reason;    // FACE_OK: the step, or with `ended` the whole check
    bool ended;                 // there is a verdict: mark, or note the refusal, then liveness_end()
    struct challenge_step next; // unless ended: what to do now; the same step again when the reason is not FACE_OK
    struct face_burst_report report;
};

/*
 * Looks at the frames of the step that was told last, at `at`. Slow; no reader may be held; the student's turn
 * (look_enter) must be. CHALLENGE_UNKNOWN, CONSENT_NEEDED, FACE_NOT_ENROLLED, FACE_OUTDATED. A number of frames that
 * the step does not take is FAULT_FACE + FACE_TOO_FEW_FRAMES or FACE_IMAGE_TOO_LARGE and changes nothing.
 */
enum fault liveness_step(struct school *school, struct liveness_key key, const struct face_frame *frames, size_t count,
                         int64_t at, struct liveness_answer *ret_answer);

/* Wipes an attempt that has its verdict. */
void liveness_end(struct school *school, struct liveness_key key);

/* Wipes what has expired. */
void liveness_sweep(struct school *school, int64_t now);

/*
 * The quick check's second look at a burst that showed the right person: true when its pictures may show no living one,
 * or when nobody could look.
 * Slow, as above. A soft signal: it never refuses.
 */
bool liveness_doubt(struct school *school, const struct face_frame *frames, const struct face_burst_report *report,
                    int64_t at);

#endif
