/* SPDX-License-Identifier: MIT */
/* Standings, counted by the database. Only for src/school/. */
#ifndef AMS_SCHOOL_STANDING_H
#define AMS_SCHOOL_STANDING_H

#include "school/mark.h"

struct db;

/* Of one classroom: taken and lectures; attended of `student_id`, when that is not 0. */
enum fault standing_read(struct db *db, int64_t class_id, int64_t student_id, int64_t now,
                         struct standing *ret_standing);

/* Of one student in all of their classrooms at once. */
struct class_standing {
    int64_t class_id;
    struct standing standing;
};
struct class_standing_list {
    struct class_standing *classes;
    size_t count;
};
enum fault standing_read_list(struct db *db, int64_t student_id, int64_t now, struct arena *arena,
                              struct class_standing_list *ret_list);

#endif
