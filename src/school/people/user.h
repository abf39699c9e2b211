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

/* The columns of USER_COLUMNS from `column` on: false for a role that this program does not know. */
bool user_from_row(struct row *row, int column, struct user *ret_user);

/* What user_from_row reads, as text to paste into a SELECT of `users u`. */
#define USER_COLUMNS                                                                                                   \
    "u.id, u.name, u.role, u.email, u.locale, u.created_at, u.disabled_at, u.version, u.external_id, u.merged_into"
enum { USER_COLUMN_COUNT = 10 };

#endif
