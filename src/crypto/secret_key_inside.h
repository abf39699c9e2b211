/* SPDX-License-Identifier: MIT */
/* For src/crypto/secret*.c. */
#ifndef AMS_CRYPTO_SECRET_KEY_INSIDE_H
#define AMS_CRYPTO_SECRET_KEY_INSIDE_H

#include "crypto/secret_key.h"

/* A copy of the generation in force; to be wiped. */
void secret_key_bytes(const struct secret_key *key, unsigned char bytes[static SECRET_KEY_BYTES]);

#endif
