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

/* A lecture of a sheet: not cancelled. */
struct sheet_lecture {
    int64_t id;
    int64_t starts_at, ends_at;
    bool taken;
    bool over;                 // for marking: tally.h
    bool final;                // final.h
    const char *title;         // NULL when none
    struct group_names groups; // that it is for; none: the whole classroom
};

/* A mark of a sheet; `status` is an enum mark_status. */
struct sheet_cell {
    uint8_t status;
    bool member;      // expected then: membership.h
    bool other_group; // it was for groups that they were not in
    uint16_t minutes_late;
};

struct sheet_student {
    struct person student;
    int64_t joined_at;        // first
    int64_t left_at;          // last; 0: still in
    const struct span *spans; // by joined_at
    size_t span_count;
    struct student_group_spans groups; // their times in groups
    const struct sheet_cell *cells;    // (lectures)
    struct standing standing;
};

/* What a lecture of the sheet is to a student of it. */
struct tally_moment sheet_moment(const struct sheet_lecture *lecture, const struct sheet_cell *cell);

/*
 * All students of a classroom by all its lectures: what registers, statistics and exports are made of. Who has left is
 * among them when a lecture was theirs.
 */
struct sheet {
    struct standing_rule rule;
    struct sheet_lecture *lectures; // by start
    size_t lecture_count;
    struct sheet_student *students; // by name
    size_t student_count;
};
enum fault sheet_read(struct db *db, int64_t class_id, int64_t now, struct arena *arena, struct sheet *ret_sheet);

/*
 * Leaves of a sheet what a group's is: the students who have been in it up to `now`, and the lectures for it and for
 * the whole classroom. Standings stay what they are, of all the student's lectures.
 */
bool group_names_hold(const struct group_names *names, int64_t group_id); // also when there are none: for everybody
enum fault sheet_of_group(struct sheet *sheet, int64_t group_id, int64_t now, struct arena *arena);

#endif
