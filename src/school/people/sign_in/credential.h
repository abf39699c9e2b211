/* SPDX-License-Identifier: MIT */
/* The passwords of accounts. */
#ifndef AMS_SCHOOL_CREDENTIAL_H
#define AMS_SCHOOL_CREDENTIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/password.h"
#include "school/common/fault.h"
#include "school/school.h"

struct db;
struct school;
struct user;

/* Whether somebody with this role, e-mail and name may have the password: PASSWORD_TOO_SHORT, _TOO_LONG, _TOO_COMMON,
 * TEXT_INVALID. */
enum fault credential_check(const char *password, enum role role, const char *email, const char *name);

/* Hashes when it is this caller's turn; BUSY when too many wait. Slow; no reader may be held. */
enum fault credential_hash(struct school *school, const char *password, char hash[static PASSWORD_HASH_SIZE]);

/* Compares when it is this caller's turn; BUSY when too many wait. Slow; no reader may be held. */
enum fault credential_compare(struct school *school, const char *password, const char *hash, bool *ret_right);

/*
 * The actor's own password, asked for again before something that a found phone must not do. PASSWORD_WRONG;
 * TOO_MANY_ATTEMPTS with *ret_retry_after_s after CREDENTIAL_ATTEMPTS wrong ones in SESSION_ATTEMPT_MINUTES; BUSY.
 */
enum fault credential_confirm(struct school *school, const struct actor *actor, const char *password,
                              int64_t *ret_retry_after_s);
enum { CREDENTIAL_ATTEMPTS = 10 };

/* Inside a unit: a new password; a new version, what was handed out ends but for the session `keep_session_id` (0: none
 * is kept; access.h), and the person is told by e-mail. */
enum fault credential_store(struct db *db, const struct user *user, const char *hash, int64_t keep_session_id,
                            int64_t now);

#endif
