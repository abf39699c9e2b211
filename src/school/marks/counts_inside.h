/* SPDX-License-Identifier: MIT */
/* How many came to a lecture, inside a unit or a reader. */
#ifndef AMS_SCHOOL_COUNTS_INSIDE_H
#define AMS_SCHOOL_COUNTS_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/mark.h"

struct db;

enum fault counts_read(struct db *db, int64_t class_id, int64_t lecture_id, struct counts *ret_counts);

/* Whose lecture it is and who have no mark. */
enum fault unmarked_read(struct db *db, int64_t lecture_id, int64_t *ret_unmarked);

/* So many more students whose lecture it is have this status, MARK_UNMARKED among them. */
void counts_add(struct counts *counts, const struct standing_rule *rule, enum mark_status status, int64_t students);

#endif
