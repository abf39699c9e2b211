/* SPDX-License-Identifier: MIT */
/* Marks that people set, inside a unit. */
#ifndef AMS_SCHOOL_CHANGE_INSIDE_H
#define AMS_SCHOOL_CHANGE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "store/db.h"

struct access;
struct actor;
struct arena;
struct change_result;
struct db;
struct school;

enum {
    MARK_NOTE_SIZE = 2001,       // bytes of attendance.note
    CHANGE_ARENA_MAX = 16 << 20, // for the marks of a whole classroom
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
    int64_t id;         // 0 until it has changed its first mark
};

/* Whether the act may be now; sets `late` and `reason`. NOTE_NEEDED, STEP_UP_NEEDED. */
enum fault hand_time_check(struct db *db, const struct access *access, struct mark_change *change, const char *reason);

/* Inside a unit: writes `after`, keeps `before`, audits, and tells the student of an override. */
enum db_status change_mark(struct db *db, struct mark_change *change, int64_t student_id,
                           const struct mark_state *before, const struct mark_state *after);

/* After the commit: tells those who watch, and reads the marks of these students. */
enum fault change_result(struct school *school, const struct mark_change *change, const int64_t *students, size_t count,
                         struct arena *arena, struct change_result *ret_result);

#endif
