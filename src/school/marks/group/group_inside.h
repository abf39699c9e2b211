/* SPDX-License-Identifier: MIT */
/* Groups of a classroom and the lectures that are for them, inside a unit or a reader. */
#ifndef AMS_SCHOOL_GROUP_INSIDE_H
#define AMS_SCHOOL_GROUP_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/group/group.h"
#include "school/marks/membership.h"

struct arena;
struct db;
struct school;

/* All times in groups of a classroom's students, or of one of them (`student_id` not 0), by student and begin. */
struct student_group_spans {
    int64_t student_id;
    const struct group_span *spans;
    size_t count;
};
struct group_spans {
    struct id_runs students; // in `spans`
    const struct group_span *spans;
};
enum fault group_spans_read(struct db *db, int64_t class_id, int64_t student_id, struct arena *arena,
                            struct group_spans *ret_spans);

/* Of one student; nothing when they were in none. */
struct student_group_spans group_spans_of(const struct group_spans *spans, int64_t student_id);

/* For which groups the lectures of a classroom are; only those that are for groups. */
struct lecture_groups {
    struct id_runs lectures;         // in `groups`
    const struct group_name *groups; // by lecture, then as they were made
};
enum fault lecture_groups_read(struct db *db, int64_t class_id, struct arena *arena, struct lecture_groups *ret_groups);

/* The groups of one lecture. */
struct group_names lecture_groups_of(const struct lecture_groups *groups, int64_t lecture_id);
enum fault lecture_groups_one(struct db *db, int64_t lecture_id, struct arena *arena, struct group_names *ret_names);

/* All groups of a classroom, ended ones too, as they were made. */
enum fault group_names_read(struct db *db, int64_t class_id, struct arena *arena, struct group_names *ret_names);

/* The name of one of them; GROUP_UNKNOWN. */
enum fault group_name_find(const struct group_names *names, int64_t group_id, const char **ret_name);

/* Their names as one text, "Lab A; Lab B", in the arena; NULL without memory. */
const char *group_names_text(const struct group_names *names, struct arena *arena);

/* Those that a student is in at a moment. False without memory. */
bool groups_at(const struct group_names *all, const struct student_group_spans *spans, int64_t at, struct arena *arena,
               struct group_names *ret_names);

/* Inside a unit: a new group of the classroom, whose name is clean. TOO_MANY_THINGS, GROUP_EXISTS. Not audited here. */
enum fault group_make(struct db *db, int64_t class_id, const char *name, int64_t now, int64_t *ret_id);

/* Inside a unit: puts a student of the classroom into one of its groups that has not ended, and out of the others, from
 * the moment on that group_put would choose. Not audited here. */
enum fault group_put_one(struct school *school, struct db *db, int64_t class_id, int64_t group_id, int64_t student_id,
                         int64_t now);

/*
 * Inside a unit: whether a lecture of the classroom may be for these groups; each once, and none that has ended but for
 * those it is for already (`lecture_id`, 0: a new one). GROUP_UNKNOWN, TOO_MANY_THINGS.
 */
enum fault lecture_groups_check(struct db *db, int64_t class_id, int64_t lecture_id, const struct group_choice *choice);

/*
 * Inside a unit: the lecture is for these groups from now on, checked as above; nothing when none are given. Who was
 * made Absent by its close and whose it is no longer has no mark in it, and its figures are counted anew.
 */
enum fault lecture_groups_set(struct db *db, int64_t class_id, int64_t lecture_id, const struct group_choice *choice,
                              int64_t now);

/* The same for all lectures of a series that has just been made. */
enum fault lecture_groups_set_series(struct db *db, int64_t series_id, const struct group_choice *choice);

/* Whether the lecture is for the whole classroom or the student was in one of its groups then. */
enum fault lecture_group_holds(struct db *db, int64_t lecture_id, int64_t student_id, bool *ret_holds);

#endif
