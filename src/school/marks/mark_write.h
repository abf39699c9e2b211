/* SPDX-License-Identifier: MIT */
/*
 * The one door to `attendance`: whatever sets, changes or takes away a mark goes through it, and has the figures of the
 * lecture and who has crossed a line looked at.
 */
#ifndef AMS_SCHOOL_MARK_WRITE_H
#define AMS_SCHOOL_MARK_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "store/db.h"

struct actor;
struct db;

enum {
    MARK_NOTE_SIZE = 2001, // bytes of attendance.note
};

/* A row of `attendance`. */
struct mark_state {
    enum mark_status status; // MARK_UNMARKED: there is none, the rest is 0
    int64_t version;         // as in struct mark; of a state to be written: not meant
    int64_t timestamp, minutes_late, marked_by;
    enum mark_method method;
    unsigned flags;
    bool has_note;
    char note[MARK_NOTE_SIZE];
};

/* NOT_FOUND when the student is not in the classroom. */
enum fault mark_state_read(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id,
                           struct mark_state *ret_state);

/* One act, while its unit runs. */
struct mark_change {
    const struct actor *actor;
    int64_t lecture_id, class_id, now;
    const char *reason; // for the audit log; NULL: none
    bool late;          // outside the time of change.h
    bool quiet;         // the student hears of it another way
    int64_t id;         // 0 until it has changed its first mark
};

/*
 * Inside a unit: writes `after`, keeps `before` for undoing, audits and tells the student of an override. DB_BUSY:
 * another connection was first. For event_mark after the commit.
 */
enum fault mark_write(struct db *db, struct mark_change *change, int64_t student_id, const struct mark_state *before,
                      const struct mark_state *after);

/* A mark that its student earned. */
struct earned_mark {
    int64_t class_id, lecture_id, student_id;
    enum mark_status status; // MARK_PRESENT or MARK_LATE
    int64_t minutes_late;
    enum mark_method method;
    unsigned flags;
    int64_t received_at;
};

/* Inside a unit. A mark that is there already stands, but for one that gives way; *ret_stood tells. That somebody on
 * leave was there is audited. Whoever was put into the classroom has accepted it by this (membership.h). */
enum fault mark_earn(struct db *db, const struct earned_mark *mark, int64_t now, bool *ret_stood);

/* Inside the unit of a close at `at`: every student without a mark becomes Absent. */
enum fault mark_absent_rest(struct db *db, int64_t lecture_id, int64_t at, int64_t now);

/* Inside a unit: who became Absent by the close is not yet marked again. */
enum fault mark_forget_close(struct db *db, int64_t lecture_id, int64_t now);

/*
 * Inside a unit, when whose the lecture is has changed: whom its close made Absent or a leave Excused, and who is of
 * none of its groups, has no mark in it again.
 */
enum fault mark_forget_strangers(struct db *db, int64_t lecture_id, int64_t now);

/* Inside a unit, of a lecture that is put off: so is everybody whose mark gives way. */
enum fault mark_forget_yielding(struct db *db, int64_t lecture_id, int64_t now);

/* Inside a unit: of what there was to look at, these flags alone are left. */
enum fault mark_keep_flags(struct db *db, int64_t lecture_id, int64_t student_id, unsigned flags, int64_t now);

/* Inside a unit: something more about a mark that its student earned themselves is to be looked at. *ret_flagged false:
 * it says so already, or is another mark by now. */
enum fault mark_flag_earned(struct db *db, int64_t lecture_id, int64_t student_id, unsigned flag, int64_t now,
                            bool *ret_flagged);

/* Inside a unit: nothing about the mark is to be looked at any more. */
enum fault mark_forget_flags(struct db *db, int64_t lecture_id, int64_t student_id, int64_t now);

/* Inside a unit: an act is undone; it cannot be undone again. */
enum fault mark_change_undone(struct db *db, int64_t change_id, int64_t now);

#endif
