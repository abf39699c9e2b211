/* SPDX-License-Identifier: MIT */
/*
 * The students of a classroom by what they are called, for files that know them by nothing else. "Muñoz Peña, José",
 * "JOSE MUNOZ-PENA" and "Pepe (José Muñoz Peña)", as meetings write whoever has renamed themselves, are one; a part of
 * a name is nobody's. For import_mark_row.c only.
 */
#ifndef AMS_SCHOOL_IMPORT_MARK_NAME_H
#define AMS_SCHOOL_IMPORT_MARK_NAME_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct db;
struct mark_names;

/* Reads those of the classroom into the arena. */
enum fault mark_names_read(struct db *db, int64_t class_id, struct arena *arena, struct mark_names **ret);

enum mark_named { MARK_NAMES_NONE, MARK_NAMES_ONE, MARK_NAMES_SEVERAL };

/* Whom a name means; *ret_student_id and *ret_name (as the account has it, in the arena of the names) only of
 * MARK_NAMES_ONE. */
enum mark_named mark_names_find(const struct mark_names *names, const char *text, int64_t *ret_student_id,
                                const char **ret_name);

#endif
