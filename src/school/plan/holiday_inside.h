/* SPDX-License-Identifier: MIT */
/* Days off, inside a unit or a reader. */
#ifndef AMS_SCHOOL_HOLIDAY_INSIDE_H
#define AMS_SCHOOL_HOLIDAY_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct db;
struct holiday_list;

/* In a reader or a unit: the classroom's days off from `first` to `last`, by day. */
enum fault holiday_read_off(struct db *db, int64_t class_id, int64_t first, int64_t last, struct arena *arena,
                            struct holiday_list *ret_list);

#endif
