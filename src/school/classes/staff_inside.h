/* SPDX-License-Identifier: MIT */
/* Finding people by their address. */
#ifndef AMS_SCHOOL_STAFF_INSIDE_H
#define AMS_SCHOOL_STAFF_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct arena;
struct db;
struct user;

/* Of an account that is not disabled; ACCOUNT_UNKNOWN. */
enum fault user_by_email(struct db *db, const char *email, struct arena *arena, struct user *ret_user);

/* Whether somebody may have one classroom more: TOO_MANY_THINGS; with `named` also whether they are a professor
 * with an account: ACCOUNT_UNKNOWN, PART_NOT_POSSIBLE. */
enum fault staff_owner_check(struct db *db, int64_t person_id, bool named);

/* A classroom becomes somebody's, and whoever had it a co-teacher. Audited. Who may is for the caller to judge. As
 * above. */
enum fault staff_owner_change(struct db *db, const struct actor *actor, int64_t class_id, int64_t person_id,
                              int64_t now);

#endif
