/* SPDX-License-Identifier: MIT */
/* Finding people by their address. */
#ifndef AMS_SCHOOL_STAFF_INSIDE_H
#define AMS_SCHOOL_STAFF_INSIDE_H

#include "school/common/fault.h"

struct arena;
struct db;
struct user;

/* Of an account that is not disabled; ACCOUNT_UNKNOWN. */
enum fault user_by_email(struct db *db, const char *email, struct arena *arena, struct user *ret_user);

#endif
