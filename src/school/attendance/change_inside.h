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

/* After the commit: tells those who watch, and reads the marks of these students. */
enum fault change_result(struct school *school, const struct mark_change *change, const int64_t *students, size_t count,
                         struct arena *arena, struct change_result *ret_result);

#endif
