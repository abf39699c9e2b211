/* SPDX-License-Identifier: MIT */
/* Leaves, inside the room. */
#ifndef AMS_SCHOOL_LEAVE_INSIDE_H
#define AMS_SCHOOL_LEAVE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/attendance/leave.h"
#include "school/common/fault.h"

struct db;

/* A leave as those see it who decide about it: nothing is left out. NOT_FOUND. */
enum fault leave_read(struct db *db, int64_t leave_id, struct arena *arena, struct leave *ret_leave);

/* As whom somebody reads a leave. */
struct leave_reader {
    bool own;         // the student; otherwise
    bool office;      // of the office of its kind; otherwise of a classroom's staff
    bool teacher;     // who may decide for it
    int64_t class_id; // this classroom alone; 0: all
};

/* Fills in its courses and evidence, and leaves out what is not for the reader. */
enum fault leave_view(struct db *db, struct leave *leave, const struct leave_reader *reader, struct arena *arena);

/* Whether the actor is of the office of a kind (0: of none): one of its people, or an administrator where it names
 * nobody. */
enum fault leave_is_officer(struct db *db, const struct actor *actor, int64_t kind_id, bool *ret_officer);

/* Whether the leave reaches the classroom: a lecture of its student's lies in its time there. */
enum fault leave_reaches(struct db *db, const struct leave *leave, int64_t class_id, bool *ret_reaches);

/* For school_sweep: applies leaves where nothing else did, for the lecture came back, moved, was taken by hand or from
 * a file, or its student joined while it was on. */
enum fault leave_sweep(struct school *school, int64_t now);

#endif
