/* SPDX-License-Identifier: MIT */
#include "school/standing.h"

#include <string.h>

#include "school/inside.h"

enum fault status_points_read(struct db *db, int64_t class_id, int64_t points[static MARK_STATUS_COUNT])
{
    static const int64_t usual[MARK_STATUS_COUNT] = {
        [MARK_PRESENT] = 2,
        [MARK_LATE] = 1,
        [MARK_EXCUSED] = 1,
        [MARK_ABSENT] = 0,
    };
    (void)db;
    (void)class_id;
    memcpy(points, usual, sizeof(usual));
    return FAULT_NONE;
}

/* Columns `first` and on: threshold_percent, excused_counts. */
static void rule_from_row(struct row *row, int first, struct standing_rule *rule)
{
    rule->threshold_percent = row_int(row, first);
    rule->excused = excused_rule_of(db_text(&row->rows, first + 1));
}

enum fault standing_rule_read(struct db *db, int64_t class_id, struct standing_rule *ret_rule)
{
    struct row row;
    struct standing_rule rule = {0};
    bool found = false;
    row_begin(&row, db, NULL, "SELECT threshold_percent, excused_counts FROM classrooms WHERE id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        found = true;
        rule_from_row(&row, 0, &rule);
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE && !found)
        fault = FAULT_NOT_FOUND;
    if (fault == FAULT_NONE)
        fault = status_points_read(db, class_id, rule.points);
    if (fault == FAULT_NONE)
        *ret_rule = rule;
    return fault;
}

/* ---- one student ---- */

static enum fault classes_of(struct db *db, int64_t student_id, int64_t class_id, struct arena *arena,
                             struct class_standing_list *list)
{
    struct row row;
    row_begin(
        &row, db, arena,
        "SELECT c.id, c.threshold_percent, c.excused_counts FROM students s JOIN classrooms c ON c.id = s.class_id"
        " WHERE s.user_id = ? AND s.class_id BETWEEN ? AND ? ORDER BY c.id",
        DB_VALUES(I(student_id), I(class_id), I(class_id ? class_id : INT64_MAX)));
    while (row_next(&row)) {
        struct class_standing *classes = row_list(&row, list->classes, list->count, sizeof(*classes));
        if (!classes)
            break;
        list->classes = classes;
        classes[list->count] = (struct class_standing){.class_id = row_int(&row, 0)};
        rule_from_row(&row, 1, &classes[list->count++].standing.rule);
    }
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < list->count; i++)
        fault = status_points_read(db, list->classes[i].class_id, list->classes[i].standing.rule.points);
    return fault;
}

/* The mark in these two columns; MARK_UNMARKED for NULL. */
static enum mark_status status_from_row(struct row *row, int column)
{
    enum mark_status status = MARK_UNMARKED;
    mark_status_parse(db_text(&row->rows, column), &status);
    return status;
}

/* Of one classroom (`class_id` not 0) or of all of the student's. */
static enum fault standings_read(struct db *db, int64_t student_id, int64_t class_id, int64_t now, struct arena *arena,
                                 struct class_standing_list *ret_list)
{
    struct row row;
    struct class_standing_list list = {0};
    enum fault fault = classes_of(db, student_id, class_id, arena, &list);
    struct tally *tallies = arena_calloc(arena, list.count + 1, sizeof(*tallies));
    if (fault != FAULT_NONE || !tallies)
        return fault != FAULT_NONE ? fault : FAULT_INTERNAL;
    for (size_t i = 0; i < list.count; i++)
        tally_begin(&tallies[i], &list.classes[i].standing.rule);
    row_begin(&row, db, NULL,
              "SELECT l.class_id, CASE WHEN w.opens_at <= ? THEN 1"
              " WHEN EXISTS (SELECT 1 FROM attendance x WHERE x.lecture_id = l.id) THEN 1 ELSE 0 END,"
              " a.status, a.minutes_late FROM students s JOIN lectures l ON l.class_id = s.class_id"
              " LEFT JOIN windows w ON w.lecture_id = l.id"
              " LEFT JOIN attendance a ON a.student_id = s.user_id AND a.class_id = l.class_id AND a.lecture_id = l.id"
              " WHERE s.user_id = ? AND s.class_id BETWEEN ? AND ? AND l.cancelled_at IS NULL"
              " ORDER BY l.class_id, l.starts_at, l.id",
              DB_VALUES(I(now), I(student_id), I(class_id), I(class_id ? class_id : INT64_MAX)));
    for (size_t at = 0; row_next(&row);) {
        while (at < list.count && list.classes[at].class_id < row_int(&row, 0))
            at++;
        if (at < list.count && list.classes[at].class_id == row_int(&row, 0))
            tally_lecture(&tallies[at], row_int(&row, 1) != 0, status_from_row(&row, 2), row_int(&row, 3));
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
    return standings_read(db, student_id, 0, now, arena, ret_list);
}

enum fault standing_read(struct db *db, int64_t class_id, int64_t student_id, int64_t now, struct arena *arena,
                         struct standing *ret_standing)
{
    struct class_standing_list list;
    enum fault fault = standings_read(db, student_id, class_id, now, arena, &list);
    if (fault == FAULT_NONE && list.count != 1)
        fault = FAULT_NOT_FOUND;
    if (fault == FAULT_NONE)
        *ret_standing = list.classes[0].standing;
    return fault;
}
