/* SPDX-License-Identifier: MIT */
/* Signatures by Ed25519 (RFC 8032). The private key stands in the 32 bytes of an own_key, so that it is kept as other
 * keys are. */
#ifndef AMS_CRYPTO_ED25519_H
#define AMS_CRYPTO_ED25519_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/secret_key.h"

enum {
    ED25519_PUBLIC_BYTES = 32,
    ED25519_SIGNATURE_BYTES = 64,
    ED25519_ID_SIZE = 17, // 16 hex digits and a NUL
};

void ed25519_public(const struct own_key *own, uint8_t public_key[static ED25519_PUBLIC_BYTES]);

/* Names a public key: the beginning of its SHA-256. */
void ed25519_id(const uint8_t public_key[static ED25519_PUBLIC_BYTES], char id[static ED25519_ID_SIZE]);

void ed25519_sign(const struct own_key *own, const void *bytes, size_t size,
                  uint8_t signature[static ED25519_SIGNATURE_BYTES]);

/* False, too, for keys and signatures that the curve does not allow or that could be written another way. */
bool ed25519_verify(const uint8_t public_key[static ED25519_PUBLIC_BYTES], const void *bytes, size_t size,
                    const uint8_t signature[static ED25519_SIGNATURE_BYTES]);

#endif
