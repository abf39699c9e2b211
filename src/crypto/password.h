/* SPDX-License-Identifier: MIT */
/*
 * Passwords: Argon2id (RFC 9106) by libsodium, encoded with its parameters in the "$argon2id$..." string.
 * Each call uses PASSWORD_MEMORY bytes for about 60 ms: callers bound how many run at once.
 */
#ifndef AMS_CRYPTO_PASSWORD_H
#define AMS_CRYPTO_PASSWORD_H

#include <stdbool.h>

enum {
    PASSWORD_HASH_SIZE = 128,
    PASSWORD_MEMORY = 19 << 20, // bytes, with 2 passes: OWASP's Argon2id setting of 2024
    PASSWORD_PASSES = 2,
    PASSWORD_LENGTH_MIN =
        8, // characters; NIST SP 800-63B-4 asks 15 where a password stands alone: see PASSWORD_ALONE_MIN
    PASSWORD_ALONE_MIN = 15, // for administrators and professors
    PASSWORD_BYTES_MAX = 1024,
};

/* Call once at start before anything else in crypto/. False: no randomness on this system, do not go on. */
bool crypto_init(void);

/* False when memory ran out or the password is longer than PASSWORD_BYTES_MAX; `hash` is untouched then. */
bool password_hash(const char *password, char hash[static PASSWORD_HASH_SIZE]);

/* Constant time in the password. False also for a malformed hash and for a password that is too long. */
bool password_verify(const char *password, const char *hash);

/* A hash that no password has, so that an unknown e-mail costs as much time as a wrong password. */
const char *password_nobody(void);

/*
 * True when leaked lists have the password often (some 11,700 of at least 8 characters), when it is one key or digits
 * counted up, or one of the words that everybody thinks of here ("attendance", "student") with anything that is no
 * letter before and behind it. Capitals do not matter.
 */
bool password_is_common(const char *password);

#endif
