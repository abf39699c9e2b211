/* SPDX-License-Identifier: MIT */
/*
 * Windows that nobody has to think of: those that open by the plan, the telling of an opening, and what a close does.
 * An automatic window is a row written ahead of its time: its state follows from the clock, and no server needs to be
 * awake when it opens.
 */
#include "school/marks/figures.h"
#include "school/marks/membership.h"
#include "school/common/inside.h"

enum {
    PLAN_DAYS = 2, // how far ahead automatic windows are written
    PLAN_BATCH = 100,
    TICK_BATCH = 500, // windows told or dealt with a tick
    TICK_ARENA_MAX = 256 << 10,
    DETAIL_SIZE = 96,
};

/* ---- by the plan ---- */

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
    return status == DB_CONFLICT ? FAULT_NONE : fault_of(status); // another connection was first
}

/* Lectures that start in [from, before); of one classroom or one lecture when these are not 0. */
struct reach {
    int64_t from, before, class_id, lecture_id;
};

static struct reach reach_of(int64_t now, int64_t class_id)
{
    return (struct reach){now - SCHOOL_DAY_MS, now + PLAN_DAYS * (int64_t)SCHOOL_DAY_MS, class_id, 0};
}

/*
 * Writes the windows of those lectures that have none. Lateness counts from the start of the lecture when the window
 * opens before it. A window that would have closed by now is not opened any more.
 */
static enum fault due_write(struct db *db, struct reach reach, int64_t now)
{
    struct row row;
    struct due due[PLAN_BATCH];
    size_t count = 0;
    row_begin(&row, db, NULL,
              "SELECT l.id, l.starts_at, COALESCE(CASE WHEN l.auto_open = 1 THEN l.auto_open_minutes END,"
              " c.auto_open_minutes), c.window_minutes, c.late_after_minutes, c.professor_id"
              " FROM lectures l JOIN classrooms c ON c.id = l.class_id LEFT JOIN windows w ON w.lecture_id = l.id"
              " WHERE l.starts_at >= ? AND l.starts_at < ? AND (? = 0 OR l.class_id = ?) AND (? = 0 OR l.id = ?)"
              " AND l.cancelled_at IS NULL AND c.archived_at IS NULL AND w.id IS NULL"
              " AND COALESCE(l.auto_open, c.auto_open) = 1 AND (c.window_minutes + COALESCE(CASE WHEN l.auto_open = 1"
              " THEN l.auto_open_minutes END, c.auto_open_minutes)) * 60000 + l.starts_at > ?"
              " ORDER BY l.starts_at LIMIT ?",
              DB_VALUES(I(reach.from), I(reach.before), I(reach.class_id), I(reach.class_id), I(reach.lecture_id),
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
    if (fault == FAULT_NONE)
        fault = row_one_int(db, "SELECT starts_at FROM lectures WHERE id = ?", DB_VALUES(I(lecture_id)), &found,
                            &starts_at);
    if (fault != FAULT_NONE || starts_at < reach.from || starts_at >= reach.before)
        return fault;
    // Its own start is all the index has to look at.
    return due_write(db, (struct reach){starts_at, starts_at + 1, 0, lecture_id}, now);
}

enum fault window_plan_class(struct db *db, int64_t class_id, int64_t now)
{
    enum db_status status = db_exec(db,
                                    "DELETE FROM windows WHERE automatic = 1 AND opens_at > ? AND lecture_id IN"
                                    " (SELECT id FROM lectures WHERE class_id = ?)",
                                    DB_VALUES(I(now), I(class_id)));
    return status != DB_OK ? fault_of(status) : due_write(db, reach_of(now, class_id), now);
}

struct planning {
    int64_t now;
    enum fault fault;
};

static enum db_status plan_all(struct db *db, void *context)
{
    struct planning *unit = context;
    unit->fault = due_write(db, reach_of(unit->now, 0), unit->now);
    return status_of(unit->fault);
}

/* Is there a lecture without its window? Asked in a reader, so that an idle server does not write. */
static enum fault plan_tick(struct school *school, int64_t now)
{
    bool found = false;
    int64_t id;
    struct planning unit = {.now = now};
    struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(
        db,
        "SELECT l.id FROM lectures l JOIN classrooms c ON c.id = l.class_id LEFT JOIN windows w ON w.lecture_id = l.id"
        " WHERE l.starts_at >= ? AND l.starts_at < ? AND l.cancelled_at IS NULL AND c.archived_at IS NULL"
        " AND w.id IS NULL AND COALESCE(l.auto_open, c.auto_open) = 1 AND (c.window_minutes + COALESCE(CASE WHEN"
        " l.auto_open = 1 THEN l.auto_open_minutes END, c.auto_open_minutes)) * 60000 + l.starts_at > ? LIMIT 1",
        DB_VALUES(I(now - SCHOOL_DAY_MS), I(now + PLAN_DAYS * (int64_t)SCHOOL_DAY_MS), I(now)), &found, &id);
    store_reader_done(school->config.store, db);
    return fault == FAULT_NONE && found ? school_write(school, plan_all, &unit, &unit.fault) : fault;
}

/* ---- openings and closes ---- */

enum fault window_absent(struct db *db, int64_t lecture_id, int64_t at, int64_t now, struct arena *arena,
                         struct absent_list *ret_list)
{
    struct row row;
    struct absent_list list = {0};
    row_begin(&row, db, arena,
              "SELECT DISTINCT m.user_id FROM lectures l JOIN classrooms c ON c.id = l.class_id"
              " JOIN memberships m ON m.class_id = c.id AND m.left_at IS NULL AND " MEMBER_THEN
              " LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = m.user_id"
              " WHERE l.id = ? AND c.absent_at_close = 1 AND l.cancelled_at IS NULL AND c.archived_at IS NULL"
              " AND a.id IS NULL ORDER BY m.user_id",
              DB_VALUES(I(lecture_id)));
    while (row_next(&row)) {
        int64_t *students = row_list(&row, list.students, list.count, sizeof(*students));
        if (!students)
            break;
        list.students = students;
        students[list.count++] = row_int(&row, 0);
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE && list.count > 0)
        fault = fault_of(db_exec(
            db,
            "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method,"
            " marked_by, note, updated_at) SELECT DISTINCT m.user_id, m.class_id, l.id, ?, 'A', 0, 'close', NULL, NULL,"
            " ? FROM lectures l JOIN memberships m ON m.class_id = l.class_id AND m.left_at IS NULL AND " MEMBER_THEN
            " LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = m.user_id"
            " WHERE l.id = ? AND a.id IS NULL",
            DB_VALUES(I(at), I(now), I(lecture_id))));
    if (fault == FAULT_NONE && list.count > 0)
        fault = figures_touch(db, lecture_id);
    if (fault == FAULT_NONE)
        *ret_list = list;
    return fault;
}

/* One window whose time has come. */
struct turn {
    int64_t lecture_id, now;
    struct arena *arena;
    struct absent_list absent;
    bool done; // by this call
    enum fault fault;
};

/* The window as it is now in the unit: false when it is no longer due. */
static enum fault turn_read(struct db *db, const struct turn *unit, const char *sql, bool *ret_due, int64_t *ret_at)
{
    return row_one_int(db, sql, DB_VALUES(I(unit->lecture_id), I(unit->now)), ret_due, ret_at);
}

static enum db_status tell_opening(struct db *db, void *context)
{
    struct turn *unit = context;
    bool due = false, found = false;
    int64_t closes_at = 0, class_id = 0;
    unit->done = false;
    unit->fault =
        turn_read(db, unit, "SELECT closes_at FROM windows WHERE lecture_id = ? AND untold = 1 AND opens_at <= ?", &due,
                  &closes_at);
    if (unit->fault == FAULT_NONE && due)
        unit->fault = row_one_int(db, "SELECT class_id FROM lectures WHERE id = ? AND cancelled_at IS NULL",
                                  DB_VALUES(I(unit->lecture_id)), &found, &class_id);
    if (unit->fault != FAULT_NONE || !due)
        return decided_status(unit->fault);
    enum db_status status =
        db_exec(db, "UPDATE windows SET untold = 0 WHERE lecture_id = ?", DB_VALUES(I(unit->lecture_id)));
    if (status == DB_OK && found)
        status = leave_apply(db, class_id, unit->lecture_id, unit->now);
    if (status != DB_OK || !found || closes_at <= unit->now) // nobody needs to hear of what is over
        return status;
    unit->done = true;
    struct notification_request told = {
        .kind = NOTIFY_WINDOW_OPENED,
        .class_id = class_id,
        .lecture_id = unit->lecture_id,
    };
    return status_of(telling_add(db, &told, 0, unit->now));
}

static enum db_status deal_with_close(struct db *db, void *context)
{
    struct turn *unit = context;
    bool due = false;
    int64_t closed_at = 0;
    char detail[DETAIL_SIZE];
    unit->done = false;
    unit->absent = (struct absent_list){0};
    unit->fault =
        turn_read(db, unit, "SELECT closes_at FROM windows WHERE lecture_id = ? AND unswept = 1 AND closes_at <= ?",
                  &due, &closed_at);
    if (unit->fault == FAULT_NONE && due)
        unit->fault = window_absent(db, unit->lecture_id, closed_at, unit->now, unit->arena, &unit->absent);
    if (unit->fault != FAULT_NONE || !due)
        return status_of(unit->fault);
    enum db_status status =
        db_exec(db, "UPDATE windows SET unswept = 0 WHERE lecture_id = ?", DB_VALUES(I(unit->lecture_id)));
    unit->done = true;
    if (status != DB_OK || unit->absent.count == 0)
        return status;
    snprintf(detail, sizeof(detail), "%zu absent", unit->absent.count);
    return status_of(
        audit_append(db, &(struct audit_entry){unit->now, 0, "absent_at_close", "lecture", unit->lecture_id, detail}));
}

/* Runs `work` for each window that `sql` finds, and tells those who watch. */
static enum fault turns(struct school *school, const char *sql, store_unit work, int64_t now)
{
    struct row row;
    struct arena arena;
    int64_t lectures[TICK_BATCH];
    size_t count = 0;
    struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL, sql, DB_VALUES(I(now), I(TICK_BATCH)));
    while (row_next(&row))
        if (count < TICK_BATCH)
            lectures[count++] = row_int(&row, 0);
    enum fault fault = row_end(&row);
    store_reader_done(school->config.store, db);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        arena_init(&arena, TICK_ARENA_MAX);
        struct turn unit = {.lecture_id = lectures[i], .now = now, .arena = &arena};
        fault = school_write(school, work, &unit, &unit.fault);
        if (fault == FAULT_NONE && unit.done)
            event_window(school, lectures[i]);
        for (size_t k = 0; fault == FAULT_NONE && k < unit.absent.count; k++)
            event_mark(school, lectures[i], unit.absent.students[k]);
        arena_release(&arena);
    }
    return fault;
}

enum fault window_tick(struct school *school, int64_t now)
{
    enum fault fault = plan_tick(school, now);
    if (fault == FAULT_NONE)
        fault =
            turns(school, "SELECT lecture_id FROM windows WHERE untold = 1 AND opens_at <= ? ORDER BY opens_at LIMIT ?",
                  tell_opening, now);
    if (fault == FAULT_NONE)
        fault = turns(school,
                      "SELECT lecture_id FROM windows WHERE unswept = 1 AND closes_at <= ? ORDER BY closes_at LIMIT ?",
                      deal_with_close, now);
    return fault;
}
