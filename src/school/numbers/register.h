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
    const char *external_id; // what another system calls them; NULL: nothing
    bool email_proven;       // it was shown that the address of the account is theirs (people/address.h)
    struct standing standing;
    const uint8_t *marks;       // (lectures) enum mark_status, in the order of the lectures
    const bool *outside;        // (lectures) the lecture is not theirs: they were not expected then
    int64_t joined_at, left_at; // first and last; 0: still in
    const int64_t *versions;    // (lectures) mark.version, 0 for none; NULL: not asked for
    const bool *noted;          // (lectures) the mark has a note; the same
};

/* Which part of a grid: all zero, as much as REGISTER_CELLS_MAX allows from the first student on. */
struct register_page {
    int64_t after;        // `next` of the page before
    int64_t limit;        // students; 0: no limit of its own
    int64_t from, before; // lectures that start in [from, before); before 0: no end
    bool versions;        // and what edits of the marks are based on
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
    bool email_proven; // it was shown that the address is theirs (people/address.h)
    int64_t joined_at;
    bool accepted;      // in it by their own will (marks/membership.h)
    bool enrolled;      // has a face template
    bool unsure;        // IDENTITY_UNSURE_MIN checks in a row did not recognise them here
    const char *number; // what another system calls them, usually the number on their card; NULL: none
    struct standing standing;
};

struct roster {
    struct roster_student *students; // by name
    size_t count;
};

/* The students of a classroom. Its professor only (and administrators). */
enum fault register_roster(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct roster *ret_roster);

struct overview {
    int64_t administrators, professors, students; // enabled accounts
    int64_t classrooms, lectures, marks;
    int64_t consented, enrolled;         // people
    int64_t refusals[FACE_REASON_COUNT]; // refused checks of the last 30 days, by reason
};

/* Administrators only (NOT_ALLOWED). */
enum fault register_overview(struct school *school, const struct actor *actor, struct overview *ret_overview);

#endif
