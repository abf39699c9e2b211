/* SPDX-License-Identifier: MIT */
/* Reading a user, inside a unit or a reader. */
#ifndef AMS_SCHOOL_USER_H
#define AMS_SCHOOL_USER_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct db;
struct row;
struct user;

enum fault user_read(struct db *db, int64_t user_id, struct arena *arena, struct user *ret_user);

/*
 * Writes what somebody is called, and by which keys they are sorted and found. NULL: as it was; family_name "": none. A
 * family name that the new name no longer has in it is forgotten unless it is given anew.
 */
enum fault user_name_write(struct db *db, int64_t user_id, const char *name, const char *family_name);

/* A family name that somebody typed, in the arena: NULL stays NULL, blank becomes "". FAULT_TEXT_INVALID. */
enum fault user_family_name_clean(const char *typed, struct arena *arena, const char **ret_family_name);

/* The columns of USER_COLUMNS from `column` on: false for a role that this program does not know. */
bool user_from_row(struct row *row, int column, struct user *ret_user);

/* What user_from_row reads, as text to paste into a SELECT of `users u`. */
#define USER_COLUMNS                                                                                                   \
    "u.id, u.name, u.role, u.email, u.locale, u.created_at, u.disabled_at, u.version, u.external_id, u.merged_into,"   \
    " u.family_name, u.erased_at, u.email_proven_at, u.programme,"                                                     \
    " COALESCE(u.updated_at, u.created_at)"
enum { USER_COLUMN_COUNT = 15 };

#endif
