/* SPDX-License-Identifier: MIT */
/* How many came to a lecture. */
#include <string.h>

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/counts_inside.h"
#include "school/marks/mark.h"
#include "store/db.h"
#include "store/engine.h"

/* Columns `first` and on: present, late, excused, absent, flagged. */
struct counts counts_from_row(struct row *row, int first, int64_t students)
{
    struct counts counts = {
        .students = students,
        .present = row_int(row, first),
        .late = row_int(row, first + 1),
        .excused = row_int(row, first + 2),
        .absent = row_int(row, first + 3),
        .flagged = row_int(row, first + 4),
    };
    counts.marked = counts.present + counts.late + counts.excused + counts.absent;
    counts.unmarked = students - counts.marked;
    return counts;
}

enum fault students_count(struct db *db, int64_t class_id, int64_t *ret_students)
{
    bool found;
    return row_one_int(db, "SELECT COUNT(*) FROM students WHERE class_id = ?", DB_VALUES(I(class_id)), &found,
                       ret_students);
}

enum fault counts_read(struct db *db, int64_t class_id, int64_t lecture_id, struct counts *ret_counts)
{
    struct row row;
    struct counts counts = {0};
    int64_t students = 0;
    enum fault fault = students_count(db, class_id, &students);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL,
              "SELECT COUNT(CASE WHEN a.status = 'P' THEN 1 END), COUNT(CASE WHEN a.status = 'L' THEN 1 END),"
              " COUNT(CASE WHEN a.status = 'E' THEN 1 END), COUNT(CASE WHEN a.status = 'A' THEN 1 END),"
              " COUNT(a.flags)"
              " FROM attendance a JOIN students s ON s.class_id = a.class_id AND s.user_id = a.student_id"
              " WHERE a.lecture_id = ?",
              DB_VALUES(I(lecture_id)));
    while (row_next(&row))
        counts = counts_from_row(&row, 0, students);
    fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_counts = counts;
    return fault;
}
