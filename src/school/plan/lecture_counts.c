/* SPDX-License-Identifier: MIT */
#include "school/plan/lecture_counts.h"

#include <string.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/counts_inside.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "store/db.h"
#include "store/engine.h"

enum fault counts_read_list(struct db *db, int64_t class_id, struct arena *arena, struct lecture_list *list)
{
    struct row row;
    int64_t students = 0;
    size_t at;
    struct id_index *index = arena_calloc(arena, list->count + 1, sizeof(*index));
    enum fault fault = index ? students_count(db, class_id, &students) : FAULT_INTERNAL;
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < list->count; i++) {
        index[i] = (struct id_index){list->lectures[i].id, i};
        list->lectures[i].has_counts = true;
        list->lectures[i].counts = (struct counts){.students = students, .unmarked = students};
    }
    id_index_sort(index, list->count);
    row_begin(&row, db, NULL,
              "SELECT a.lecture_id, COUNT(CASE WHEN a.status = 'P' THEN 1 END),"
              " COUNT(CASE WHEN a.status = 'L' THEN 1 END), COUNT(CASE WHEN a.status = 'E' THEN 1 END),"
              " COUNT(CASE WHEN a.status = 'A' THEN 1 END), COUNT(a.flags)"
              " FROM attendance a JOIN students s ON s.class_id = a.class_id AND s.user_id = a.student_id"
              " WHERE a.class_id = ? GROUP BY a.lecture_id",
              DB_VALUES(I(class_id)));
    while (row_next(&row))
        if (id_index_find(index, list->count, row_int(&row, 0), &at))
            list->lectures[at].counts = counts_from_row(&row, 1, students);
    return row_end(&row);
}
