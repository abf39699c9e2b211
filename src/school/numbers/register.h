/* SPDX-License-Identifier: MIT */
/* Registers and overviews: everything that is read in bulk, a fixed number of queries each. */
#ifndef AMS_SCHOOL_REGISTER_H
#define AMS_SCHOOL_REGISTER_H

#include "school/attendance/attendance.h"
#include "school/faces/identity.h"
#include "school/marks/warning/warning.h"

struct identity;
struct standing;

enum {
    REGISTER_UPCOMING_MAX = 20,
    REGISTER_UPCOMING_DAYS = 7,
    REGISTER_CELLS_MAX = 200000, // of one page of a grid
};

struct register_student {
    struct person student;
    struct standing standing;
    const uint8_t *marks;       // (lectures) enum mark_status, in the order of the lectures
    const bool *outside;        // (lectures) the lecture is not theirs: they were not expected then
    int64_t joined_at, left_at; // first and last; 0: still in
};

/* Which part of a grid: all zero, as much as REGISTER_CELLS_MAX allows from the first student on. */
struct register_page {
    int64_t after;        // `next` of the page before
    int64_t limit;        // students; 0: no limit of its own
    int64_t from, before; // lectures that start in [from, before); before 0: no end
    int64_t group_id;     // who has been in it, and the lectures for it and for all; 0: everybody
};

/* Students x lectures. Lectures by start, cancelled ones left out; students by name, those who have left among them.
 * Standings are of all lectures. */
struct register_grid {
    struct classroom classroom;
    struct lecture_list lectures; // no counts
    struct register_student *students;
    size_t count;
    size_t total; // students, those who have left among them
    int64_t next; // 0: this was the last page
};

/* Its staff and administrators. GROUP_UNKNOWN. */
enum fault register_grid(struct school *school, const struct actor *actor, int64_t class_id,
                         const struct register_page *page, struct arena *arena, struct register_grid *ret_grid);

struct roster_student {
    struct person student;
    const char *email;
    int64_t joined_at;
    bool enrolled; // has a face template
    struct standing standing;
};

struct roster {
    struct roster_student *students; // by name
    size_t count;
};

/* The students of a classroom. Its professor only (and administrators). */
enum fault register_roster(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct roster *ret_roster);

/* A lecture and the student's own mark in it (MARK_UNMARKED when there is none). */
struct record_lecture {
    struct lecture lecture;
    struct mark mark; // `outside` in a record alone
    bool left_out;    // missed, and does not count: one of the standing's
};

struct record {
    struct classroom classroom;
    struct standing standing;
    struct record_lecture *lectures; // newest first, cancelled ones too
    size_t count;
    const struct warning_rules *rules; // of the classroom, and where they stand for the student by what is final
    struct warning_walk walk;
};

/* A student's own record in one classroom. */
enum fault register_record(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct record *ret_record);

struct home_classroom {
    struct classroom classroom;
    struct standing standing;
};

struct home {
    struct record_lecture *live; // lectures of the student's classrooms whose window is open
    size_t live_count;
    struct home_classroom *classrooms; // by subject
    size_t classroom_count;
    struct lecture_list upcoming; // start within REGISTER_UPCOMING_DAYS, soonest first, at most LECTURES_AROUND_MAX
    struct identity identity;
};

/* How a student stands in each of their classrooms, by subject. */
enum fault register_standings(struct school *school, const struct actor *actor, struct arena *arena,
                              struct home_classroom **ret_classrooms, size_t *ret_count);

/* All that a student's first page shows. */
enum fault register_home(struct school *school, const struct actor *actor, struct arena *arena, struct home *ret_home);

struct overview {
    int64_t administrators, professors, students; // enabled accounts
    int64_t classrooms, lectures, marks;
    int64_t consented, enrolled;         // people
    int64_t refusals[FACE_REASON_COUNT]; // refused checks of the last 30 days, by reason
};

/* Administrators only (NOT_ALLOWED). */
enum fault register_overview(struct school *school, const struct actor *actor, struct overview *ret_overview);

#endif
