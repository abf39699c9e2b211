/* SPDX-License-Identifier: MIT */
/* Whom a row means, inside a unit or a reader. Only for src/school/program/. */
#ifndef AMS_SCHOOL_PROGRAM_INSIDE_H
#define AMS_SCHOOL_PROGRAM_INSIDE_H

#include "school/program/program.h"

struct db;

/* As program_person. */
enum fault program_find(struct db *db, const struct program_ref *ref, struct arena *arena, int64_t *ret_id);

#endif
