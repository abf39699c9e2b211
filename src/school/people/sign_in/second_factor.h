/* SPDX-License-Identifier: MIT */
/*
 * The second factor: a passkey (passkey.h), or codes of an authenticator app (crypto/totp.h), of which this tells; and,
 * for the day the phone is lost, recovery codes.
 * The app's secret is sealed under the school's key; of recovery codes only a MAC under it is kept. A code is taken
 * once only. After SECOND_FACTOR_TRIES wrong ones in SESSION_ATTEMPT_MINUTES somebody has to wait.
 *
 * Where there is one, it is the fresh proof that step_up.h speaks of. At sign-in the setting `second_factor` decides
 * who, having one, must show it: session.h.
 */
#ifndef AMS_SCHOOL_SECOND_FACTOR_H
#define AMS_SCHOOL_SECOND_FACTOR_H

#include "crypto/totp.h"
#include "school/school.h"

enum {
    SECOND_FACTOR_TRIES = 5,
    RECOVERY_CODES = 10,
    RECOVERY_CODE_LENGTH = 10, // characters of secret_code; taken in any case, with or without dashes and spaces
    RECOVERY_CODE_SIZE = RECOVERY_CODE_LENGTH + 1,
    SECOND_FACTOR_CODE_MAX = 32, // bytes of a code as typed
};

struct second_factor {
    bool present;             // an authenticator app
    int64_t confirmed_at;     // 0: absent
    int64_t recovery_left;    // recovery codes that are not used
    int64_t stepped_up_until; // 0: this session is not stepped up
};

enum fault second_factor_get(struct school *school, const struct actor *actor, struct second_factor *ret_factor);

/* What an authenticator app needs. It does nothing yet: second_factor_confirm() makes it count. */
struct second_factor_setup {
    char secret[TOTP_TEXT_SIZE]; // base32, for typing
    const char *uri;             // "otpauth://totp/...", for a QR code
};

/* Makes a new secret in place of one that was not confirmed. The own password is asked for, so that a found phone
 * cannot do it; and fresh proof of who has passkeys. PASSWORD_WRONG, TOO_MANY_ATTEMPTS with *ret_retry_after_s,
 * SECOND_FACTOR_PRESENT, STEP_UP_NEEDED. */
enum fault second_factor_begin(struct school *school, const struct actor *actor, const char *password,
                               struct arena *arena, struct second_factor_setup *ret_setup, int64_t *ret_retry_after_s);

struct recovery_codes {
    char codes[RECOVERY_CODES][RECOVERY_CODE_SIZE];
};

/* The app works: the factor counts from now on, this session is stepped up, and the person is told by e-mail.
 * SECOND_FACTOR_WRONG, _PRESENT, _ABSENT (nothing was begun), TOO_MANY_ATTEMPTS. Audited. */
enum fault second_factor_confirm(struct school *school, const struct actor *actor, const char *code,
                                 struct recovery_codes *ret_codes, int64_t *ret_retry_after_s);

/* New recovery codes; the old ones no longer work. SECOND_FACTOR_ABSENT, STEP_UP_NEEDED. Audited. */
enum fault second_factor_renew(struct school *school, const struct actor *actor, struct recovery_codes *ret_codes);

/* Removes the authenticator app, and with the last factor the recovery codes; the person is told by e-mail.
 * SECOND_FACTOR_ABSENT, STEP_UP_NEEDED. Audited. */
enum fault second_factor_remove(struct school *school, const struct actor *actor);

#endif
