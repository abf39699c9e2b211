/* SPDX-License-Identifier: MIT */
/* Whose face a burst shows, among those of some classrooms who agreed to be searched for. For the kiosk. */
#ifndef AMS_SCHOOL_QUICK_PICK_H
#define AMS_SCHOOL_QUICK_PICK_H

#include <stddef.h>
#include <stdint.h>

#include "face/face.h"
#include "school/common/fault.h"

struct arena;
struct school;

struct quick_picked {
    int64_t student_id;      // 0: nobody surely, or the pictures may show no living person
    enum face_reason reason; // FACE_OK, or what is wrong with the pictures
    struct face_burst_report report;
};

/*
 * The surest threshold of the class photo for as many people as are searched, its margin to the next one, and the rule
 * of a check-in (face_match.h), all three; and no doubt of the quick check. Slow; no reader may be held. BUSY.
 */
enum fault quick_pick(struct school *school, const int64_t *class_ids, size_t class_count,
                      const struct face_frame *frames, size_t count, struct arena *arena,
                      struct quick_picked *ret_picked);

#endif
