/* SPDX-License-Identifier: MIT */
/* A name in one column, in two or in three. For import_users.c and
 * import_mark_row.c only. */
#ifndef AMS_SCHOOL_IMPORT_NAME_H
#define AMS_SCHOOL_IMPORT_NAME_H

struct arena;

/* What a row says of a name; "" for what it does not. */
struct import_name {
    const char *name, *given, *family;
};

/*
 * The whole name and what of it is the family's, in the arena: "Zoe" and "Muster"; "Muster, Zoe"; "Muster" beside a
 * given name "Zoe", as where a column Name stands beside one for first names. `family` stays "" where nothing says it.
 * False without memory.
 */
_Bool import_name_read(const struct import_name *said, struct arena *arena, struct import_name *ret);

#endif
