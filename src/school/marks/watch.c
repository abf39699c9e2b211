/* SPDX-License-Identifier: MIT */
#include "school/marks/watch.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/standing.h"
#include "school/marks/watch_inside.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"

enum { SHEET_MAX = 64 << 20, DIGITS_SIZE = 24 };

static const char watched_until[] = "standing_watched_until"; // a row of `settings`

/* What a student was told last. */
struct warning {
    bool below, out_of_reach, known;
};

static enum fault warning_keep(struct db *db, int64_t class_id, int64_t student_id, const struct warning *warning,
                               int64_t now)
{
    struct db_value below = I(warning->below), out_of_reach = I(warning->out_of_reach);
    if (warning->known)
        return fault_of(db_exec(db,
                                "UPDATE standing_warnings SET below = ?, out_of_reach = ?, updated_at = ?"
                                " WHERE class_id = ? AND student_id = ?",
                                DB_VALUES(below, out_of_reach, I(now), I(class_id), I(student_id))));
    return fault_of(db_exec(
        db,
        "INSERT INTO standing_warnings (class_id, student_id, below, out_of_reach, updated_at) VALUES (?, ?, ?, ?, ?)",
        DB_VALUES(I(class_id), I(student_id), below, out_of_reach, I(now))));
}

static enum fault warning_tell(struct db *db, int64_t class_id, int64_t student_id, enum notification_kind kind,
                               const struct standing *standing, int64_t now)
{
    char text[80];
    snprintf(text, sizeof(text), "%lld/%lld, %lld %%", (long long)standing->attended, (long long)standing->counted,
             (long long)standing->rule.threshold_percent);
    struct notification_request request = {
        .user_id = student_id,
        .kind = kind,
        .class_id = class_id,
        .text = text,
    };
    return tell(db, TELL_PERSON, &request, 0, now);
}

/* Of the two, out of reach is told alone: it says more. */
static enum fault watch_one(struct db *db, int64_t class_id, int64_t student_id, const struct standing *standing,
                            const struct warning *before, int64_t now)
{
    struct outlook outlook;
    enum fault fault = FAULT_NONE;
    standing_outlook(standing, &outlook);
    bool enough = standing->counted >= WATCH_LECTURES_MIN;
    struct warning after = {
        .below = enough && outlook.below,
        .out_of_reach = enough && outlook.out_of_reach && (outlook.remaining > 0 || before->out_of_reach),
        .known = before->known,
    };
    if (after.below == before->below && after.out_of_reach == before->out_of_reach)
        return FAULT_NONE;
    if (after.out_of_reach && !before->out_of_reach)
        fault = warning_tell(db, class_id, student_id, NOTIFY_OUT_OF_REACH, standing, now);
    else if (after.below && !before->below)
        fault = warning_tell(db, class_id, student_id, NOTIFY_BELOW_THRESHOLD, standing, now);
    return fault == FAULT_NONE ? warning_keep(db, class_id, student_id, &after, now) : fault;
}

static enum fault watch_student(struct db *db, int64_t class_id, int64_t student_id, int64_t now, struct arena *arena)
{
    struct row row;
    struct standing standing;
    struct warning before = {0};
    enum fault fault = standing_read(db, class_id, student_id, now, arena, &standing);
    if (fault != FAULT_NONE)
        return fault == FAULT_NOT_FOUND ? FAULT_NONE : fault;
    row_begin(&row, db, NULL, "SELECT below, out_of_reach FROM standing_warnings WHERE class_id = ? AND student_id = ?",
              DB_VALUES(I(class_id), I(student_id)));
    while (row_next(&row))
        before = (struct warning){row_int(&row, 0) != 0, row_int(&row, 1) != 0, true};
    fault = row_end(&row);
    return fault == FAULT_NONE ? watch_one(db, class_id, student_id, &standing, &before, now) : fault;
}

static enum fault watch_class(struct db *db, int64_t class_id, int64_t now, struct arena *arena)
{
    struct row row;
    struct sheet sheet;
    size_t at;
    enum fault fault = sheet_read(db, class_id, now, arena, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    struct warning *before = arena_calloc(arena, sheet.student_count + 1, sizeof(*before));
    struct id_index *index = arena_calloc(arena, sheet.student_count + 1, sizeof(*index));
    if (!before || !index)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < sheet.student_count; i++)
        index[i] = (struct id_index){sheet.students[i].student.id, i};
    id_index_sort(index, sheet.student_count);
    row_begin(&row, db, NULL, "SELECT student_id, below, out_of_reach FROM standing_warnings WHERE class_id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row))
        if (id_index_find(index, sheet.student_count, row_int(&row, 0), &at))
            before[at] = (struct warning){row_int(&row, 1) != 0, row_int(&row, 2) != 0, true};
    fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < sheet.student_count; i++)
        if (sheet.students[i].left_at == 0)
            fault = watch_one(db, class_id, sheet.students[i].student.id, &sheet.students[i].standing, &before[i], now);
    return fault;
}

enum fault standing_watch(struct db *db, int64_t class_id, int64_t student_id, int64_t now)
{
    struct arena arena;
    arena_init(&arena, SHEET_MAX);
    enum fault fault =
        student_id ? watch_student(db, class_id, student_id, now, &arena) : watch_class(db, class_id, now, &arena);
    arena_release(&arena);
    return fault;
}

/* ---- after windows have closed ---- */

struct watching {
    int64_t now;
    size_t count; // windows looked at
    enum fault fault;
};

/* Up to when windows have been looked at; now, when that was never. */
static enum fault watched_read(struct db *db, int64_t now, bool *ret_known, int64_t *ret_until)
{
    struct row row;
    int64_t until = now;
    bool known = false;
    row_begin(&row, db, NULL, "SELECT value FROM settings WHERE name = ?", DB_VALUES(T(watched_until)));
    while (row_next(&row)) {
        const char *text = db_text(&row.rows, 0);
        known = true;
        str_to_int(text ? text : "", 0, INT64_MAX, &until);
    }
    *ret_known = known;
    *ret_until = until;
    return row_end(&row);
}

static enum fault watched_keep(struct db *db, bool known, int64_t until, int64_t now)
{
    char text[DIGITS_SIZE];
    snprintf(text, sizeof(text), "%lld", (long long)until);
    const char *sql = known ? "UPDATE settings SET value = ?, updated_at = ? WHERE name = ?"
                            : "INSERT INTO settings (value, updated_at, name) VALUES (?, ?, ?)";
    return fault_of(db_exec(db, sql, DB_VALUES(T(text), I(now), T(watched_until))));
}

static enum db_status watching_unit(struct db *db, void *context)
{
    struct watching *unit = context;
    struct row row;
    int64_t classes[WATCH_WINDOWS_MAX], until, last;
    bool known;
    unit->count = 0;
    unit->fault = watched_read(db, unit->now, &known, &until);
    if (unit->fault != FAULT_NONE)
        return status_of(unit->fault);
    last = until;
    row_begin(&row, db, NULL,
              "SELECT l.class_id, w.closes_at FROM windows w JOIN lectures l ON l.id = w.lecture_id"
              " WHERE w.closes_at > ? AND w.closes_at <= ? ORDER BY w.closes_at LIMIT ?",
              DB_VALUES(I(until), I(unit->now), I(WATCH_WINDOWS_MAX)));
    while (row_next(&row) && unit->count < WATCH_WINDOWS_MAX) {
        classes[unit->count++] = row_int(&row, 0);
        last = row_int(&row, 1);
    }
    unit->fault = row_end(&row);
    // Windows that close at the same moment as the last one looked at must not be passed over.
    if (unit->count == WATCH_WINDOWS_MAX && last - 1 > until)
        last--;
    for (size_t i = 0; unit->fault == FAULT_NONE && i < unit->count; i++)
        unit->fault = standing_watch(db, classes[i], 0, unit->now);
    if (unit->fault == FAULT_NONE && (!known || last != until))
        unit->fault = watched_keep(db, known, last, unit->now);
    return status_of(unit->fault);
}

enum fault standing_watch_closed(struct school *school, int64_t now)
{
    struct watching unit = {.now = now};
    enum fault fault = FAULT_NONE;
    int64_t rounds = 0;
    do
        fault = school_write(school, watching_unit, &unit, &unit.fault);
    while (fault == FAULT_NONE && unit.count == WATCH_WINDOWS_MAX && ++rounds < WATCH_WINDOWS_MAX);
    return fault;
}
