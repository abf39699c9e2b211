/* SPDX-License-Identifier: MIT */
/*
 * Marks that people set: one by hand, many at once, and undoing what was done.
 *
 * When a mark may be set so without ado: from the lecture's start (or its window's opening, whichever is earlier) until
 * CHANGE_GRACE_MINUTES after its end (or its window's close, whichever is later), and within CHANGE_HOURS of that
 * start. The room is full then, and a professor must be able to put right what they see; the minutes after the close
 * are when those whose camera refused come to the desk. Outside of it a mark is somebody's word against the record: it
 * needs a note (NOTE_NEEDED), fresh proof as the setting `step_up_marks` says (STEP_UP_NEEDED), and the student is
 * told.
 */
#ifndef AMS_SCHOOL_CHANGE_H
#define AMS_SCHOOL_CHANGE_H

#include "school/marks/mark.h"

enum {
    CHANGE_HOURS = 24, // an act can be undone for so long
    CHANGE_GRACE_MINUTES = 30,
    CHANGE_STUDENTS_MAX = 500, // students named in one act
};

/* What an act did. */
struct change_result {
    struct mark *marks; // those that it changed, by name
    size_t count;
    int64_t change;      // for attendance_undo; 0: nothing was changed
    const int64_t *kept; // of many with versions: students whose mark was another by now, and who keep it
    size_t kept_count;
};

struct undone {
    struct change_result result; // of the undoing, which can be undone itself
    const int64_t *kept;         // students whose mark has changed since, or who left: nothing was undone for them
    size_t kept_count;
};

/*
 * Puts back what an act of somebody of the staff changed. A second time it does nothing. NOT_FOUND, CHANGE_UNKNOWN
 * (also after CHANGE_HOURS), LECTURE_CANCELLED, CLASSROOM_ARCHIVED, STEP_UP_NEEDED. Each mark audited and told.
 */
enum fault attendance_undo(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t change_id,
                           struct arena *arena, struct undone *ret_undone);

#endif
