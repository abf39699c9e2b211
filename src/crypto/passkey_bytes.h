/* SPDX-License-Identifier: MIT */
/* The bytes of passkeys taken apart, before anything in them is believed. Only for src/crypto/ and its tests. */
#ifndef AMS_CRYPTO_PASSKEY_BYTES_H
#define AMS_CRYPTO_PASSKEY_BYTES_H

#include "crypto/passkey.h"

enum {
    PASSKEY_PRESENT = 0x01,
    PASSKEY_UNLOCKED = 0x04,
    PASSKEY_MAY_BE_COPIED = 0x08,
    PASSKEY_IS_COPIED = 0x10,
    PASSKEY_HAS_KEY = 0x40,
    PASSKEY_HAS_MORE = 0x80,
    PASSKEY_FORMAT_SIZE = 32,
};

/* What a browser says of the page that asked: all that is not `type`, `challenge` and `site` is refused. */
enum passkey_fault passkey_client_data(struct passkey_bytes text, const char *type, const char *challenge,
                                       const struct passkey_site *site);

struct passkey_attestation {
    char format[PASSKEY_FORMAT_SIZE];
    struct passkey_bytes statement; // a map of CBOR, whole
    bool empty;                     // there is nothing in it
    struct passkey_bytes data;
};

/* Three named parts, each once, and nothing behind them. */
bool passkey_attestation_read(struct passkey_bytes bytes, struct passkey_attestation *ret_attestation);

struct passkey_data {
    const uint8_t *site_hash; // 32 bytes
    uint8_t flags;
    uint32_t count;
    struct passkey_bytes id; // with PASSKEY_HAS_KEY
};

/* Whole, with nothing behind it. `has_key`: as a registration must have one, and a signature must not. */
bool passkey_data_read(struct passkey_bytes bytes, bool has_key, struct passkey_data *ret_data);

#endif
