/* SPDX-License-Identifier: MIT */
/* Somebody's record, for who may read it. Only for src/school/numbers/. */
#ifndef AMS_SCHOOL_RECORD_INSIDE_H
#define AMS_SCHOOL_RECORD_INSIDE_H

#include "school/numbers/record.h"

struct db;

/* Who may is for the caller to judge. `actor` reads, of `student_id`. */
enum fault record_read_of(struct db *db, const struct actor *actor, int64_t class_id, int64_t student_id, int64_t now,
                          struct arena *arena, struct record *ret_record);

#endif
