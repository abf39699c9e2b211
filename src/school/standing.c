/* SPDX-License-Identifier: MIT */
#include "school/standing.h"

#include "school/inside.h"

enum fault standing_read_list(struct db *db, int64_t student_id, int64_t now, struct arena *arena,
                              struct class_standing_list *ret_list)
{
    struct row row;
    struct class_standing_list list = {0};
    row_begin(
        &row, db, arena,
        "SELECT s.class_id,"
        " (SELECT COUNT(*) FROM attendance a JOIN lectures l ON l.id = a.lecture_id WHERE a.student_id = s.user_id"
        " AND a.class_id = s.class_id AND l.cancelled_at IS NULL AND a.status IN ('P', 'L', 'E')),"
        " (SELECT COUNT(*) FROM lectures l WHERE l.class_id = s.class_id AND l.cancelled_at IS NULL"
        " AND (EXISTS (SELECT 1 FROM windows w WHERE w.lecture_id = l.id AND w.opens_at <= ?)"
        " OR EXISTS (SELECT 1 FROM attendance a WHERE a.lecture_id = l.id))),"
        " (SELECT COUNT(*) FROM lectures l WHERE l.class_id = s.class_id AND l.cancelled_at IS NULL)"
        " FROM students s WHERE s.user_id = ?",
        DB_VALUES(I(now), I(student_id)));
    while (row_next(&row)) {
        struct class_standing *classes = row_list(&row, list.classes, list.count, sizeof(*classes));
        if (!classes)
            break;
        list.classes = classes;
        classes[list.count++] = (struct class_standing){
            .class_id = row_int(&row, 0),
            .standing = {row_int(&row, 1), row_int(&row, 2), row_int(&row, 3)},
        };
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_list = list;
    return fault;
}

enum fault standing_read(struct db *db, int64_t class_id, int64_t student_id, int64_t now,
                         struct standing *ret_standing)
{
    struct row row;
    struct standing standing = {0};
    row_begin(&row, db, NULL,
              "SELECT (SELECT COUNT(*) FROM attendance a JOIN lectures l ON l.id = a.lecture_id WHERE a.student_id = ?"
              " AND a.class_id = c.id AND l.cancelled_at IS NULL AND a.status IN ('P', 'L', 'E')),"
              " (SELECT COUNT(*) FROM lectures l WHERE l.class_id = c.id AND l.cancelled_at IS NULL"
              " AND (EXISTS (SELECT 1 FROM windows w WHERE w.lecture_id = l.id AND w.opens_at <= ?)"
              " OR EXISTS (SELECT 1 FROM attendance a WHERE a.lecture_id = l.id))),"
              " (SELECT COUNT(*) FROM lectures l WHERE l.class_id = c.id AND l.cancelled_at IS NULL)"
              " FROM classrooms c WHERE c.id = ?",
              DB_VALUES(I(student_id), I(now), I(class_id)));
    while (row_next(&row))
        standing = (struct standing){row_int(&row, 0), row_int(&row, 1), row_int(&row, 2)};
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_standing = standing;
    return fault;
}
