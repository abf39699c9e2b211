/* SPDX-License-Identifier: MIT */
/*
 * The students of a classroom by what they are called, for files that know them by nothing else. "Muñoz Peña, José",
 * "JOSE MUNOZ-PENA" and "Pepe (José Muñoz Peña)", as meetings write whoever has renamed themselves, are one, unless
 * the name before the bracket is another student's: that is nobody for certain. A part of a name is nobody's. For
 * import_mark_known.c only.
 */
#ifndef AMS_SCHOOL_IMPORT_MARK_NAME_H
#define AMS_SCHOOL_IMPORT_MARK_NAME_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct mark_names;
struct row;

/* None yet, in the arena; NULL without memory. */
struct mark_names *mark_names_open(struct arena *arena);

/* Adds the student of a row that is read into the arena of the names, before anybody is looked for; of the name a copy
 * is kept. False without memory. */
bool mark_names_add(struct mark_names *names, struct row *row, int64_t student_id, const char *name);

enum mark_named { MARK_NAMES_NONE, MARK_NAMES_ONE, MARK_NAMES_SEVERAL };

/* Whom a name means; *ret_student_id and *ret_name (as the account has it, in the arena of the names) only of
 * MARK_NAMES_ONE. The first look makes the keys. False without memory. */
bool mark_names_find(struct mark_names *names, const char *text, enum mark_named *ret_found, int64_t *ret_student_id,
                     const char **ret_name);

#endif
