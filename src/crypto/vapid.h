/* SPDX-License-Identifier: MIT */
/*
 * Who sends a web push, shown to the push service (RFC 8292): one pair of keys of this installation, whose public half
 * browsers are told when they subscribe, and for each push service a token that the private half signs.
 */
#ifndef AMS_CRYPTO_VAPID_H
#define AMS_CRYPTO_VAPID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/secret_key.h"

enum {
    VAPID_PUBLIC_SIZE = 88,  // the public key in base64url without padding, and its NUL
    VAPID_CLAIM_MAX = 300,   // bytes of an audience or a contact
    VAPID_TOKEN_SIZE = 1400, // a token, and its NUL
    VAPID_HOURS = 12,        // how long a token holds; RFC 8292 allows 24
};

/* The private key stands in the 32 bytes of an own_key, so that it is kept as other keys are. */
bool vapid_make(struct own_key *ret_own);

/* False when the bytes are no private key. */
bool vapid_public(const struct own_key *own, char text[static VAPID_PUBLIC_SIZE]);

/*
 * A token (JWT, ES256) for the push service at `audience` ("https://push.example", an origin), from `now_s` on (seconds
 * since 1970) for VAPID_HOURS; `contact` is whom its people may write to ("mailto:..." or "https://..."). False when
 * either is longer than VAPID_CLAIM_MAX or holds what JSON would have to escape.
 */
bool vapid_token(const struct own_key *own, const char *audience, const char *contact, int64_t now_s,
                 char token[static VAPID_TOKEN_SIZE]);

#endif
