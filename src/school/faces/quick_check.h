/* SPDX-License-Identifier: MIT */
/* The quick check: one burst, nothing to do; of one person, or of one of many. For src/school/ only. */
#ifndef AMS_SCHOOL_QUICK_CHECK_H
#define AMS_SCHOOL_QUICK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/face.h"
#include "school/common/fault.h"

struct arena;
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

/* The classrooms whose faces are searched. */
struct quick_classes {
    const int64_t *ids;
    size_t count;
};

struct quick_picked {
    int64_t student_id;      // 0: nobody surely, or the pictures may show no living person
    enum face_reason reason; // FACE_OK, or what is wrong with the pictures
    struct face_burst_report report;
};

/*
 * Whose face a burst shows, among those of the classrooms who agreed to be searched for (class_faces.h): by the surest
 * threshold of the class photo for as many people, its margin to the next one, and the rule of a check-in, all three;
 * and no doubt of the quick check. Slow; no reader may be held. BUSY.
 */
enum fault quick_pick(struct school *school, const struct quick_classes *classes, const struct face_frame *frames,
                      size_t count, struct arena *arena, struct quick_picked *ret_picked);

#endif
