/* SPDX-License-Identifier: MIT */
/* How many came to a lecture, inside a unit or a reader. */
#ifndef AMS_SCHOOL_LECTURE_COUNTS_H
#define AMS_SCHOOL_LECTURE_COUNTS_H

#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct counts;
struct db;
struct lecture_list;
/* Counts into every lecture of a list that is one classroom's. */
enum fault counts_read_list(struct db *db, int64_t class_id, struct arena *arena, struct lecture_list *list);

#endif
