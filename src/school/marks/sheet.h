/* SPDX-License-Identifier: MIT */
/* A whole classroom, read at once: what registers, statistics and exports are made of. Only for src/school/. */
#ifndef AMS_SCHOOL_SHEET_H
#define AMS_SCHOOL_SHEET_H

#include "school/marks/group/group_inside.h"
#include "school/marks/membership.h"
#include "school/marks/tally.h"

struct arena;
struct db;

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
    const char *external_id;  // what another system calls them; NULL: nothing
    bool email_proven;        // it was shown that the address of the account is theirs (people/address.h)
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
