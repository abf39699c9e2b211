/* SPDX-License-Identifier: MIT */
/*
 * One-time codes of an authenticator app (RFC 6238, over RFC 4226): HMAC-SHA-1, TOTP_DIGITS digits, a new one every
 * TOTP_SECONDS. These numbers are what every app takes without being told. Pure functions but for totp_secret;
 * thread-safe.
 */
#ifndef AMS_CRYPTO_TOTP_H
#define AMS_CRYPTO_TOTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TOTP_SECRET_BYTES = 20, // as long as SHA-1's output (RFC 4226, 4)
    TOTP_TEXT_SIZE = 33,    // the secret in base32 and its NUL
    TOTP_DIGITS = 6,
    TOTP_CODE_SIZE = TOTP_DIGITS + 1,
    TOTP_SECONDS = 30,
    TOTP_GRACE = 1, // steps before and after the current one that are taken, too: clocks differ (RFC 6238, 5.2)
};

/* Fills `secret` with a new random secret. */
void totp_secret(uint8_t secret[static TOTP_SECRET_BYTES]);

/* The secret as authenticator apps take it: base32 (RFC 4648) without padding. */
void totp_text(const uint8_t secret[static TOTP_SECRET_BYTES], char text[static TOTP_TEXT_SIZE]);

/* The step of a moment in milliseconds UTC, not before 1970. */
int64_t totp_step(int64_t ms);

/* The code of a step. False when the library refuses SHA-1 (a system in FIPS mode may). */
bool totp_code(const uint8_t secret[static TOTP_SECRET_BYTES], int64_t step, char code[static TOTP_CODE_SIZE]);

/*
 * Whether `code` (any text) is the code of a step within TOTP_GRACE of `ms` that is later than `last_step`: a code is
 * taken once only, when the caller keeps *ret_step as the next `last_step` (0 at first). Constant time in the code.
 */
bool totp_check(const uint8_t secret[static TOTP_SECRET_BYTES], int64_t ms, int64_t last_step, const char *code,
                int64_t *ret_step);

#endif
