/* SPDX-License-Identifier: MIT */
/* Random tokens, their fingerprints, and sealing. */
#ifndef AMS_CRYPTO_SECRET_H
#define AMS_CRYPTO_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/secret_key.h"

enum {
    SECRET_TOKEN_SIZE = 44,       // 256 random bits in base64url without padding, and its NUL
    SECRET_FINGERPRINT_SIZE = 65, // SHA-256 in hex, and its NUL
    SECRET_MAC_BYTES = 32,
    SECRET_NONCE_BYTES = 24,
    SECRET_SEAL_OVERHEAD = SECRET_NONCE_BYTES + 16, // XChaCha20-Poly1305: nonce before, tag behind
};

/* Fills `token` with a new random token. */
void secret_token(char token[static SECRET_TOKEN_SIZE]);

/* A random code of `length` characters from an alphabet without look-alikes (no 0 O 1 I L); NUL-terminated in
 * code[length + 1]. */
void secret_code(char *code, size_t length);

/* A uniform random number, 0 <= n < bound; 0 for a bound below 2. */
uint32_t secret_below(uint32_t bound);

/* SHA-256 of the bytes in hex. */
void secret_digest(const void *bytes, size_t size, char hex[static SECRET_FINGERPRINT_SIZE]);

/* What the database keeps of a token: that of its characters. `token` may be any text. */
void secret_fingerprint(const char *token, char fingerprint[static SECRET_FINGERPRINT_SIZE]);

/* Constant-time comparison of two NUL-terminated texts. */
bool secret_equal(const char *a, const char *b);

/*
 * Seals `size` bytes for one owner: XChaCha20-Poly1305 under a key derived from this key and `owner`
 * (crypto_kdf, context "template"), with `associated` text (model id and owner) authenticated. `sealed` holds size +
 * SECRET_SEAL_OVERHEAD bytes. Always succeeds.
 */
void secret_seal(const struct secret_key *key, int64_t owner, const char *associated, const uint8_t *plain, size_t size,
                 uint8_t *sealed);

/* The reverse; false, and `plain` untouched, when anything differs. `plain` holds sealed_size - SECRET_SEAL_OVERHEAD
 * bytes. */
bool secret_unseal(const struct secret_key *key, int64_t owner, const char *associated, const uint8_t *sealed,
                   size_t sealed_size, uint8_t *plain);

/* HMAC-SHA256 of a NUL-terminated text under a key derived from this key for `context`: exactly 8 characters, one
 * for each use. */
void secret_mac(const struct secret_key *key, const char *context, const char *text,
                uint8_t mac[static SECRET_MAC_BYTES]);

/* HMAC-SHA256 of a NUL-terminated text under 32 bytes, in hex. */
void secret_mac_hex(const uint8_t key[static SECRET_MAC_BYTES], const char *text,
                    char hex[static SECRET_FINGERPRINT_SIZE]);

/* Base64 (RFC 4648, padded) of `size` bytes into `text`, which holds secret_base64_size(size) bytes with the NUL. */
size_t secret_base64_size(size_t size);
void secret_base64(const void *bytes, size_t size, char *text);

/* Overwrites memory in a way the compiler keeps. */
void secret_wipe(void *memory, size_t size);

/* The same for a token, at the end of its block: CLOSES(secret_token_wipe) char token[SECRET_TOKEN_SIZE] = ""; */
static inline void secret_token_wipe(char (*token)[SECRET_TOKEN_SIZE])
{
    secret_wipe(*token, sizeof(*token));
}

#endif
