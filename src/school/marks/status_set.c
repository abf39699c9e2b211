/* SPDX-License-Identifier: MIT */
#include "school/marks/status_set.h"

#include <string.h>

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/due.h"
#include "school/marks/mark.h"
#include "school/marks/status_set_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 600 };

static const struct status_line usual[MARK_STATUS_COUNT] = {
    [MARK_PRESENT] = {"P", "Present", 200, COUNTS_ATTENDED},
    [MARK_LATE] = {"L", "Late", 100, COUNTS_ATTENDED},
    [MARK_EXCUSED] = {"E", "Excused", 100, COUNTS_ATTENDED},
    [MARK_ABSENT] = {"A", "Absent", 0, COUNTS_MISSED},
};

const struct status_line *status_set_usual(enum mark_status status)
{
    return &usual[status];
}

enum fault status_set_read(struct db *db, int64_t class_id, struct arena *arena, struct status_set *ret_set)
{
    struct row row;
    struct status_set set = {.version = 0};
    memcpy(set.of, usual, sizeof(usual));
    row_begin(&row, db, arena,
              "SELECT c.status_set_version, c.excused_counts, s.status, s.letter, s.name, s.points, s.counts"
              " FROM classrooms c LEFT JOIN status_sets s ON s.class_id = c.id WHERE c.id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        enum mark_status status;
        set.version = row_int(&row, 0);
        if (mark_status_parse(db_text(&row.rows, 2), &status)) {
            set.of[status] = (struct status_line){row_string(&row, 3), row_string(&row, 4), row_int(&row, 5), 0};
            mark_counts_parse(db_text(&row.rows, 6), &set.of[status].counts);
        }
        mark_counts_parse(db_text(&row.rows, 1), &set.of[MARK_EXCUSED].counts);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_set = set;
    return FAULT_NONE;
}

enum fault status_set_get(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                          struct status_set *ret_set)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return status_set_read(db, class_id, arena, ret_set);
}

struct set_edit {
    const struct actor *actor;
    int64_t class_id;
    struct status_set set;
    struct arena *arena;
    int64_t now;
};

static enum fault set_allowed(struct db *db, const struct set_edit *unit)
{
    struct access access;
    struct status_set now;
    enum fault fault = access_classroom(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_change(&access);
    if (fault != FAULT_NONE)
        return fault;
    fault = status_set_read(db, unit->class_id, unit->arena, &now);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->set.version != 0 && unit->set.version != now.version)
        return FAULT_CHANGED_MEANWHILE;
    return FAULT_NONE;
}

static enum fault set_write(struct db *db, void *context)
{
    struct set_edit *unit = context;
    char detail[DETAIL_SIZE] = "";
    size_t size = 0;
    enum fault fault = set_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db, "DELETE FROM status_sets WHERE class_id = ?", DB_VALUES(I(unit->class_id)));
    for (int i = MARK_PRESENT; status == DB_OK && i < MARK_STATUS_COUNT; i++) {
        const struct status_line *line = &unit->set.of[i];
        const char *code = mark_status_code((enum mark_status)i), *counts = mark_counts_code(line->counts);
        status = db_exec(
            db, "INSERT INTO status_sets (class_id, status, letter, name, points, counts) VALUES (?, ?, ?, ?, ?, ?)",
            DB_VALUES(I(unit->class_id), T(code), T(line->letter), T(line->name), I(line->points), T(counts)));
        size += (size_t)snprintf(detail + size, sizeof(detail) - size, "%s%s: %s, %lld, %s", size ? "; " : "", code,
                                 line->letter, (long long)line->points, counts);
    }
    const char *excused = mark_counts_code(unit->set.of[MARK_EXCUSED].counts);
    if (status == DB_OK)
        status = db_exec(db,
                         "UPDATE classrooms SET version = version + CASE WHEN excused_counts = ? THEN 0 ELSE 1 END,"
                         " excused_counts = ?, status_set_version = status_set_version + 1 WHERE id = ?",
                         DB_VALUES(T(excused), T(excused), I(unit->class_id)));
    if (status != DB_OK)
        return fault_of(status);
    fault = due_touch(db, unit->class_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){unit->now, unit->actor->user_id, "status_set_changed", "classroom",
                                                  unit->class_id, detail});
}

static enum fault line_check(struct status_set *set, int status, struct arena *arena)
{
    struct status_line *line = &set->of[status];
    enum fault fault = text_clean(line->letter, STATUS_LETTER_MAX, false, false, arena, &line->letter);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(line->name, STATUS_NAME_MAX, false, false, arena, &line->name);
    if (fault != FAULT_NONE)
        return fault;
    if (line->points < 0 || line->points > STATUS_POINTS_MAX)
        return FAULT_NUMBER_INVALID;
    for (int i = MARK_PRESENT; fault == FAULT_NONE && i < status; i++)
        if (strcmp(set->of[i].letter, line->letter) == 0)
            fault = FAULT_STATUS_SET_INVALID;
    return fault;
}

enum fault status_set_change(struct school *school, const struct actor *actor, int64_t class_id,
                             const struct status_set *set, struct arena *arena, struct status_set *ret_set)
{
    struct set_edit unit = {
        .actor = actor,
        .class_id = class_id,
        .set = *set,
        .arena = arena,
        .now = school_now(school),
    };
    enum fault fault = FAULT_NONE;
    for (int i = MARK_PRESENT; fault == FAULT_NONE && i < MARK_STATUS_COUNT; i++)
        fault = line_check(&unit.set, i, arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, set_write, &unit);
    return fault != FAULT_NONE ? fault : status_set_get(school, actor, class_id, arena, ret_set);
}
