/* SPDX-License-Identifier: MIT */
/* The curve P-256 and what stands around it in web push, on OpenSSL. Only for src/crypto/ and its tests. */
#ifndef AMS_CRYPTO_P256_H
#define AMS_CRYPTO_P256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

enum {
    P256_SCALAR_BYTES = 32,
    P256_POINT_BYTES = 65, // uncompressed: 4, x, y
};

/* A new private key: a number that is one, which 32 random bytes almost always are. False without random numbers or
 * memory. */
bool p256_make(uint8_t scalar[static P256_SCALAR_BYTES]);

/* The public key of a private one; false when the bytes are none. */
bool p256_public(const uint8_t scalar[static P256_SCALAR_BYTES], uint8_t point[static P256_POINT_BYTES]);

/* Whether the bytes are a point of the curve, uncompressed, and not the one at infinity. */
bool p256_is_point(const uint8_t *point, size_t size);

/* The pair, or with `scalar` NULL the public half alone, for EVP_PKEY_free; NULL when the bytes are none, or without
 * memory. */
EVP_PKEY *p256_key(const uint8_t *scalar, const uint8_t point[static P256_POINT_BYTES]);

/* ECDH: the x of the shared point. */
bool p256_shared(const uint8_t scalar[static P256_SCALAR_BYTES], const uint8_t point[static P256_POINT_BYTES],
                 uint8_t shared[static P256_SCALAR_BYTES]);

#endif
