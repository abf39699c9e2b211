/* SPDX-License-Identifier: MIT */
/* A link for a new password, inside a unit. */
#ifndef AMS_SCHOOL_ACCOUNT_RESET_INSIDE_H
#define AMS_SCHOOL_ACCOUNT_RESET_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct school;
struct user;

/* Sends it to somebody who is there (`user` with id 0: nobody; it then only costs the same). *ret_token (NULL: not
 * wanted): what the link ends with. */
enum fault account_reset_send(struct school *school, struct db *db, const struct user *user, int64_t actor_id,
                              int64_t now, char *ret_token);

#endif
