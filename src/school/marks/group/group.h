/* SPDX-License-Identifier: MIT */
/*
 * Groups within a classroom: labs, tutorials, halves. A lecture may be for some of them and is then a student's when
 * they were in one of these at its start (school/marks/membership.h).
 *
 * Who is in a group has dates. A change between groups takes effect where no week is charged twice or not at all: at
 * once when none of the week's lectures of the two groups has begun or none is to come, otherwise with the next week
 * (Monday, on the classroom's clock).
 */
#ifndef AMS_SCHOOL_GROUP_H
#define AMS_SCHOOL_GROUP_H

#include <stddef.h>

#include "school/school.h"

enum {
    GROUP_NAME_MAX = 40, // characters
    GROUPS_PER_CLASSROOM_MAX = 50,
    GROUPS_PER_LECTURE_MAX = 20,
    GROUP_AHEAD_DAYS = 366, // a change may be planned that far ahead
};

struct group_name {
    int64_t id;
    const char *name;
};

struct group_names {
    const struct group_name *groups; // as they were made
    size_t count;
};

/* The groups that a lecture shall be for. */
struct group_choice {
    const int64_t *groups;
    size_t count; // 0: the whole classroom
    bool given;   // false: as it is
};

struct class_group {
    int64_t id;
    const char *name;
    bool ended;       // no new lectures and students
    int64_t students; // in it now
    int64_t lectures; // for it, cancelled ones left out
    int64_t version;
};

/* A time of a student in a group that is not over: now, or to come. */
struct group_place {
    struct person student;
    int64_t group_id;
    int64_t joined_at; // perhaps in the future
    int64_t left_at;   // 0: until further notice
};

struct group_list {
    struct class_group *groups; // as they were made; ended ones last
    size_t count;
    struct group_place *places; // of the students who are in the classroom; by name and begin
    size_t place_count;
};

/* For its staff and administrators; a student sees the groups, without counts, and their own places. NOT_FOUND. */
enum fault group_list(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                      struct group_list *ret_list);

/* Its teachers only. TEXT_INVALID, GROUP_EXISTS (the name), TOO_MANY_THINGS, CLASSROOM_ARCHIVED. Audited. */
enum fault group_create(struct school *school, const struct actor *actor, int64_t class_id, const char *name,
                        struct arena *arena, int64_t *ret_id);

/* NOT_FOUND, TEXT_INVALID, GROUP_EXISTS, CHANGED_MEANWHILE (`version` not 0), CLASSROOM_ARCHIVED. Audited. */
enum fault group_rename(struct school *school, const struct actor *actor, int64_t class_id, int64_t group_id,
                        const char *name, int64_t version, struct arena *arena);

/*
 * Takes a group away: one that nothing has used yet is deleted, any other ends, and its students are in it no longer.
 * *ret_deleted. NOT_FOUND, GROUP_IN_USE (lectures to come are for it), CLASSROOM_ARCHIVED. Audited.
 */
enum fault group_end(struct school *school, const struct actor *actor, int64_t class_id, int64_t group_id,
                     bool *ret_deleted);

struct group_put {
    int64_t group_id;
    const int64_t *students; // each at most once
    size_t count;            // 1 to CLASSROOM_STUDENTS_MAX
    const char *from;        // a date, "2026-11-23": from its week on, this one or a later one; NULL: see above
    bool stay;               // in their other groups, too
};

struct group_put_result {
    size_t at_once, later; // students
    int64_t later_at;      // when those are in it; 0: nobody
};

/*
 * Puts students into a group and, but for `stay`, takes them out of the others. Somebody's first group holds from
 * the beginning of this week, but for lectures of it that are over. A change from the week that is running also takes
 * away the Absent that a close gave in a lecture that is theirs no longer. Its teachers only; NOT_FOUND (the group, or
 * a student who is not in the classroom: nobody is put in), GROUP_ENDED, DATE_INVALID, RANGE_INVALID, TOO_MANY_THINGS,
 * CLASSROOM_ARCHIVED. Audited.
 */
enum fault group_put(struct school *school, const struct actor *actor, int64_t class_id,
                     const struct group_put *request, struct group_put_result *ret_result);

/* Takes a student out of a group, at once. NOT_FOUND, CLASSROOM_ARCHIVED. Audited. */
enum fault group_remove(struct school *school, const struct actor *actor, int64_t class_id, int64_t group_id,
                        int64_t student_id);

/*
 * Puts every student of the classroom who is in none of these groups into one of them, the smallest each time, by name.
 * As group_put with `stay`. GROUP_UNKNOWN (none, or one that is not there).
 */
enum fault group_split(struct school *school, const struct actor *actor, int64_t class_id,
                       const struct group_choice *groups, struct group_put_result *ret_result);

#endif
