/* SPDX-License-Identifier: MIT */
/* A forgotten password is set anew by a link (account_link.h). */
#ifndef AMS_SCHOOL_ACCOUNT_RESET_H
#define AMS_SCHOOL_ACCOUNT_RESET_H

#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct school;

enum {
    RESET_EMAIL_ATTEMPTS = 3,    // links asked for one e-mail address in SESSION_ATTEMPT_MINUTES
    RESET_ADDRESS_ATTEMPTS = 50, // from one network address: a campus may share one
};

/*
 * Sends a link for a new password, if somebody (active) has this e-mail; the answer does not tell, nor does its time:
 * the same is read and written for both but the mail's row, and both wait for the same commit. `address`: of the
 * client, may be NULL. EMAIL_INVALID, TOO_MANY_ATTEMPTS with *ret_retry_after_s (counted alike for both).
 */
enum fault account_reset_ask(struct school *school, const char *email, const char *address, struct arena *arena,
                             int64_t *ret_retry_after_s);

/* Sets a new password by a link; all sessions end, all such links are void. LINK_UNKNOWN and the faults of a new
 * password, after which the link still works. */
enum fault account_reset(struct school *school, const char *token, const char *password, struct arena *arena);

#endif
