/* SPDX-License-Identifier: MIT */
#include "school/marks/warning/warning_sweep.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/final.h"
#include "school/marks/sheet.h"
#include "school/marks/warning/due.h"
#include "school/marks/warning/warning_rules.h"
#include "school/marks/warning/warning_rules_inside.h"
#include "school/marks/warning/warning_sweep_inside.h"
#include "school/marks/warning/warning_tell.h"
#include "school/marks/warning/warning_walk.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SHEET_MAX = 64 << 20, DIGITS_SIZE = 24 };

static const char checked_until[] = "standing_watched_until"; // a row of `settings`

/* A run that somebody has been told of. */
struct warned {
    int64_t id, student_id, run, told_at;
    enum warning_kind kind;
    bool over;
};

/* A classroom under the eye. */
struct checked {
    int64_t class_id, now;
    struct warning_rules rules;
    struct sheet sheet;
    struct warned *list; // by student
    size_t count;
};

static enum fault warned_read(struct db *db, struct arena *arena, struct checked *checked)
{
    struct row row;
    row_begin(
        &row, db, arena,
        "SELECT id, student_id, kind, run, over_at, told_at FROM warnings WHERE class_id = ? ORDER BY student_id, id",
        DB_VALUES(I(checked->class_id)));
    while (row_next(&row)) {
        enum warning_kind kind;
        struct warned *list = row_list(&row, checked->list, checked->count, sizeof(*list));
        if (!list)
            break;
        checked->list = list;
        if (warning_kind_parse(db_text(&row.rows, 2), &kind))
            list[checked->count++] =
                (struct warned){row_int(&row, 0),         row_int(&row, 1), row_int(&row, 3), row_int(&row, 5), kind,
                                !db_is_null(&row.rows, 4)};
    }
    return row_end(&row);
}

static enum fault warned_set(struct db *db, const struct warned *warned, bool over, int64_t now)
{
    return fault_of(
        db_exec(db, "UPDATE warnings SET over_at = ? WHERE id = ?", DB_VALUES(over ? I(now) : N(), I(warned->id))));
}

/* What has become of one rule for one student; *ret_crossed: it is to be told. */
static enum fault rule_check(struct db *db, const struct checked *checked, int64_t student_id, size_t first,
                             enum warning_kind kind, const struct warning_walk *walk, bool *ret_crossed)
{
    const struct warning_state *state = &walk->of[kind];
    const struct warned *active = NULL, *same = NULL;
    *ret_crossed = false;
    for (size_t i = first; i < checked->count && checked->list[i].student_id == student_id; i++) {
        const struct warned *one = &checked->list[i];
        active = one->kind == kind && !one->over ? one : active;
        same = one->kind == kind && one->run == state->run ? one : same;
    }
    // Back since they were told, and over the line again by now: both happened since the last look.
    bool back = active && active->run != state->run && state->clear_at > active->told_at;
    if (active && (!state->holds || back)) {
        enum fault fault = warned_set(db, active, true, checked->now);
        if (fault != FAULT_NONE)
            return fault;
    }
    if (!state->holds || (active && !back) || (kind == WARN_OUT_OF_REACH && warning_walk_remaining(walk) == 0))
        return FAULT_NONE;
    if (same) // back in a run of which they have been told
        return warned_set(db, same, false, checked->now);
    *ret_crossed = true;
    return fault_of(db_exec(
        db, "INSERT INTO warnings (class_id, student_id, kind, run, told_at) VALUES (?, ?, ?, ?, ?)",
        DB_VALUES(I(checked->class_id), I(student_id), T(warning_kind_code(kind)), I(state->run), I(checked->now))));
}

static enum fault student_check(struct db *db, const struct checked *checked, int64_t student_id, size_t first,
                                const struct warning_walk *walk)
{
    unsigned crossed = 0, to[WARNING_KINDS];
    enum fault fault = FAULT_NONE;
    for (int kind = 0; fault == FAULT_NONE && kind < WARNING_KINDS; kind++) {
        bool is_crossed = false;
        fault = rule_check(db, checked, student_id, first, (enum warning_kind)kind, walk, &is_crossed);
        crossed |= (unsigned)is_crossed << kind;
    }
    warning_recipients(&checked->rules, crossed, to);
    for (int kind = 0; fault == FAULT_NONE && kind < WARNING_KINDS; kind++)
        if (to[kind])
            fault =
                warning_tell(db, checked->class_id, student_id, (enum warning_kind)kind, walk, to[kind], checked->now);
    return fault;
}

static enum fault sheet_check(struct db *db, struct checked *checked, struct arena *arena)
{
    enum fault fault = warning_rules_read(db, checked->class_id, &checked->rules);
    if (fault != FAULT_NONE)
        return fault;
    fault = sheet_read(db, checked->class_id, checked->now, arena, &checked->sheet);
    if (fault != FAULT_NONE)
        return fault;
    fault = warned_read(db, arena, checked);
    if (fault != FAULT_NONE)
        return fault;
    const struct sheet *sheet = &checked->sheet;
    struct id_index *index = arena_calloc(arena, checked->count + 1, sizeof(*index));
    struct warning_missed *room = warning_room(sheet, arena);
    size_t people = 0, first;
    if (!index || !room)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < checked->count; i++) // where each student's begin
        if (i == 0 || checked->list[i].student_id != checked->list[i - 1].student_id)
            index[people++] = (struct id_index){checked->list[i].student_id, i};
    for (size_t i = 0; fault == FAULT_NONE && i < sheet->student_count; i++) {
        struct warning_walk walk;
        int64_t id = sheet->students[i].student.id;
        if (sheet->students[i].left_at != 0)
            continue;
        warning_walk_sheet(sheet, &sheet->students[i], &checked->rules, room, NULL, NULL, &walk);
        fault =
            student_check(db, checked, id, id_index_find(index, people, id, &first) ? first : checked->count, &walk);
    }
    return fault;
}

enum fault warning_check_class(struct db *db, int64_t class_id, int64_t now)
{
    bool found = false;
    int64_t one;
    enum fault fault = row_one_int(db, "SELECT 1 FROM classrooms WHERE id = ? AND archived_at IS NULL",
                                   DB_VALUES(I(class_id)), &found, &one);
    if (fault != FAULT_NONE || !found)
        return fault;
    CLOSES(arena_release) struct arena arena = arena_of(SHEET_MAX);
    struct checked checked = {.class_id = class_id, .now = now};
    return sheet_check(db, &checked, &arena);
}

enum fault warning_release(struct db *db, int64_t now, int64_t *ret_count)
{
    struct row row;
    struct {
        int64_t lecture_id, class_id;
    } lectures[WARNING_RELEASES_MAX];
    int64_t wait = 0, count = 0;
    enum fault fault = final_wait(db, &wait);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL,
              "SELECT DISTINCT l.id, l.class_id FROM notifications n JOIN lectures l ON l.id = n.lecture_id"
              " LEFT JOIN windows w ON w.lecture_id = l.id" FINAL_JOIN
              " WHERE n.mail_at = ? AND l.cancelled_at IS NULL AND " IS_FINAL " LIMIT ?",
              DB_VALUES(I(TELL_HELD), I(now - wait), I(WARNING_RELEASES_MAX)));
    while (row_next(&row) && count < WARNING_RELEASES_MAX) {
        lectures[count].lecture_id = row_int(&row, 0);
        lectures[count++].class_id = row_int(&row, 1);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    for (int64_t i = 0; i < count; i++) {
        fault = tell_release(db, lectures[i].lecture_id);
        if (fault != FAULT_NONE)
            return fault;
        fault = final_told(db, lectures[i].class_id, lectures[i].lecture_id);
        if (fault != FAULT_NONE)
            return fault;
    }
    *ret_count = count;
    return FAULT_NONE;
}

/* ---- the sweep ---- */

struct sweeping {
    int64_t now;
    int64_t count; // of what the unit found to do
};

/* Up to which end of marking lectures have been looked at; `until` as it is, when that was never. */
static enum fault checked_read(struct db *db, bool *ret_known, int64_t *until)
{
    struct row row;
    bool known = false;
    row_begin(&row, db, NULL, "SELECT value FROM settings WHERE name = ?", DB_VALUES(T(checked_until)));
    while (row_next(&row)) {
        const char *text = db_text(&row.rows, 0);
        known = true;
        str_to_int(text ? text : "", 0, INT64_MAX, until);
    }
    *ret_known = known;
    return row_end(&row);
}

static enum fault checked_keep(struct db *db, bool known, int64_t until, int64_t now)
{
    char text[DIGITS_SIZE];
    snprintf(text, sizeof(text), "%lld", (long long)until);
    const char *sql = known ? "UPDATE settings SET value = ?, updated_at = ? WHERE name = ?"
                            : "INSERT INTO settings (value, updated_at, name) VALUES (?, ?, ?)";
    return fault_of(db_exec(db, sql, DB_VALUES(T(text), I(now), T(checked_until))));
}

/* Notes the classrooms of lectures whose time for corrections has passed; all of them when that time has become longer,
 * for what was final is to come again. */
static enum fault passed_unit(struct db *db, void *context)
{
    struct sweeping *unit = context;
    int64_t wait = 0, until = INT64_MAX;
    bool known = false;
    enum fault fault = final_wait(db, &wait);
    if (fault != FAULT_NONE)
        return fault;
    fault = checked_read(db, &known, &until);
    if (fault != FAULT_NONE)
        return fault;
    int64_t to = unit->now - wait;
    if (until < to)
        fault = due_touch_ended(db, until, to, unit->now);
    else if (known && to < until)
        fault = due_touch_all(db, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    if (!known || until != to)
        fault = checked_keep(db, known, to, unit->now);
    return fault;
}

static enum fault release_unit(struct db *db, void *context)
{
    struct sweeping *unit = context;
    return warning_release(db, unit->now, &unit->count);
}

static enum fault due_unit(struct db *db, void *context)
{
    struct sweeping *unit = context;
    struct row row;
    int64_t classes[WARNING_CLASSES_A_UNIT];
    unit->count = 0;
    row_begin(&row, db, NULL, "SELECT class_id FROM standing_due ORDER BY class_id LIMIT ?",
              DB_VALUES(I(WARNING_CLASSES_A_UNIT)));
    while (row_next(&row) && unit->count < WARNING_CLASSES_A_UNIT)
        classes[unit->count++] = row_int(&row, 0);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    for (int64_t i = 0; i < unit->count; i++) {
        fault = fault_of(db_exec(db, "DELETE FROM standing_due WHERE class_id = ?", DB_VALUES(I(classes[i]))));
        if (fault != FAULT_NONE)
            return fault;
        fault = warning_check_class(db, classes[i], unit->now);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static bool is_any(struct school *school, const char *question)
{
    bool found = false;
    int64_t one;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, question, DB_NO_VALUES, &found, &one);
    return fault != FAULT_NONE || found; // the unit will say what is wrong
}

enum fault warning_sweep(struct school *school, int64_t now)
{
    struct sweeping unit = {.now = now, .count = WARNING_RELEASES_MAX};
    enum fault fault = school_change(school, passed_unit, &unit);
    if (fault != FAULT_NONE)
        return fault;
    if (is_any(school, "SELECT 1 FROM notifications WHERE mail_at = -1 LIMIT 1")) {
        while (fault == FAULT_NONE && unit.count == WARNING_RELEASES_MAX)
            fault = school_change(school, release_unit, &unit);
    }
    if (fault != FAULT_NONE || !is_any(school, "SELECT 1 FROM standing_due LIMIT 1"))
        return fault;
    unit.count = WARNING_CLASSES_A_UNIT;
    for (int64_t done = 0; fault == FAULT_NONE && unit.count == WARNING_CLASSES_A_UNIT && done < WARNING_CLASSES_MAX;
         done += WARNING_CLASSES_A_UNIT)
        fault = school_change(school, due_unit, &unit);
    return fault;
}
