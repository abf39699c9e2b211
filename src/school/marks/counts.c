/* SPDX-License-Identifier: MIT */
/* How many came to a lecture. */
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/counts_inside.h"
#include "school/marks/mark.h"
#include "school/marks/membership.h"
#include "school/marks/status_set_inside.h"
#include "store/db.h"
#include "store/engine.h"

void counts_add(struct counts *counts, const struct standing_rule *rule, enum mark_status status, int64_t students)
{
    int64_t *const of[MARK_OWN] = {&counts->unmarked, &counts->present, &counts->late, &counts->excused,
                                   &counts->absent};
    counts->students += students;
    *(status < MARK_OWN ? of[status] : &counts->other) += students;
    if (status == MARK_UNMARKED)
        return;
    counts->marked += students;
    counts->in_room += rule->in_room[status] ? students : 0;
    switch (rule->counts[status]) {
    case COUNTS_ATTENDED:
        counts->attended += students;
        break;
    case COUNTS_IGNORED:
        counts->ignored += students;
        break;
    case COUNTS_MISSED:
    case COUNTS_COUNT:
        counts->missed += students;
        break;
    }
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
    struct standing_rule rule = {0};
    int64_t unmarked = 0;
    enum fault fault = unmarked_read(db, lecture_id, &unmarked);
    if (fault != FAULT_NONE)
        return fault;
    fault = status_rule_read(db, class_id, &rule);
    if (fault != FAULT_NONE)
        return fault;
    counts_add(&counts, &rule, MARK_UNMARKED, unmarked);
    row_begin(&row, db, NULL,
              "SELECT a.status, COUNT(*), COUNT(a.flags) FROM attendance a WHERE a.class_id = ? AND a.lecture_id = ?"
              " GROUP BY a.status",
              DB_VALUES(I(class_id), I(lecture_id)));
    while (row_next(&row)) {
        enum mark_status status;
        if (!mark_status_parse(db_text(&row.rows, 0), &status))
            continue;
        counts_add(&counts, &rule, status, row_int(&row, 1));
        counts.flagged += row_int(&row, 2);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_counts = counts;
    return FAULT_NONE;
}
