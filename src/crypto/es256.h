/* SPDX-License-Identifier: MIT */
/*
 * ES256 (RFC 7518, 3.4): ECDSA on P-256 with SHA-256, a signature of r and s, 32 bytes each, as browsers' WebCrypto
 * makes and takes them. Keys and signatures of strangers come as base64url.
 */
#ifndef AMS_CRYPTO_ES256_H
#define AMS_CRYPTO_ES256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/secret_key.h"

enum {
    ES256_BYTES = 64,
    ES256_KEY_SIZE = 88,    // an uncompressed point in base64url, and its NUL
    ES256_TEXT_LENGTH = 86, // of a signature in base64url
};

/* Signs as the owner of a private key (p256_make, vapid_make). False without memory or when it is none. */
bool es256_sign(const struct own_key *own, const void *bytes, size_t size, uint8_t signature[static ES256_BYTES]);

/*
 * Whether `key`, a public one, has signed the bytes: `signature` is exactly ES256_TEXT_LENGTH characters. Any texts, or
 * NULL; true only for a point of the curve and a signature that holds. ret_key: the key as it is kept, which one key
 * has but once.
 */
bool es256_verify(const char *key, const char *signature, const void *bytes, size_t size,
                  char ret_key[static ES256_KEY_SIZE]);

#endif
