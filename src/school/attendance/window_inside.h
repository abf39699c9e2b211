/* SPDX-License-Identifier: MIT */
/* Opening and closing windows, inside a unit. */
#ifndef AMS_SCHOOL_WINDOW_INSIDE_H
#define AMS_SCHOOL_WINDOW_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct access;
struct actor;
struct arena;
struct db;
struct school;
struct window_plan;

/* Opens the window of a lecture inside a unit, for the first time or again, or plans it. */
enum fault window_write(struct db *db, const struct actor *actor, const struct access *access,
                        const struct window_plan *plan, int64_t now);

/* Inside the unit of a close: the signs of the check-ins are weighed once more, and unmarked students become Absent
 * (method "close") when the classroom says so. Fills the ids of those, in the arena. */
struct absent_list {
    int64_t *students;
    size_t count;
};
enum fault window_absent(struct db *db, int64_t lecture_id, int64_t at, int64_t now, struct arena *arena,
                         struct absent_list *ret_list);

/* The part of school_tick() that is windows': plans, tells openings, deals with closes. */
enum fault window_tick(struct school *school, int64_t now);

#endif
