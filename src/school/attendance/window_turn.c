/* SPDX-License-Identifier: MIT */
/* Windows whose time has come: the telling of an opening, and what a close does. */
#include <string.h>

#include "base/arena.h"
#include "school/attendance/window_inside.h"
#include "school/checkin/signs_inside.h"
#include "school/common/audit_inside.h"
#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark_event.h"
#include "school/plan/mark_leave.h"
#include "school/marks/mark_write.h"
#include "school/marks/membership.h"
#include "school/plan/lecture_inside.h"
#include "school/plan/window_plan.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    TICK_BATCH = 500, // windows told or dealt with a tick
    TICK_ARENA_MAX = 256 << 10,
    DETAIL_SIZE = 96,
};

enum fault window_absent(struct db *db, int64_t lecture_id, int64_t at, int64_t now, struct arena *arena,
                         struct absent_list *ret_list)
{
    struct row row;
    struct absent_list list = {0};
    bool found;
    int64_t class_id = 0;
    enum fault fault = row_one_int(db, "SELECT class_id FROM lectures WHERE id = ? AND cancelled_at IS NULL",
                                   DB_VALUES(I(lecture_id)), &found, &class_id);
    if (fault != FAULT_NONE)
        return fault;
    // those who came into the classroom, or the lecture into their leave, meanwhile
    if (found)
        fault = leave_apply(db, class_id, lecture_id, false, now);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        fault = signs_close(db, lecture_id, now);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              "SELECT DISTINCT m.user_id" UNMARKED_STUDENTS
              " AND l.cancelled_at IS NULL AND EXISTS (SELECT 1 FROM classrooms c WHERE c.id = l.class_id AND"
              " c.absent_at_close = 1 AND c.archived_at IS NULL) ORDER BY m.user_id",
              DB_VALUES(I(lecture_id)));
    while (row_next(&row)) {
        int64_t *students = row_list(&row, list.students, list.count, sizeof(*students));
        if (!students)
            break;
        list.students = students;
        students[list.count++] = row_int(&row, 0);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (list.count > 0)
        fault = mark_absent_rest(db, lecture_id, at, now);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* One window whose time has come. */
struct turn {
    int64_t lecture_id, now;
    struct arena *arena;
    struct absent_list absent;
    bool done; // by this call
};

/* The window as it is now in the unit: false when it is no longer due. */
static enum fault turn_read(struct db *db, const struct turn *unit, const char *sql, bool *ret_due, int64_t *ret_at)
{
    return row_one_int(db, sql, DB_VALUES(I(unit->lecture_id), I(unit->now)), ret_due, ret_at);
}

static enum fault tell_opening(struct db *db, void *context)
{
    struct turn *unit = context;
    bool due = false, found = false;
    int64_t closes_at = 0, class_id = 0;
    unit->done = false;
    enum fault fault =
        turn_read(db, unit, "SELECT closes_at FROM windows WHERE lecture_id = ? AND untold = 1 AND opens_at <= ?", &due,
                  &closes_at);
    if (fault != FAULT_NONE)
        return fault;
    if (due)
        fault = row_one_int(db, "SELECT class_id FROM lectures WHERE id = ? AND cancelled_at IS NULL",
                            DB_VALUES(I(unit->lecture_id)), &found, &class_id);
    if (fault != FAULT_NONE || !due)
        return fault;
    fault = fault_of(db_exec(db, "UPDATE windows SET untold = 0 WHERE lecture_id = ?", DB_VALUES(I(unit->lecture_id))));
    if (fault != FAULT_NONE || !found)
        return fault;
    fault = leave_apply(db, class_id, unit->lecture_id, true, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(event_note_lecture(db, unit->lecture_id, unit->now));
    if (fault != FAULT_NONE || closes_at <= unit->now) // nobody needs to hear of what is over
        return fault;
    unit->done = true;
    struct notification_request told = {
        .kind = NOTIFY_WINDOW_OPENED,
        .class_id = class_id,
        .lecture_id = unit->lecture_id,
    };
    return tell(db, TELL_MEMBERS, &told, 0, unit->now);
}

static enum fault deal_with_close(struct db *db, void *context)
{
    struct turn *unit = context;
    bool due = false;
    int64_t closed_at = 0;
    char detail[DETAIL_SIZE];
    unit->done = false;
    unit->absent = (struct absent_list){0};
    enum fault fault =
        turn_read(db, unit, "SELECT closes_at FROM windows WHERE lecture_id = ? AND unswept = 1 AND closes_at <= ?",
                  &due, &closed_at);
    if (fault != FAULT_NONE)
        return fault;
    if (due)
        fault = window_absent(db, unit->lecture_id, closed_at, unit->now, unit->arena, &unit->absent);
    if (fault != FAULT_NONE || !due)
        return fault;
    enum db_status status =
        db_exec(db, "UPDATE windows SET unswept = 0 WHERE lecture_id = ?", DB_VALUES(I(unit->lecture_id)));
    unit->done = true;
    if (status == DB_OK)
        status = event_note_lecture(db, unit->lecture_id, unit->now);
    if (status != DB_OK || unit->absent.count == 0)
        return fault_of(status);
    snprintf(detail, sizeof(detail), "%zu absent", unit->absent.count);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .action = "absent_at_close",
                                .subject_type = "lecture",
                                .subject_id = unit->lecture_id,
                                .detail = detail,
                            });
}

/* Runs `work` for each window that `sql` finds, and tells those who watch. */
static enum fault turns(struct school *school, const char *sql, school_unit work, int64_t now)
{
    struct row row;
    int64_t lectures[TICK_BATCH];
    size_t count = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL, sql, DB_VALUES(I(now), I(TICK_BATCH)));
    while (row_next(&row))
        if (count < TICK_BATCH)
            lectures[count++] = row_int(&row, 0);
    enum fault fault = row_end(&row);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++) {
        CLOSES(arena_release) struct arena arena = arena_of(TICK_ARENA_MAX);
        struct turn unit = {.lecture_id = lectures[i], .now = now, .arena = &arena};
        fault = school_change(school, work, &unit);
        if (fault != FAULT_NONE)
            return fault;
        if (unit.done)
            event_window(school, lectures[i]);
        for (size_t k = 0; k < unit.absent.count; k++)
            event_mark(school, lectures[i], unit.absent.students[k]);
    }
    return FAULT_NONE;
}

enum fault window_tick(struct school *school, int64_t now)
{
    enum fault fault = window_plan_tick(school, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = turns(school, "SELECT lecture_id FROM windows WHERE untold = 1 AND opens_at <= ? ORDER BY opens_at LIMIT ?",
                  tell_opening, now);
    if (fault != FAULT_NONE)
        return fault;
    return turns(school,
                 "SELECT lecture_id FROM windows WHERE unswept = 1 AND closes_at <= ? ORDER BY closes_at LIMIT ?",
                 deal_with_close, now);
}
