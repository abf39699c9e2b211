/* SPDX-License-Identifier: MIT */
/* Marking by hand. */
#ifndef AMS_SCHOOL_HAND_H
#define AMS_SCHOOL_HAND_H

#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/mark.h"

struct actor;
struct arena;
struct school;

/* For mark_request.version: only when there is no mark yet. */
#define MARK_NOT_YET INT64_C(-1)

struct mark_request {
    enum mark_status status; // not MARK_UNMARKED
    int64_t minutes_late;    // 0 to ATTENDANCE_LATE_MAX; only kept for MARK_LATE
    const char *note;        // NULL or "": none; line feeds allowed
    int64_t version;         // mark.version that the change is based on; 0: any; MARK_NOT_YET
};

/* Marks a student by hand, or changes a mark; whether the window is open or not: change.h says when it needs more. Its
 * staff. NOT_FOUND (lecture, or a student who is not in the classroom), STATUS_UNKNOWN, MINUTES_INVALID, TEXT_INVALID,
 * LECTURE_CANCELLED, CLASSROOM_ARCHIVED, CHANGED_MEANWHILE, NOTE_NEEDED, STEP_UP_NEEDED. ret_mark->change can be
 * undone. Audited, told. */
enum fault attendance_mark(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                           const struct mark_request *request, struct arena *arena, struct mark *ret_mark);

struct clear_request {
    const char *note;
    int64_t version; // as above
};

/* Takes a mark away: not yet marked again; FAULT_NONE also when there was none (*ret_change is then 0). Faults as
 * above. Audited, told. */
enum fault attendance_clear(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                            const struct clear_request *request, struct arena *arena, int64_t *ret_change);

#endif
