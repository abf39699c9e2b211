/* SPDX-License-Identifier: MIT */
/* The quick check: one burst, nothing to do. For src/school/ only. */
#ifndef AMS_SCHOOL_QUICK_CHECK_H
#define AMS_SCHOOL_QUICK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/face.h"
#include "school/common/fault.h"

struct school;

struct quick_answer {
    enum face_reason reason; // FACE_OK: the same person
    bool doubt; // its pictures may show no living one: by the anti-spoof nets or, without them, the liveness net. A
                // soft signal: it never refuses
    struct face_burst_report report;
};

/*
 * Compares a burst with the person's template, each frame looked at once. Slow; no reader may be held. CONSENT_NEEDED,
 * FACE_NOT_ENROLLED, FACE_OUTDATED when it cannot be compared; BUSY.
 */
enum fault quick_check(struct school *school, int64_t user_id, const struct face_frame *frames, size_t count,
                       struct quick_answer *ret_answer);

#endif
