/* SPDX-License-Identifier: MIT */
/*
 * The marks that accepted leaves make. Only for src/school/, inside units.
 *
 * A leave covers the lectures that start in its time: where they start now, whatever was planned when it was asked for.
 * In a lecture that has been taken (common/taken_rule.h) it marks its student, once: where there is no mark, or Absent.
 * What somebody does to that mark afterwards stands, but for the leave's own end, which puts back what was there
 * before.
 */
#ifndef AMS_SCHOOL_MARK_LEAVE_H
#define AMS_SCHOOL_MARK_LEAVE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/mark_write.h"
#include "store/db.h"

/* What the audit log gives as the reason of a mark that an accepted leave made. */
#define LEAVE_REASON "leave"

struct leave_mark {
    enum mark_status status;
    int64_t answered_by;
    char note[MARK_NOTE_SIZE]; // "": none
};

/* Marks whoever is on leave in this lecture and has no mark, or Absent by the close. `anew`: also where a leave has
 * marked them before and the mark is gone. For whoever opens or closes a window; may be called again. */
enum fault leave_apply(struct db *db, int64_t class_id, int64_t lecture_id, bool anew, int64_t now);

/* Whether an accepted leave covers this lecture for the student, and its mark. */
enum fault leave_covers(struct db *db, int64_t lecture_id, int64_t student_id, bool *ret_covered,
                        struct leave_mark *ret_mark);

/* Gives the mark to a student who has none, or Absent. */
enum fault leave_give(struct db *db, struct mark_change *change, int64_t student_id, const struct mark_state *before,
                      const struct leave_mark *leave);

/* Puts back what was there before a leave's mark `now`: an Absent that somebody had set, Absent by a close that has
 * been since, or nothing. */
enum fault leave_take(struct db *db, struct mark_change *change, int64_t student_id, const struct mark_state *now);

/* After a lecture has moved: the marks of leaves that cover it no more go. */
enum fault leave_moved(struct db *db, struct mark_change *change);

#endif
