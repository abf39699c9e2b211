/* SPDX-License-Identifier: MIT */
#include "crypto/vapid.h"

#include <stdio.h>
#include <string.h>

#include <openssl/ecdsa.h>

#include "crypto/base64url.h"
#include "crypto/p256.h"

enum { SIGNATURE_BYTES = 2 * P256_SCALAR_BYTES, DER_MAX = 80, CLAIMS_SIZE = 2 * VAPID_CLAIM_MAX + 100 };

_Static_assert((int)P256_SCALAR_BYTES == (int)SECRET_KEY_BYTES, "a private key stands in an own_key");

static void key_freep(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
    *key = NULL;
}

static void digest_freep(EVP_MD_CTX **digest)
{
    EVP_MD_CTX_free(*digest);
    *digest = NULL;
}

static void signature_freep(ECDSA_SIG **signature)
{
    ECDSA_SIG_free(*signature);
    *signature = NULL;
}

bool vapid_make(struct own_key *ret_own)
{
    return p256_make(ret_own->bytes);
}

bool vapid_public(const struct own_key *own, char text[static VAPID_PUBLIC_SIZE])
{
    uint8_t point[P256_POINT_BYTES];
    return p256_public(own->bytes, point) && base64url_write(point, sizeof(point), text, VAPID_PUBLIC_SIZE);
}

/* Appends the base64url of the bytes to a text of VAPID_TOKEN_SIZE. */
static bool append(char *token, const void *bytes, size_t size)
{
    size_t length = strlen(token);
    return base64url_write(bytes, size, token + length, VAPID_TOKEN_SIZE - length);
}

/* ES256 (RFC 7518, 3.4): r and s, 32 bytes each; OpenSSL writes them as DER. */
static bool sign(const struct own_key *own, const char *text, uint8_t signature[static SIGNATURE_BYTES])
{
    uint8_t point[P256_POINT_BYTES], der[DER_MAX];
    size_t size = sizeof(der);
    if (!p256_public(own->bytes, point))
        return false;
    CLOSES(key_freep) EVP_PKEY *key = p256_key(own->bytes, point);
    CLOSES(digest_freep) EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (!key || !digest || EVP_DigestSignInit(digest, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(digest, der, &size, (const unsigned char *)text, strlen(text)) != 1)
        return false;
    const unsigned char *at = der;
    CLOSES(signature_freep) ECDSA_SIG *read = d2i_ECDSA_SIG(NULL, &at, (long)size);
    return read && BN_bn2binpad(ECDSA_SIG_get0_r(read), signature, P256_SCALAR_BYTES) == P256_SCALAR_BYTES &&
           BN_bn2binpad(ECDSA_SIG_get0_s(read), signature + P256_SCALAR_BYTES, P256_SCALAR_BYTES) == P256_SCALAR_BYTES;
}

/* Stands between quotes in JSON as it is. */
static bool is_plain(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (text[i] <= ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\')
            return false;
    return length > 0 && length <= VAPID_CLAIM_MAX;
}

bool vapid_token(const struct own_key *own, const char *audience, const char *contact, int64_t now_s,
                 char token[static VAPID_TOKEN_SIZE])
{
    static const char head[] = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
    char claims[CLAIMS_SIZE];
    uint8_t signature[SIGNATURE_BYTES];
    if (!is_plain(audience) || !is_plain(contact))
        return false;
    int size = snprintf(claims, sizeof(claims), "{\"aud\":\"%s\",\"exp\":%lld,\"sub\":\"%s\"}", audience,
                        (long long)(now_s + VAPID_HOURS * INT64_C(3600)), contact);
    token[0] = '\0';
    if (size < 0 || (size_t)size >= sizeof(claims) || !append(token, head, sizeof(head) - 1))
        return false;
    size_t length = strlen(token);
    token[length] = '.';
    token[length + 1] = '\0';
    if (!append(token, claims, (size_t)size) || !sign(own, token, signature))
        return false;
    length = strlen(token);
    token[length] = '.';
    token[length + 1] = '\0';
    return append(token, signature, sizeof(signature));
}
