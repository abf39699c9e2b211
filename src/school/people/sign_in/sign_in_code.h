/* SPDX-License-Identifier: MIT */
/*
 * The first sign-in of people without an e-mail address: by their number (users.external_id) and a one-time code that
 * their institution hands them, with which they choose a password; a forgotten password is a new code. A number that
 * several accounts have lets in nobody.
 */
#ifndef AMS_SCHOOL_SIGN_IN_CODE_H
#define AMS_SCHOOL_SIGN_IN_CODE_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct arena;
struct school;

enum {
    SIGN_IN_CODE_LENGTH = 10,           // of secret_code's letters: 49 random bits
    SIGN_IN_CODE_DAYS = 14,             // that it is good for
    SIGN_IN_CODE_TRIES = 5,             // wrong ones of an account, then it is void
    SIGN_IN_CODES_MAX = 1000,           // that one call makes
    SIGN_IN_CODE_TYPED_MAX = 40,        // bytes: typed with spaces and dashes
    SIGN_IN_CODE_NUMBER_ATTEMPTS = 10,  // in SESSION_ATTEMPT_MINUTES, of a number whether anybody has it or not,
    SIGN_IN_CODE_ADDRESS_ATTEMPTS = 60, // and of a network: a whole class sits behind one
};

struct sign_in_code {
    int64_t user_id;
    const char *name, *number;
    char code[SIGN_IN_CODE_LENGTH + 1]; // shown once; what is kept is its mark
    int64_t expires_at;
};

struct sign_in_code_list {
    struct sign_in_code *codes;
    size_t count;
    int64_t left; // people for whom another call makes one
};

/*
 * A new code for somebody who has no e-mail address; an earlier one is void, their password stays until this is used.
 * Administrators, with fresh proof (STEP_UP_NEEDED). NOT_FOUND, ACCOUNT_DISABLED, NOT_ALLOWED (for an administrator),
 * CODE_HAS_EMAIL, CODE_NO_NUMBER (none, or one that others have too). Audited.
 */
enum fault sign_in_code_make(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                             struct sign_in_code *ret_code);

/* The same for a student of a classroom, by who may change it. */
enum fault sign_in_code_make_in_class(struct school *school, const struct actor *actor, int64_t class_id,
                                      int64_t student_id, struct arena *arena, struct sign_in_code *ret_code);

/*
 * The same for everybody who has no address, no password and no code that is good, by name; the first
 * SIGN_IN_CODES_MAX of them. Who cannot have one is left out.
 */
enum fault sign_in_codes_make(struct school *school, const struct actor *actor, struct arena *arena,
                              struct sign_in_code_list *ret_list);

/*
 * Chooses a password with a code, which is used up. WRONG_CREDENTIALS: the number is nobody's or several people's, or
 * the code is another, old or void, which nobody is told apart. PASSWORD_TOO_SHORT and so on (credential.h): the code
 * stays good. TOO_MANY_ATTEMPTS with *ret_retry_after_s. `network`: of the client; may be NULL. Audited.
 */
enum fault sign_in_code_use(struct school *school, const char *number, const char *code, const char *password,
                            const char *network, struct arena *arena, int64_t *ret_retry_after_s);

#endif
