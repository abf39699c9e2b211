/* SPDX-License-Identifier: MIT */
/* Standings, read from the database and counted by tally.h. Only for src/school/. */
#ifndef AMS_SCHOOL_STANDING_H
#define AMS_SCHOOL_STANDING_H

#include "school/marks/group/group_inside.h"
#include "school/marks/membership.h"
#include "school/marks/tally.h"

struct db;

/* How a classroom counts by its threshold and its status set. NOT_FOUND when there is none. */
enum fault standing_rule_read(struct db *db, int64_t class_id, struct standing_rule *ret_rule);

/* Of one student in one classroom; NOT_FOUND when they are not in it. */
enum fault standing_read(struct db *db, int64_t class_id, int64_t student_id, int64_t now, struct arena *arena,
                         struct standing *ret_standing);

/* Of one student in all of their classrooms at once, by class_id; classrooms without lectures too. */
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
