/* SPDX-License-Identifier: MIT */
/*
 * Fresh proof that it is still the person who signed in: what changes records by hand, or cannot be undone, asks for it
 * (actor_step_up in school.h). The proof is the second factor where one is set up (a code; a passkey: passkey.h),
 * otherwise the password; it holds for STEP_UP_MINUTES in the session that gave it. Signing in gives it, too.
 */
#ifndef AMS_SCHOOL_STEP_UP_H
#define AMS_SCHOOL_STEP_UP_H

#include "school/school.h"

enum step_up_proof { STEP_UP_PASSKEY, STEP_UP_CODE, STEP_UP_PASSWORD, STEP_UP_PROVIDER, STEP_UP_PROOF_COUNT };

/* "passkey", "code", "password", "provider" (people/sso/sso.h). */
const char *step_up_proof_code(enum step_up_proof proof);

struct step_up {
    bool takes[STEP_UP_PROOF_COUNT]; // which this person may give
    int64_t until;                   // 0: this session has given none, or not lately
};

enum fault step_up_get(struct school *school, const struct actor *actor, struct step_up *ret_step_up);

/* By a code of the authenticator app or a recovery code. SECOND_FACTOR_ABSENT, SECOND_FACTOR_WRONG, TOO_MANY_ATTEMPTS
 * with *ret_retry_after_s. */
enum fault step_up_by_code(struct school *school, const struct actor *actor, const char *code, int64_t *ret_until,
                           int64_t *ret_retry_after_s);

/* By the own password. SECOND_FACTOR_NEEDED (it is right, but there is a second factor), PASSWORD_WRONG,
 * TOO_MANY_ATTEMPTS with *ret_retry_after_s. */
enum fault step_up_by_password(struct school *school, const struct actor *actor, const char *password,
                               int64_t *ret_until, int64_t *ret_retry_after_s);

#endif
