/* SPDX-License-Identifier: MIT */
#include "school/marks/standing.h"

#include <string.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/taken_rule.h"
#include "school/marks/mark.h"
#include "school/marks/membership.h"
#include "school/marks/status_set_inside.h"
#include "school/marks/tally.h"
#include "store/db.h"
#include "store/engine.h"

enum fault standing_rule_read(struct db *db, int64_t class_id, struct standing_rule *ret_rule)
{
    struct row row;
    struct standing_rule rule = {0};
    bool found = false;
    row_begin(&row, db, NULL, "SELECT threshold_percent, leave_out FROM classrooms WHERE id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        found = true;
        rule.threshold_percent = row_int(&row, 0);
        rule.leave_out = row_int(&row, 1);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    fault = status_rule_read(db, class_id, &rule);
    if (fault != FAULT_NONE)
        return fault;
    *ret_rule = rule;
    return FAULT_NONE;
}

/* ---- one student ---- */

static enum fault classes_of(struct db *db, int64_t student_id, int64_t class_id, struct arena *arena,
                             struct class_standing_list *list)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT c.id, c.threshold_percent, c.leave_out FROM students s JOIN classrooms c ON c.id = s.class_id"
              " WHERE s.user_id = ? AND s.class_id BETWEEN ? AND ? ORDER BY c.id",
              DB_VALUES(I(student_id), I(class_id), I(class_id ? class_id : INT64_MAX)));
    while (row_next(&row)) {
        struct class_standing *classes = row_list(&row, list->classes, list->count, sizeof(*classes));
        if (!classes)
            break;
        list->classes = classes;
        classes[list->count] = (struct class_standing){.class_id = row_int(&row, 0)};
        classes[list->count].standing.rule.threshold_percent = row_int(&row, 1);
        classes[list->count++].standing.rule.leave_out = row_int(&row, 2);
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < list->count; i++)
        fault = status_rule_read(db, list->classes[i].class_id, &list->classes[i].standing.rule);
    return fault;
}

struct stay {
    int64_t class_id;
    struct span span;
};

/* All stays of one person in these classrooms, by class. */
struct stays {
    struct stay *list;
    size_t count;
};

static enum fault stays_read(struct db *db, int64_t student_id, int64_t class_id, struct arena *arena,
                             struct stays *stays)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT class_id, joined_at, left_at FROM memberships WHERE user_id = ? AND class_id BETWEEN ? AND ?"
              " ORDER BY class_id, joined_at",
              DB_VALUES(I(student_id), I(class_id), I(class_id ? class_id : INT64_MAX)));
    while (row_next(&row)) {
        struct stay *list = row_list(&row, stays->list, stays->count, sizeof(*list));
        if (!list)
            break;
        stays->list = list;
        list[stays->count++] =
            (struct stay){row_int(&row, 0), {row_int(&row, 1), span_end(db_is_null(&row.rows, 2), row_int(&row, 2))}};
    }
    return row_end(&row);
}

/* Of the stays from `first` on, which are the first of this classroom's. */
static bool stays_hold(const struct stays *stays, size_t first, int64_t class_id, int64_t starts_at, int64_t ends_at)
{
    for (size_t i = first; i < stays->count && stays->list[i].class_id == class_id; i++)
        if (span_holds(&stays->list[i].span, 1, starts_at, ends_at))
            return true;
    return false;
}

/* The student's marks in these classrooms, found by their lecture. */
struct own_mark {
    enum mark_status status;
    int64_t minutes_late;
};
struct own_marks {
    struct own_mark *list;
    struct id_index *index; // by lecture_id
    size_t count;
};

static enum fault marks_read(struct db *db, int64_t student_id, int64_t class_id, struct arena *arena,
                             struct own_marks *marks)
{
    struct row row;
    row_begin(
        &row, db, arena,
        "SELECT lecture_id, status, minutes_late FROM attendance WHERE student_id = ? AND class_id BETWEEN ? AND ?",
        DB_VALUES(I(student_id), I(class_id), I(class_id ? class_id : INT64_MAX)));
    while (row_next(&row)) {
        struct own_mark mark = {MARK_UNMARKED, row_int(&row, 2)};
        struct own_mark *list = row_list(&row, marks->list, marks->count, sizeof(*list));
        struct id_index *index = row_list(&row, marks->index, marks->count, sizeof(*index));
        if (!list || !index)
            break;
        mark_status_parse(db_text(&row.rows, 1), &mark.status);
        marks->list = list;
        marks->index = index;
        index[marks->count] = (struct id_index){row_int(&row, 0), marks->count};
        list[marks->count++] = mark;
    }
    id_index_sort(marks->index, marks->count);
    return row_end(&row);
}

static struct own_mark mark_in(const struct own_marks *marks, int64_t lecture_id)
{
    size_t at;
    bool found = id_index_find(marks->index, marks->count, lecture_id, &at);
    return found ? marks->list[at] : (struct own_mark){MARK_UNMARKED, 0};
}

/* The next lecture of theirs in the order of time. */
static void strip_add(struct strip *strip, struct strip_cell cell, int64_t now)
{
    if (cell.starts_at > now) {
        if (strip->coming < STRIP_COMING)
            strip->cells[strip->begun + strip->coming++] = cell;
        return;
    }
    if (strip->begun == STRIP_BEGUN)
        memmove(strip->cells, strip->cells + 1, --strip->begun * sizeof(cell));
    strip->cells[strip->begun++] = cell;
}

/* Of one classroom (`class_id` not 0) or of all of the student's; with strips when they are asked for. */
static enum fault standings_read(struct db *db, int64_t student_id, int64_t class_id, int64_t now, bool strips,
                                 struct arena *arena, struct class_standing_list *ret_list)
{
    struct row row;
    struct class_standing_list list = {0};
    struct stays stays = {0};
    struct own_marks marks = {0};
    enum fault fault = classes_of(db, student_id, class_id, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    list.strips = strips ? arena_calloc(arena, list.count + 1, sizeof(*list.strips)) : NULL;
    if (strips && !list.strips)
        return FAULT_INTERNAL;
    fault = stays_read(db, student_id, class_id, arena, &stays);
    if (fault != FAULT_NONE)
        return fault;
    fault = marks_read(db, student_id, class_id, arena, &marks);
    if (fault != FAULT_NONE)
        return fault;
    struct tally *tallies = arena_calloc(arena, list.count + 1, sizeof(*tallies));
    if (!tallies)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < list.count; i++)
        tally_begin(&tallies[i], &list.classes[i].standing.rule);
    // The marks by themselves: joined to the lectures, each would be looked for among those of a whole class.
    row_begin(&row, db, NULL,
              "SELECT l.id, l.class_id, CASE WHEN " LECTURE_TAKEN
              " THEN 1 ELSE 0 END, l.starts_at, l.ends_at, " MARKING_ENDS ", CASE WHEN " GROUP_THEN(
                  "s.user_id") " THEN 1 ELSE 0 END"
                               " FROM students s JOIN lectures l ON l.class_id = s.class_id"
                               " LEFT JOIN windows w ON w.lecture_id = l.id"
                               " WHERE s.user_id = ? AND s.class_id BETWEEN ? AND ? AND l.cancelled_at IS NULL"
                               " ORDER BY l.class_id, l.starts_at, l.id",
              DB_VALUES(I(now), I(student_id), I(class_id), I(class_id ? class_id : INT64_MAX)));
    for (size_t at = 0, first = 0; row_next(&row);) {
        int64_t class_of = row_int(&row, 1);
        while (at < list.count && list.classes[at].class_id < class_of)
            at++;
        while (first < stays.count && stays.list[first].class_id < class_of)
            first++;
        const struct tally_moment moment = {
            .lecture_id = row_int(&row, 0),
            .member = row_int(&row, 6) != 0 && stays_hold(&stays, first, class_of, row_int(&row, 3), row_int(&row, 4)),
            .taken = row_int(&row, 2) != 0,
            .over = row_int(&row, 5) <= now,
        };
        const struct own_mark mark = mark_in(&marks, moment.lecture_id);
        if (at == list.count || list.classes[at].class_id != class_of)
            continue;
        tally_lecture(&tallies[at], &moment, mark.status, mark.minutes_late);
        if (strips && tally_theirs(&moment, mark.status))
            strip_add(&list.strips[at],
                      (struct strip_cell){row_int(&row, 3), mark.status, tally_decided(&moment, mark.status)}, now);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < list.count; i++)
        tally_end(&tallies[i], &list.classes[i].standing);
    *ret_list = list;
    return FAULT_NONE;
}

enum fault standing_read_list(struct db *db, int64_t student_id, int64_t now, struct arena *arena,
                              struct class_standing_list *ret_list)
{
    return standings_read(db, student_id, 0, now, false, arena, ret_list);
}

enum fault standing_read_strips(struct db *db, int64_t student_id, int64_t now, struct arena *arena,
                                struct class_standing_list *ret_list)
{
    return standings_read(db, student_id, 0, now, true, arena, ret_list);
}

enum fault standing_read(struct db *db, int64_t class_id, int64_t student_id, int64_t now, struct arena *arena,
                         struct standing *ret_standing)
{
    struct class_standing_list list;
    enum fault fault = standings_read(db, student_id, class_id, now, false, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    if (list.count != 1)
        return FAULT_NOT_FOUND;
    *ret_standing = list.classes[0].standing;
    return FAULT_NONE;
}
