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

/* Whether `now` is outside the time in which marks by hand are a matter of course (change.h). */
enum fault hand_time_is_late(struct db *db, const struct access *access, int64_t now, bool *ret_late);

/* Whether the act may be now; sets `late` and `reason`. NOTE_NEEDED, STEP_UP_NEEDED. */
enum fault hand_time_check(struct db *db, const struct access *access, struct mark_change *change, const char *reason);

/* After the commit: tells those who watch, and reads the marks of these students. */
enum fault change_result(struct school *school, const struct mark_change *change, const int64_t *students, size_t count,
                         struct arena *arena, struct change_result *ret_result);

#endif
