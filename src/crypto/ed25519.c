/* SPDX-License-Identifier: MIT */
#include "crypto/ed25519.h"

#include <sodium.h>

_Static_assert((int)crypto_sign_SEEDBYTES == (int)SECRET_KEY_BYTES, "a private key stands in an own_key");
_Static_assert((int)crypto_sign_PUBLICKEYBYTES == (int)ED25519_PUBLIC_BYTES, "RFC 8032");
_Static_assert((int)crypto_sign_BYTES == (int)ED25519_SIGNATURE_BYTES, "RFC 8032");

void ed25519_public(const struct own_key *own, uint8_t public_key[static ED25519_PUBLIC_BYTES])
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(public_key, secret, own->bytes);
    sodium_memzero(secret, sizeof(secret));
}

void ed25519_id(const uint8_t public_key[static ED25519_PUBLIC_BYTES], char id[static ED25519_ID_SIZE])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, public_key, ED25519_PUBLIC_BYTES);
    sodium_bin2hex(id, ED25519_ID_SIZE, hash, (ED25519_ID_SIZE - 1) / 2);
}

void ed25519_sign(const struct own_key *own, const void *bytes, size_t size,
                  uint8_t signature[static ED25519_SIGNATURE_BYTES])
{
    uint8_t public_key[ED25519_PUBLIC_BYTES], secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(public_key, secret, own->bytes);
    crypto_sign_detached(signature, NULL, bytes, size, secret);
    sodium_memzero(secret, sizeof(secret));
}

bool ed25519_verify(const uint8_t public_key[static ED25519_PUBLIC_BYTES], const void *bytes, size_t size,
                    const uint8_t signature[static ED25519_SIGNATURE_BYTES])
{
    return crypto_sign_verify_detached(signature, bytes, size, public_key) == 0;
}
