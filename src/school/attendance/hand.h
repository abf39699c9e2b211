/* SPDX-License-Identifier: MIT */
/* Marking by hand. */
#ifndef AMS_SCHOOL_HAND_H
#define AMS_SCHOOL_HAND_H

#include <stdbool.h>
#include <stdint.h>

#include "school/attendance/change.h"
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

/* A mark as its sheet shows it, and what changing it would ask of the reader now. */
struct mark_sheet {
    struct mark mark;
    bool note_needed; // it is outside the lecture's time (change.h)
    bool step_up;     // and fresh proof is asked for, which this session has not given lately
};

/* Its staff and administrators. NOT_FOUND (lecture, or a student of whom it has no line). */
enum fault attendance_mark_get(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                               struct arena *arena, struct mark_sheet *ret_sheet);

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

enum change_who { CHANGE_LISTED, CHANGE_UNMARKED, CHANGE_ALL };

struct many_request {
    enum change_who who;
    const int64_t *students; // CHANGE_LISTED: 1 to CHANGE_STUDENTS_MAX, of the classroom; one named twice counts once
    const int64_t *versions; // (count) CHANGE_LISTED: mark.version that the change of each is based on, 0 for none;
                             // whose mark is another by now keeps it. NULL: whatever they are
    size_t count;
    bool clear; // takes the marks away; `status` is MARK_UNMARKED then, and otherwise never
    enum mark_status status;
    int64_t minutes_late;
    const char *note;
};

/*
 * Marks many by hand in one transaction. Whoever has this very mark already keeps it, and the way it was made. Accepted
 * leaves of this lecture are marked first, so that CHANGE_UNMARKED does not hit them. Its staff. NOT_FOUND (also when
 * any is not of the classroom: nobody is marked then), STATUS_UNKNOWN, MINUTES_INVALID, TEXT_INVALID, TOO_MANY_THINGS,
 * LECTURE_CANCELLED, CLASSROOM_ARCHIVED, NOTE_NEEDED, STEP_UP_NEEDED. Each audited and told.
 */
enum fault attendance_mark_many(struct school *school, const struct actor *actor, int64_t lecture_id,
                                const struct many_request *request, struct arena *arena,
                                struct change_result *ret_result);

/* Somebody has looked: the mark's flags go. Its teachers; nothing happens without a mark. NOT_FOUND. Audited, told.
 */
enum fault attendance_flags_clear(struct school *school, const struct actor *actor, int64_t lecture_id,
                                  int64_t student_id, struct arena *arena, struct mark *ret_mark);

#endif
