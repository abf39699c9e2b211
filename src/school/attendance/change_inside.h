/* SPDX-License-Identifier: MIT */
/* Marks that people set, inside a unit. */
#ifndef AMS_SCHOOL_CHANGE_INSIDE_H
#define AMS_SCHOOL_CHANGE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "store/db.h"

struct mark_change;

struct access;
struct actor;
struct arena;
struct change_result;
struct db;
struct school;

enum { CHANGE_ARENA_MAX = 16 << 20 }; // for the marks of a whole classroom

/* Inside a unit: what a student's mark was before an act it is again. *ret_kept: it is another than the act made it, or
 * they have left, and nothing is written. */
enum fault change_put_back(struct db *db, struct mark_change *change, int64_t change_id, int64_t student_id,
                           struct arena *arena, bool *ret_kept);

/* After the commit: tells those who watch, and reads the marks of these students. */
enum fault change_result(struct school *school, const struct mark_change *change, const int64_t *students, size_t count,
                         struct arena *arena, struct change_result *ret_result);

#endif
