/* SPDX-License-Identifier: MIT */
/* The steps of push_seal, with what it draws by lot given: for src/crypto/push_seal.c and the RFCs' own examples. */
#ifndef AMS_CRYPTO_PUSH_SEAL_INSIDE_H
#define AMS_CRYPTO_PUSH_SEAL_INSIDE_H

#include "crypto/p256.h"
#include "crypto/push_seal.h"

enum {
    ECE_SALT_BYTES = 16,
    ECE_TAG_BYTES = 16,
    ECE_KEY_ID_MAX = 255,
    ECE_HEAD_BYTES = ECE_SALT_BYTES + 4 + 1, // before the id of the key
};

struct ece_key {
    const uint8_t *material;
    size_t material_size;
    const uint8_t *salt; // ECE_SALT_BYTES
    const void *id;      // of the key, for the reader
    size_t id_size;      // at most ECE_KEY_ID_MAX
};

/*
 * The content coding aes128gcm of a text of one record (RFC 8188): `filling` zeros behind it, so that lengths tell
 * less. `sealed` holds ECE_HEAD_BYTES + id_size + size + filling + 1 + ECE_TAG_BYTES bytes, of which there are then so
 * many.
 */
bool ece_seal(const struct ece_key *key, uint32_t record_size, const void *plain, size_t size, size_t filling,
              uint8_t *sealed);

/* The input keying material of a message (RFC 8291, 3.4), from the server's pair and the subscription's half. */
bool push_material(const uint8_t scalar[static P256_SCALAR_BYTES], const uint8_t own[static P256_POINT_BYTES],
                   const uint8_t point[static PUSH_POINT_BYTES], const uint8_t secret[static PUSH_SECRET_BYTES],
                   uint8_t material[static 32]);

#endif
