/* SPDX-License-Identifier: MIT */
/* How many came to a lecture, inside a unit or a reader. */
#ifndef AMS_SCHOOL_COUNTS_INSIDE_H
#define AMS_SCHOOL_COUNTS_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/mark.h"

struct db;
struct row;

enum fault counts_read(struct db *db, int64_t class_id, int64_t lecture_id, struct counts *ret_counts);

/* Whose lecture it is and who have no mark. */
enum fault unmarked_read(struct db *db, int64_t lecture_id, int64_t *ret_unmarked);

/* Of the columns from `first` on: how many are P, L, E and A, and how many marks have a flag. */
struct counts counts_from_row(struct row *row, int first, int64_t unmarked);

#endif
