/* SPDX-License-Identifier: MIT */
/* How many came to a lecture. */
#include <string.h>

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/counts_inside.h"
#include "school/marks/mark.h"
#include "school/marks/membership.h"
#include "store/db.h"
#include "store/engine.h"

/* Columns `first` and on: present, late, excused, absent, flagged. */
struct counts counts_from_row(struct row *row, int first, int64_t unmarked)
{
    struct counts counts = {
        .unmarked = unmarked,
        .present = row_int(row, first),
        .late = row_int(row, first + 1),
        .excused = row_int(row, first + 2),
        .absent = row_int(row, first + 3),
        .flagged = row_int(row, first + 4),
    };
    counts.marked = counts.present + counts.late + counts.excused + counts.absent;
    counts.students = counts.marked + unmarked;
    return counts;
}

enum fault unmarked_read(struct db *db, int64_t lecture_id, int64_t *ret_unmarked)
{
    bool found;
    return row_one_int(db,
                       "SELECT COUNT(DISTINCT m.user_id) FROM lectures l JOIN memberships m ON m.class_id = l.class_id"
                       " LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = m.user_id"
                       " WHERE l.id = ? AND " MEMBER_THEN " AND a.id IS NULL",
                       DB_VALUES(I(lecture_id)), &found, ret_unmarked);
}

enum fault counts_read(struct db *db, int64_t class_id, int64_t lecture_id, struct counts *ret_counts)
{
    struct row row;
    struct counts counts = {0};
    int64_t unmarked = 0;
    enum fault fault = unmarked_read(db, lecture_id, &unmarked);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL,
              "SELECT COUNT(CASE WHEN a.status = 'P' THEN 1 END), COUNT(CASE WHEN a.status = 'L' THEN 1 END),"
              " COUNT(CASE WHEN a.status = 'E' THEN 1 END), COUNT(CASE WHEN a.status = 'A' THEN 1 END),"
              " COUNT(a.flags) FROM attendance a WHERE a.class_id = ? AND a.lecture_id = ?",
              DB_VALUES(I(class_id), I(lecture_id)));
    while (row_next(&row))
        counts = counts_from_row(&row, 0, unmarked);
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_counts = counts;
    return FAULT_NONE;
}
