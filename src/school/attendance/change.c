/* SPDX-License-Identifier: MIT */
/*
 * Marks changed by people. Each act is one row of `changes`, with what every mark it touched was before, so that it can
 * be undone for CHANGE_HOURS: a mark that has changed once more since then stays as it is.
 */
#include "school/attendance/change.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/change_inside.h"
#include "school/attendance/hand_time.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/marks/mark_inside.h"
#include "school/marks/mark_write.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- undoing ---- */

struct undo {
    const struct actor *actor;
    int64_t lecture_id, change_id, now;
    struct mark_change change; // the undoing is one, too
    int64_t *restored, *kept;
    size_t restored_count, kept_count, places;
};

struct undo_item {
    int64_t student_id, after_version;
    struct mark_state before;
};

/* CHANGE_UNKNOWN unless the change is this lecture's and CHANGE_HOURS young. *ret_undone: there is nothing left to do.
 */
static enum fault undo_allowed(struct db *db, struct undo *unit, bool *ret_undone)
{
    struct access access = {0};
    bool found = false;
    int64_t undone_at = 0;
    enum fault fault = access_lecture_work(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(
        db, "SELECT COALESCE(undone_at, 0) FROM changes WHERE id = ? AND lecture_id = ? AND at > ?",
        DB_VALUES(I(unit->change_id), I(unit->lecture_id), I(unit->now - CHANGE_HOURS * (int64_t)SCHOOL_HOUR_MS)),
        &found, &undone_at);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_CHANGE_UNKNOWN;
    unit->change = (struct mark_change){
        .actor = unit->actor, .lecture_id = unit->lecture_id, .class_id = access.class_id, .now = unit->now};
    *ret_undone = undone_at != 0;
    return *ret_undone ? FAULT_NONE : hand_time_check(db, &access, &unit->change, "undone");
}

static enum fault undo_items(struct db *db, int64_t change_id, struct arena *arena, struct undo_item **ret_items,
                             size_t *ret_count)
{
    struct row row;
    struct undo_item *items = NULL;
    size_t count = 0;
    row_begin(&row, db, arena,
              "SELECT student_id, after_version, timestamp, status, minutes_late, method, marked_by, note, flags"
              " FROM change_marks WHERE change_id = ? ORDER BY student_id",
              DB_VALUES(I(change_id)));
    while (row_next(&row)) {
        struct undo_item *list = row_list(&row, items, count, sizeof(*items));
        if (!list)
            break;
        items = list;
        struct undo_item *item = &items[count++];
        *item = (struct undo_item){row_int(&row, 0), row_int(&row, 1), {0}};
        if (!mark_status_parse(db_text(&row.rows, 3), &item->before.status))
            continue;
        item->before.timestamp = row_int(&row, 2);
        item->before.minutes_late = row_int(&row, 4);
        item->before.method = mark_method_of(db_text(&row.rows, 5));
        item->before.marked_by = row_int(&row, 6);
        const char *note = db_text(&row.rows, 7);
        item->before.has_note = note && str_copy(item->before.note, sizeof(item->before.note), note);
        item->before.flags = mark_flags_read(db_text(&row.rows, 8));
    }
    *ret_items = items;
    *ret_count = count;
    return row_end(&row);
}

/* *ret_kept: has left the class, or changed since. */
static enum fault item_put_back(struct db *db, struct mark_change *change, const struct undo_item *item, bool *ret_kept)
{
    struct mark_state now;
    enum fault fault = mark_state_read(db, change->class_id, change->lecture_id, item->student_id, &now);
    if (fault != FAULT_NONE && fault != FAULT_NOT_FOUND)
        return fault;
    *ret_kept = fault == FAULT_NOT_FOUND || now.version != item->after_version;
    return *ret_kept ? FAULT_NONE : mark_write(db, change, item->student_id, &now, &item->before);
}

static enum fault undo_one(struct db *db, struct undo *unit, const struct undo_item *item)
{
    bool kept = false;
    enum fault fault = item_put_back(db, &unit->change, item, &kept);
    if (fault != FAULT_NONE)
        return fault;
    if (kept && unit->kept_count < unit->places)
        unit->kept[unit->kept_count++] = item->student_id;
    if (!kept && unit->restored_count < unit->places)
        unit->restored[unit->restored_count++] = item->student_id;
    return FAULT_NONE;
}

enum fault change_put_back(struct db *db, struct mark_change *change, int64_t change_id, int64_t student_id,
                           struct arena *arena, bool *ret_kept)
{
    struct undo_item *items = NULL;
    size_t count = 0;
    enum fault fault = undo_items(db, change_id, arena, &items, &count);
    *ret_kept = true;
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        if (items[i].student_id == student_id)
            fault = item_put_back(db, change, &items[i], ret_kept);
    return fault;
}

static enum fault undo_write(struct db *db, void *context)
{
    struct undo *unit = context;
    struct undo_item *items = NULL;
    size_t count = 0;
    bool undone = false;
    unit->restored_count = unit->kept_count = 0;
    enum fault fault = undo_allowed(db, unit, &undone);
    if (fault != FAULT_NONE || undone)
        return fault;
    CLOSES(arena_release) struct arena arena = arena_of(CHANGE_ARENA_MAX);
    fault = undo_items(db, unit->change_id, &arena, &items, &count);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = undo_one(db, unit, &items[i]);
    if (fault != FAULT_NONE)
        return fault;
    return mark_change_undone(db, unit->change_id, unit->now);
}

enum fault attendance_undo(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t change_id,
                           struct arena *arena, struct undone *ret_undone)
{
    struct undone undone = {0};
    struct undo unit = {
        .actor = actor,
        .lecture_id = lecture_id,
        .change_id = change_id,
        .now = school_now(school),
        .restored = arena_calloc(arena, CLASSROOM_STUDENTS_MAX, sizeof(int64_t)),
        .kept = arena_calloc(arena, CLASSROOM_STUDENTS_MAX, sizeof(int64_t)),
        .places = CLASSROOM_STUDENTS_MAX,
    };
    if (!unit.restored || !unit.kept)
        return FAULT_INTERNAL;
    enum fault fault = school_change(school, undo_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = change_result(school, &unit.change, unit.restored, unit.restored_count, arena, &undone.result);
    if (fault != FAULT_NONE)
        return fault;
    undone.kept = unit.kept;
    undone.kept_count = unit.kept_count;
    *ret_undone = undone;
    return FAULT_NONE;
}

/* ---- what an act answers ---- */

enum fault change_result(struct school *school, const struct mark_change *change, const int64_t *students, size_t count,
                         struct arena *arena, struct change_result *ret_result)
{
    struct mark_list list = {0};
    struct change_result result = {.change = change->id};
    struct id_index *index = arena_calloc(arena, count + 1, sizeof(*index));
    result.marks = arena_calloc(arena, count + 1, sizeof(*result.marks));
    if (!index || !result.marks)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < count; i++) {
        index[i] = (struct id_index){students[i], i};
        event_mark(school, change->lecture_id, students[i]);
    }
    id_index_sort(index, count);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = mark_read_list(db, change->class_id, change->lecture_id, 0, arena, &list);
    store_reader_close(&db);
    for (size_t i = 0; i < list.count && result.count < count; i++) {
        size_t at;
        if (id_index_find(index, count, list.marks[i].student.id, &at))
            result.marks[result.count++] = list.marks[i];
    }
    if (fault != FAULT_NONE)
        return fault;
    *ret_result = result;
    return FAULT_NONE;
}
