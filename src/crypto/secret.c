/* SPDX-License-Identifier: MIT */
#include "crypto/secret.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/secret_key_inside.h"

_Static_assert(SECRET_SEAL_OVERHEAD ==
                   crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "seal layout");
_Static_assert(SECRET_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "seal layout");

void secret_token(char token[static SECRET_TOKEN_SIZE])
{
    unsigned char random[32];
    randombytes_buf(random, sizeof(random));
    sodium_bin2base64(token, SECRET_TOKEN_SIZE, random, sizeof(random), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof(random));
}

void secret_code(char *code, size_t length)
{
    static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    for (size_t i = 0; i < length; i++)
        code[i] = alphabet[randombytes_uniform(sizeof(alphabet) - 1)];
    code[length] = '\0';
}

uint32_t secret_below(uint32_t bound)
{
    return randombytes_uniform(bound);
}

void secret_digest(const void *bytes, size_t size, char hex[static SECRET_FINGERPRINT_SIZE])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, bytes, size);
    sodium_bin2hex(hex, SECRET_FINGERPRINT_SIZE, hash, sizeof(hash));
}

void secret_fingerprint(const char *token, char fingerprint[static SECRET_FINGERPRINT_SIZE])
{
    secret_digest(token, strlen(token), fingerprint);
}

bool secret_equal(const char *a, const char *b)
{
    // Of the hashes, so that neither the place of the first difference nor the lengths show in the time.
    unsigned char hash_a[crypto_hash_sha256_BYTES], hash_b[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash_a, (const unsigned char *)a, strlen(a));
    crypto_hash_sha256(hash_b, (const unsigned char *)b, strlen(b));
    return sodium_memcmp(hash_a, hash_b, sizeof(hash_a)) == 0;
}

static void owner_key(const struct secret_key *key, int64_t owner, struct own_key *ret_own)
{
    unsigned char bytes[SECRET_KEY_BYTES];
    secret_key_bytes(key, bytes);
    crypto_kdf_derive_from_key(ret_own->bytes, SECRET_KEY_BYTES, (uint64_t)owner, "template", bytes);
    sodium_memzero(bytes, sizeof(bytes));
}

void secret_seal(const struct secret_key *key, int64_t owner, const char *associated, const uint8_t *plain, size_t size,
                 uint8_t *sealed)
{
    struct own_key own;
    owner_key(key, owner, &own);
    own_key_seal(&own, associated, plain, size, sealed);
    own_key_wipe(&own);
}

bool secret_unseal(const struct secret_key *key, int64_t owner, const char *associated, const uint8_t *sealed,
                   size_t sealed_size, uint8_t *plain)
{
    struct own_key own;
    owner_key(key, owner, &own);
    bool good = own_key_unseal(&own, associated, sealed, sealed_size, plain);
    own_key_wipe(&own);
    return good;
}

void secret_mac(const struct secret_key *key, const char *context, const char *text,
                uint8_t mac[static SECRET_MAC_BYTES])
{
    unsigned char subkey[SECRET_KEY_BYTES], bytes[SECRET_KEY_BYTES];
    assert(strlen(context) == crypto_kdf_CONTEXTBYTES);
    secret_key_bytes(key, bytes);
    crypto_kdf_derive_from_key(subkey, sizeof(subkey), 0, context, bytes);
    sodium_memzero(bytes, sizeof(bytes));
    crypto_auth_hmacsha256(mac, (const unsigned char *)text, strlen(text), subkey);
    sodium_memzero(subkey, sizeof(subkey));
}

void secret_mac_hex(const uint8_t key[static SECRET_MAC_BYTES], const char *text,
                    char hex[static SECRET_FINGERPRINT_SIZE])
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256(mac, (const unsigned char *)text, strlen(text), key);
    sodium_bin2hex(hex, SECRET_FINGERPRINT_SIZE, mac, sizeof(mac));
}

void secret_wipe(void *memory, size_t size)
{
    sodium_memzero(memory, size);
}

size_t secret_base64_size(size_t size)
{
    return sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL);
}

void secret_base64(const void *bytes, size_t size, char *text)
{
    sodium_bin2base64(text, secret_base64_size(size), bytes, size, sodium_base64_VARIANT_ORIGINAL);
}
