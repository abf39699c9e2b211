/* SPDX-License-Identifier: MIT */
#include "crypto/es256.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "crypto/base64url.h"
#include "crypto/p256.h"
#include "crypto/secret.h"

enum { DER_MAX = 80 };

_Static_assert((int)ES256_BYTES == 2 * (int)P256_SCALAR_BYTES, "r and s");

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

static void number_freep(BIGNUM **number)
{
    BN_free(*number);
    *number = NULL;
}

static void octets_freep(unsigned char **octets)
{
    OPENSSL_free(*octets);
    *octets = NULL;
}

bool es256_sign(const struct own_key *own, const void *bytes, size_t size, uint8_t signature[static ES256_BYTES])
{
    uint8_t point[P256_POINT_BYTES], der[DER_MAX];
    size_t der_size = sizeof(der);
    if (!p256_public(own->bytes, point))
        return false;
    CLOSES(key_freep) EVP_PKEY *key = p256_key(own->bytes, point);
    CLOSES(digest_freep) EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (!key || !digest || EVP_DigestSignInit(digest, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(digest, der, &der_size, bytes, size) != 1)
        return false;
    const unsigned char *at = der; // OpenSSL writes r and s as DER
    CLOSES(signature_freep) ECDSA_SIG *read = d2i_ECDSA_SIG(NULL, &at, (long)der_size);
    return read && BN_bn2binpad(ECDSA_SIG_get0_r(read), signature, P256_SCALAR_BYTES) == P256_SCALAR_BYTES &&
           BN_bn2binpad(ECDSA_SIG_get0_s(read), signature + P256_SCALAR_BYTES, P256_SCALAR_BYTES) == P256_SCALAR_BYTES;
}

/* r and s as OpenSSL reads them; the length, or 0 without memory. */
static size_t to_der(const uint8_t signature[static ES256_BYTES], unsigned char **ret_der)
{
    CLOSES(signature_freep) ECDSA_SIG *made = ECDSA_SIG_new();
    CLOSES(number_freep) BIGNUM *r = BN_bin2bn(signature, P256_SCALAR_BYTES, NULL);
    CLOSES(number_freep) BIGNUM *s = BN_bin2bn(signature + P256_SCALAR_BYTES, P256_SCALAR_BYTES, NULL);
    if (!made || !r || !s || ECDSA_SIG_set0(made, r, s) != 1)
        return 0;
    r = s = NULL; // the signature's now
    int size = i2d_ECDSA_SIG(made, ret_der);
    return size > 0 ? (size_t)size : 0;
}

bool es256_verify(const char *key, const char *signature, const void *bytes, size_t size,
                  char ret_key[static ES256_KEY_SIZE])
{
    uint8_t point[P256_POINT_BYTES], octets[ES256_BYTES];
    if (!key || strlen(key) != ES256_KEY_SIZE - 1 || !base64url_read(key, point, sizeof(point)) ||
        !p256_is_point(point, sizeof(point)))
        return false;
    if (!signature || strlen(signature) != ES256_TEXT_LENGTH || !base64url_read(signature, octets, sizeof(octets)))
        return false;
    CLOSES(octets_freep) unsigned char *der = NULL;
    size_t der_size = to_der(octets, &der);
    CLOSES(key_freep) EVP_PKEY *theirs = p256_key(NULL, point);
    CLOSES(digest_freep) EVP_MD_CTX *digest = EVP_MD_CTX_new();
    return der_size > 0 && theirs && digest && EVP_DigestVerifyInit(digest, NULL, EVP_sha256(), NULL, theirs) == 1 &&
           EVP_DigestVerify(digest, der, der_size, bytes, size) == 1 &&
           base64url_write(point, sizeof(point), ret_key, ES256_KEY_SIZE);
}
