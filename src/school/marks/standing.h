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
    struct strip *strips; // (count) of standing_read_strips; otherwise NULL
    size_t count;
};
enum fault standing_read_list(struct db *db, int64_t student_id, int64_t now, struct arena *arena,
                              struct class_standing_list *ret_list);

/* A term in small: the student's own lectures in a classroom by start, cancelled ones left out. Of those that have
 * begun the last STRIP_BEGUN, of those to come the first STRIP_COMING. */
enum { STRIP_BEGUN = 30, STRIP_COMING = 10 };
struct strip_cell {
    int64_t starts_at;
    enum mark_status status;
    bool decided; // without a mark it counts as missed: tally_decided
};
struct strip {
    struct strip_cell cells[STRIP_BEGUN + STRIP_COMING];
    size_t begun, coming; // how many of each, in this order
};

/* The same with strips, from the same rows. */
enum fault standing_read_strips(struct db *db, int64_t student_id, int64_t now, struct arena *arena,
                                struct class_standing_list *ret_list);

#endif
