/* SPDX-License-Identifier: MIT */
/* What came before marks, inside a reader. */
#ifndef AMS_SCHOOL_PAST_INSIDE_H
#define AMS_SCHOOL_PAST_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct db;
struct refused_student;

/* The refused students of a lecture, the newest first. */
enum fault past_refused(struct db *db, int64_t lecture_id, struct arena *arena, struct refused_student **ret_list,
                        size_t *ret_count);

#endif
