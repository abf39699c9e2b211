/* SPDX-License-Identifier: MIT */
#include "school/plan/lecture_counts.h"

#include <string.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/counts_inside.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/mark.h"
#include "school/marks/membership.h"
#include "school/marks/status_set_inside.h"
#include "school/plan/lecture.h"
#include "store/db.h"
#include "store/engine.h"

/* The groups of the lectures, and the times in them of everybody. */
struct grouping {
    const int64_t **groups; // (lectures)
    struct group_spans spans;
};

static enum fault grouping_read(struct db *db, int64_t class_id, struct arena *arena, const struct lecture_list *list,
                                struct grouping *ret_grouping)
{
    struct grouping grouping = {.groups = arena_calloc(arena, list->count + 1, sizeof(*grouping.groups))};
    if (!grouping.groups)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < list->count; i++) {
        const struct group_names *names = &list->lectures[i].groups;
        int64_t *groups = arena_calloc(arena, names->count + 1, sizeof(*groups));
        if (!groups)
            return FAULT_INTERNAL;
        for (size_t k = 0; k < names->count; k++)
            groups[k] = names->groups[k].id;
        grouping.groups[i] = groups;
    }
    enum fault fault = group_spans_read(db, class_id, 0, arena, &grouping.spans);
    if (fault == FAULT_NONE)
        *ret_grouping = grouping;
    return fault;
}

/* How many were members at each lecture. Counted here: the engines take long for so many pairs. */
static enum fault members_count(struct db *db, int64_t class_id, struct arena *arena, struct lecture_list *list)
{
    struct row row;
    struct grouping grouping;
    struct student_group_spans groups = {0};
    int64_t student_id = 0;
    bool *seen = arena_calloc(arena, list->count + 1, sizeof(*seen)); // by the stays of this student so far
    enum fault fault = seen ? grouping_read(db, class_id, arena, list, &grouping) : FAULT_INTERNAL;
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL, "SELECT user_id, joined_at, left_at FROM memberships WHERE class_id = ? ORDER BY user_id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        const struct span span = {row_int(&row, 1), span_end(db_is_null(&row.rows, 2), row_int(&row, 2))};
        if (row_int(&row, 0) != student_id)
            memset(seen, 0, list->count * sizeof(*seen));
        student_id = row_int(&row, 0);
        groups = group_spans_of(&grouping.spans, student_id);
        const struct member_spans member = {&span, 1, groups.spans, groups.count};
        for (size_t i = 0; i < list->count; i++) {
            struct lecture *lecture = &list->lectures[i];
            const struct lecture_span then = {lecture->starts_at, lecture->ends_at, grouping.groups[i],
                                              lecture->groups.count};
            bool holds = !seen[i] && member_then(&member, &then);
            lecture->counts.students += holds;
            seen[i] = seen[i] || holds;
        }
    }
    return row_end(&row);
}

/*
 * Those with a mark who were none. Who joined before the first lecture ended and never left need not be looked at where
 * no lecture is for groups.
 */
static enum fault guests_count(struct db *db, int64_t class_id, const struct id_index *index, struct lecture_list *list)
{
    struct row row;
    size_t at;
    int64_t first_end = INT64_MAX;
    bool groups = false;
    for (size_t i = 0; i < list->count; i++)
        groups = groups || list->lectures[i].groups.count > 0;
    for (size_t i = 0; i < list->count; i++)
        first_end = list->lectures[i].ends_at < first_end ? list->lectures[i].ends_at : first_end;
    row_begin(&row, db, NULL,
              "SELECT l.id, COUNT(*) FROM (SELECT user_id FROM memberships WHERE class_id = ? GROUP BY user_id"
              " HAVING ? = 1 OR MIN(joined_at) >= ? OR COUNT(left_at) > 0) AS p"
              " JOIN attendance a ON a.student_id = p.user_id AND a.class_id = ?"
              " JOIN lectures l ON l.id = a.lecture_id"
              " LEFT JOIN memberships m ON m.class_id = a.class_id AND m.user_id = a.student_id AND " MEMBER_THEN
              " WHERE m.user_id IS NULL GROUP BY l.id",
              DB_VALUES(I(class_id), I(groups), I(first_end), I(class_id)));
    while (row_next(&row))
        if (id_index_find(index, list->count, row_int(&row, 0), &at))
            list->lectures[at].counts.students += row_int(&row, 1);
    return row_end(&row);
}

/* The classroom's own statuses, which mostly are few or none: not asked for where it has none. */
static enum fault own_count(struct db *db, int64_t class_id, const struct standing_rule *rule,
                            const struct id_index *index, struct lecture_list *list)
{
    struct row row;
    size_t at;
    if (rule->own == 0)
        return FAULT_NONE;
    row_begin(&row, db, NULL,
              "SELECT a.lecture_id, a.status, COUNT(*) FROM attendance a WHERE a.class_id = ?"
              " AND a.status NOT IN ('P', 'L', 'E', 'A') GROUP BY a.lecture_id, a.status",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        enum mark_status status;
        if (id_index_find(index, list->count, row_int(&row, 0), &at) &&
            mark_status_parse(db_text(&row.rows, 1), &status))
            counts_add(&list->lectures[at].counts, rule, status, row_int(&row, 2));
    }
    return row_end(&row);
}

static enum fault marks_count(struct db *db, int64_t class_id, const struct standing_rule *rule,
                              const struct id_index *index, struct lecture_list *list)
{
    struct row row;
    size_t at;
    row_begin(&row, db, NULL,
              "SELECT a.lecture_id, COUNT(CASE WHEN a.status = 'P' THEN 1 END),"
              " COUNT(CASE WHEN a.status = 'L' THEN 1 END), COUNT(CASE WHEN a.status = 'E' THEN 1 END),"
              " COUNT(CASE WHEN a.status = 'A' THEN 1 END), COUNT(a.flags)"
              " FROM attendance a WHERE a.class_id = ? GROUP BY a.lecture_id",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        if (!id_index_find(index, list->count, row_int(&row, 0), &at))
            continue;
        struct counts *counts = &list->lectures[at].counts;
        for (int i = MARK_PRESENT; i < MARK_OWN; i++)
            counts_add(counts, rule, (enum mark_status)i, row_int(&row, i));
        counts->flagged = row_int(&row, MARK_OWN);
    }
    enum fault fault = row_end(&row);
    return fault == FAULT_NONE ? own_count(db, class_id, rule, index, list) : fault;
}

enum fault counts_read_list(struct db *db, int64_t class_id, struct arena *arena, struct lecture_list *list)
{
    struct standing_rule rule = {0};
    struct id_index *index = arena_calloc(arena, list->count + 1, sizeof(*index));
    if (!index)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < list->count; i++) {
        index[i] = (struct id_index){list->lectures[i].id, i};
        list->lectures[i].has_counts = true;
        list->lectures[i].counts = (struct counts){0};
    }
    id_index_sort(index, list->count);
    enum fault fault = members_count(db, class_id, arena, list);
    if (fault != FAULT_NONE)
        return fault;
    fault = guests_count(db, class_id, index, list);
    if (fault != FAULT_NONE)
        return fault;
    fault = status_rule_read(db, class_id, &rule);
    if (fault != FAULT_NONE)
        return fault;
    // Whose lecture it is has been counted; who has a mark is counted once more beside them.
    int64_t *theirs = arena_calloc(arena, list->count + 1, sizeof(*theirs));
    if (!theirs)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < list->count; i++) {
        theirs[i] = list->lectures[i].counts.students;
        list->lectures[i].counts = (struct counts){0};
    }
    fault = marks_count(db, class_id, &rule, index, list);
    for (size_t i = 0; i < list->count; i++) {
        struct counts *counts = &list->lectures[i].counts;
        counts_add(counts, &rule, MARK_UNMARKED, theirs[i] - counts->marked);
    }
    return fault;
}
