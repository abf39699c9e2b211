/* SPDX-License-Identifier: MIT */
/*
 * Whether an e-mail address is its account's, inside a unit. An address that somebody only typed is nobody's yet: it is
 * found by no file and by nobody who looks for a person by it, and whoever shows that they read its mail has it, not
 * the one who typed it first. It is shown by a link that was sent there, by an invitation that names it, or entered by
 * the institution (a file, the operator).
 */
#ifndef AMS_SCHOOL_ADDRESS_H
#define AMS_SCHOOL_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct school;
struct user;

/* The account whose proven address this is, deactivated or not; *ret_user_id 0: none. *ret_typed: somebody has typed
 * it. */
enum fault address_find(struct db *db, const char *email, int64_t *ret_user_id, bool *ret_typed);

/*
 * Inside a unit: somebody is about to show that the address is theirs. An account that has only typed it gives it up
 * and is deactivated; what was handed out for it ends (sign_in/access.h). EMAIL_TAKEN when it is another's who has
 * shown it. Audited.
 */
enum fault address_take(struct db *db, const char *email, int64_t now);

/* Inside a unit: the address of this account was shown to be its own. Audited, as done by `actor_id` (0: nobody signed
 * in). */
enum fault address_prove(struct db *db, int64_t user_id, int64_t actor_id, int64_t now);

/*
 * Inside a unit: a link to the address of this account was opened by whoever reads its mail, to set a new password.
 * What was set up before by somebody who had only typed it goes: second factor, face and its consent, devices. Nothing
 * when it was proven before.
 */
enum fault address_claim(struct db *db, const struct user *user, int64_t now);

/* Inside a unit: a mail with a link that proves the address of this account. */
enum fault address_ask(struct school *school, struct db *db, const struct user *user, int64_t now);

#endif
