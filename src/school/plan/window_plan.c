/* SPDX-License-Identifier: MIT */
/*
 * Windows that open by the plan. An automatic window is a row written ahead of its time: its state follows from the
 * clock, and no server needs to be awake when it opens.
 */
#include "school/plan/window_plan.h"

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/figures.h"
#include "school/marks/mark_write.h"
#include "school/marks/warning/due.h"
#include "school/plan/lecture.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    PLAN_DAYS = 2, // how far ahead automatic windows are written
    PLAN_BATCH = 100,
};

/* A lecture whose window should be written. */
struct due {
    int64_t lecture_id, opens_at, closes_at, late_after_at, professor_id;
};

static enum fault due_insert(struct db *db, const struct due *due, int64_t now)
{
    enum db_status status = db_exec(db,
                                    "INSERT INTO windows (lecture_id, opens_at, closes_at, late_after_at, opened_by,"
                                    " closed_by, created_at, automatic, untold, unswept)"
                                    " VALUES (?, ?, ?, ?, ?, NULL, ?, 1, 1, 1)",
                                    DB_VALUES(I(due->lecture_id), I(due->opens_at), I(due->closes_at),
                                              I(due->late_after_at), I(due->professor_id), I(now)));
    if (status == DB_CONFLICT) // another connection was first
        return FAULT_NONE;
    enum fault fault = fault_of(status);
    if (fault != FAULT_NONE)
        return fault;
    fault = figures_touch(db, due->lecture_id); // it is not over for marking now
    return fault != FAULT_NONE ? fault : due_touch_lecture(db, due->lecture_id, now);
}

/* Lectures that start in [from, before); of one classroom, or one lecture, when these are not 0; and those held
 * together with them. */
struct reach {
    int64_t from, before, class_id, lecture_id;
};

static struct reach reach_of(int64_t now, int64_t class_id)
{
    return (struct reach){now - SCHOOL_DAY_MS, now + PLAN_DAYS * (int64_t)SCHOOL_DAY_MS, class_id, 0};
}

/* The classroom whose settings a lecture's window has: its own, or that of those held together. */
#define SETTINGS_OF                                                                                                    \
    " LEFT JOIN joints j ON j.id = l.joint_id JOIN classrooms c ON c.id = COALESCE(j.class_id, l.class_id)"            \
    " JOIN classrooms o ON o.id = l.class_id LEFT JOIN windows w ON w.lecture_id = l.id"

/*
 * Writes the windows of those lectures that have none. Lateness counts from the start of the lecture when the window
 * opens before it. A window that would have closed by now is not opened any more.
 */
static enum fault due_write(struct db *db, struct reach reach, int64_t now)
{
    struct row row;
    struct due due[PLAN_BATCH];
    size_t count = 0;
    row_begin(
        &row, db, NULL,
        "SELECT l.id, l.starts_at, COALESCE(CASE WHEN l.auto_open = 1 THEN l.auto_open_minutes END,"
        " c.auto_open_minutes), c.window_minutes, c.late_after_minutes, c.professor_id"
        " FROM lectures l" SETTINGS_OF " WHERE l.starts_at >= ? AND l.starts_at < ?"
        " AND (? = 0 OR l.class_id = ? OR j.class_id = ? OR l.joint_id IN (SELECT x.joint_id FROM lectures x WHERE"
        " x.class_id = ? AND x.starts_at >= ? AND x.starts_at < ?))"
        " AND (? = 0 OR l.id = ? OR l.joint_id = (SELECT x.joint_id FROM lectures x WHERE x.id = ?))"
        " AND l.cancelled_at IS NULL AND o.archived_at IS NULL AND w.id IS NULL"
        " AND COALESCE(l.auto_open, c.auto_open) = 1 AND (c.window_minutes + COALESCE(CASE WHEN l.auto_open = 1"
        " THEN l.auto_open_minutes END, c.auto_open_minutes)) * 60000 + l.starts_at > ?"
        " ORDER BY l.starts_at LIMIT ?",
        DB_VALUES(I(reach.from), I(reach.before), I(reach.class_id), I(reach.class_id), I(reach.class_id),
                  I(reach.class_id), I(reach.from), I(reach.before), I(reach.lecture_id), I(reach.lecture_id),
                  I(reach.lecture_id), I(now), I(PLAN_BATCH)));
    while (row_next(&row)) {
        int64_t starts_at = row_int(&row, 1), opens_at = starts_at + row_int(&row, 2) * SCHOOL_MINUTE_MS;
        int64_t counts_from = opens_at > starts_at ? opens_at : starts_at;
        if (count < PLAN_BATCH)
            due[count++] = (struct due){
                .lecture_id = row_int(&row, 0),
                .opens_at = opens_at,
                .closes_at = opens_at + row_int(&row, 3) * SCHOOL_MINUTE_MS,
                .late_after_at = counts_from + row_int(&row, 4) * SCHOOL_MINUTE_MS,
                .professor_id = row_int(&row, 5),
            };
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = due_insert(db, &due[i], now);
    return fault;
}

enum fault window_plan_lecture(struct db *db, int64_t lecture_id, int64_t now)
{
    struct reach reach = reach_of(now, 0);
    bool found = false;
    int64_t starts_at = 0;
    enum db_status status = db_exec(db, "DELETE FROM windows WHERE lecture_id = ? AND automatic = 1 AND opens_at > ?",
                                    DB_VALUES(I(lecture_id), I(now)));
    enum fault fault = fault_of(status);
    if (fault != FAULT_NONE)
        return fault;
    fault =
        row_one_int(db, "SELECT starts_at FROM lectures WHERE id = ?", DB_VALUES(I(lecture_id)), &found, &starts_at);
    if (fault != FAULT_NONE || starts_at < reach.from || starts_at >= reach.before)
        return fault;
    // Its own start is all the index has to look at.
    return due_write(db, (struct reach){starts_at, starts_at + 1, 0, lecture_id}, now);
}

/* Whether somebody's mark stands in the lecture, or in one held together with it: they have one window. */
static enum fault is_marked(struct db *db, const struct lecture *lecture, bool *ret_marked)
{
    int64_t one;
    enum fault fault = FAULT_NONE;
    *ret_marked = false;
    for (size_t i = 0; fault == FAULT_NONE && !*ret_marked && i <= lecture->joint.count; i++) {
        int64_t id = i == 0 ? lecture->id : lecture->joint.lectures[i - 1].lecture_id;
        fault = row_one_int(db, "SELECT 1 FROM attendance WHERE lecture_id = ? AND NOT method" MARK_YIELDS " LIMIT 1",
                            DB_VALUES(I(id)), ret_marked, &one);
    }
    return fault;
}

/* A lecture that nobody was marked in and that is put off opens anew at its new time. */
static enum fault window_renew(struct db *db, const struct lecture *lecture, int64_t now)
{
    bool marked = false;
    enum fault fault = is_marked(db, lecture, &marked);
    if (fault != FAULT_NONE || marked)
        return fault;
    enum db_status status =
        db_exec(db, "DELETE FROM windows WHERE lecture_id = ? AND automatic = 1", DB_VALUES(I(lecture->id)));
    if (status != DB_OK || db_changes(db) == 0)
        return fault_of(status);
    return mark_forget_yielding(db, lecture->id, now);
}

enum fault window_plan_move(struct db *db, const struct lecture *lecture, int64_t by, int64_t now)
{
    enum fault fault = FAULT_NONE;
    if (by != 0 && lecture->starts_at + by > now)
        fault = window_renew(db, lecture, now);
    if (fault != FAULT_NONE)
        return fault;
    if (by != 0)
        fault =
            fault_of(db_exec(db,
                             "UPDATE windows SET opens_at = opens_at + ?, closes_at = closes_at + ?, late_after_at ="
                             " late_after_at + ? WHERE lecture_id = ? AND automatic = 0 AND opens_at > ?",
                             DB_VALUES(I(by), I(by), I(by), I(lecture->id), I(now))));
    return fault != FAULT_NONE ? fault : window_plan_lecture(db, lecture->id, now);
}

enum fault window_plan_class(struct db *db, int64_t class_id, int64_t now)
{
    enum db_status status = db_exec(db,
                                    "DELETE FROM windows WHERE automatic = 1 AND opens_at > ? AND lecture_id IN"
                                    " (SELECT id FROM lectures WHERE class_id = ?)",
                                    DB_VALUES(I(now), I(class_id)));
    if (status == DB_OK)
        status = db_exec(db,
                         "DELETE FROM windows WHERE automatic = 1 AND opens_at > ? AND lecture_id IN (SELECT l.id FROM"
                         " joints j JOIN lectures l ON l.joint_id = j.id WHERE j.class_id = ?)",
                         DB_VALUES(I(now), I(class_id)));
    return status != DB_OK ? fault_of(status) : due_write(db, reach_of(now, class_id), now);
}

struct planning {
    int64_t now;
};

static enum fault plan_all(struct db *db, void *context)
{
    struct planning *unit = context;
    return due_write(db, reach_of(unit->now, 0), unit->now);
}

/* Asked in a reader, so that an idle server does not write. */
enum fault window_plan_tick(struct school *school, int64_t now)
{
    bool found = false;
    int64_t id;
    struct planning unit = {.now = now};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(
        db,
        "SELECT l.id FROM lectures l" SETTINGS_OF
        " WHERE l.starts_at >= ? AND l.starts_at < ? AND l.cancelled_at IS NULL AND o.archived_at IS NULL"
        " AND w.id IS NULL AND COALESCE(l.auto_open, c.auto_open) = 1 AND (c.window_minutes + COALESCE(CASE WHEN"
        " l.auto_open = 1 THEN l.auto_open_minutes END, c.auto_open_minutes)) * 60000 + l.starts_at > ? LIMIT 1",
        DB_VALUES(I(now - SCHOOL_DAY_MS), I(now + PLAN_DAYS * (int64_t)SCHOOL_DAY_MS), I(now)), &found, &id);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    return found ? school_change(school, plan_all, &unit) : FAULT_NONE;
}
