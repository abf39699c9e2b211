/* SPDX-License-Identifier: MIT */
/* A name in one column, in two or in three. For the files of the imports only. */
#ifndef AMS_SCHOOL_IMPORT_NAME_H
#define AMS_SCHOOL_IMPORT_NAME_H

#include <stddef.h>

struct arena;

/* What a row says of a name; "" for what it does not. */
struct import_name {
    const char *name, *given, *family;
};

/* The number behind a name, as lists of some systems have it: "Lovelace, Ada (2026001)" or "[2026001]"; *ret_size its
 * bytes, may be NULL. NULL: there is none; a nickname has no digit. */
const char *import_name_number(const char *name, size_t *ret_size);

/*
 * The whole name and what of it is the family's, in the arena: "Zoe" and "Muster"; "Muster, Zoe"; "Muster" beside a
 * given name "Zoe", as where a column Name stands beside one for first names. `family` stays "" where nothing says it.
 * Without a number behind it; a line break in a cell is a blank.
 * False without memory.
 */
_Bool import_name_read(const struct import_name *written, struct arena *arena, struct import_name *ret);

#endif
