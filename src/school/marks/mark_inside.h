/* SPDX-License-Identifier: MIT */
/* Reading marks, inside a unit or a reader. */
#ifndef AMS_SCHOOL_MARK_INSIDE_H
#define AMS_SCHOOL_MARK_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/common/group_rule.h"
#include "school/marks/mark.h"

struct arena;
struct db;

/* mark.version of a row of `attendance`: its columns id and version. */
int64_t mark_version(int64_t id, int64_t version);

/* Of `attendance`, behind the column `method`: what gives way, of who is in none of the lecture's groups. */
#define MARK_OF_STRANGER                                                                                               \
    MARK_YIELDS " AND NOT EXISTS (SELECT 1 FROM lectures l WHERE l.id = attendance.lecture_id AND " GROUP_THEN(        \
        "attendance.student_id") ")"

/*
 * Marks of all students of the lecture's classroom by name, or of one (`student_id` not 0). Who has left the classroom
 * is among them with a mark, and without one when they were in it to the lecture's end.
 */
struct mark_list {
    struct mark *marks;
    size_t count;
};
enum fault mark_read_list(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id, struct arena *arena,
                          struct mark_list *ret_list);
/* NOT_FOUND when the student is not in such a list. */
enum fault mark_read(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id, struct arena *arena,
                     struct mark *ret_mark);

#endif
