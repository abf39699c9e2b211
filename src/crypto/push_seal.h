/* SPDX-License-Identifier: MIT */
/*
 * A web push that its browser alone can read (RFC 8291): the message is sealed with the content coding aes128gcm
 * (RFC 8188) under a key that follows from the subscription's public key, its secret, and a pair of keys made for this
 * one message.
 */
#ifndef AMS_CRYPTO_PUSH_SEAL_H
#define AMS_CRYPTO_PUSH_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PUSH_POINT_BYTES = 65,  // the subscription's `p256dh`, a point of P-256
    PUSH_SECRET_BYTES = 16, // its `auth`
    PUSH_PLAIN_MAX = 256,   // bytes of a message. All are filled up to it, so that their length tells nothing
    PUSH_SEALED_BYTES = 16 + 4 + 1 + PUSH_POINT_BYTES + PUSH_PLAIN_MAX + 1 + 16,
};

/* Whether the bytes are a public key that a message can be sealed for. */
bool push_point_is(const uint8_t *point, size_t size);

/* Always PUSH_SEALED_BYTES. False when `point` is no point of the curve, the text is longer than PUSH_PLAIN_MAX, or
 * memory is short. */
bool push_seal(const uint8_t point[static PUSH_POINT_BYTES], const uint8_t secret[static PUSH_SECRET_BYTES],
               const char *text, uint8_t sealed[static PUSH_SEALED_BYTES]);

#endif
