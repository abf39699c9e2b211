/* SPDX-License-Identifier: MIT */
#include "crypto/p256.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include "crypto/secret.h"

static void key_freep(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
    *key = NULL;
}

static void context_freep(EVP_PKEY_CTX **context)
{
    EVP_PKEY_CTX_free(*context);
    *context = NULL;
}

static void group_freep(EC_GROUP **group)
{
    EC_GROUP_free(*group);
    *group = NULL;
}

static void point_freep(EC_POINT **point)
{
    EC_POINT_free(*point);
    *point = NULL;
}

static void number_freep(BIGNUM **number)
{
    BN_clear_free(*number);
    *number = NULL;
}

static void build_freep(OSSL_PARAM_BLD **build)
{
    OSSL_PARAM_BLD_free(*build);
    *build = NULL;
}

static void params_freep(OSSL_PARAM **params)
{
    OSSL_PARAM_free(*params);
    *params = NULL;
}

bool p256_public(const uint8_t scalar[static P256_SCALAR_BYTES], uint8_t point[static P256_POINT_BYTES])
{
    CLOSES(group_freep) EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    CLOSES(number_freep) BIGNUM *number = BN_secure_new();
    if (!group || !number || !BN_bin2bn(scalar, P256_SCALAR_BYTES, number))
        return false;
    BN_set_flags(number, BN_FLG_CONSTTIME);
    if (BN_is_zero(number) || BN_cmp(number, EC_GROUP_get0_order(group)) >= 0)
        return false;
    CLOSES(point_freep) EC_POINT *made = EC_POINT_new(group);
    return made && EC_POINT_mul(group, made, number, NULL, NULL, NULL) == 1 &&
           EC_POINT_point2oct(group, made, POINT_CONVERSION_UNCOMPRESSED, point, P256_POINT_BYTES, NULL) ==
               P256_POINT_BYTES;
}

bool p256_make(uint8_t scalar[static P256_SCALAR_BYTES])
{
    enum { TRIES = 8 };
    uint8_t point[P256_POINT_BYTES];
    struct own_key random;
    bool good = false;
    for (int i = 0; !good && i < TRIES; i++) {
        own_key_make(&random);
        memcpy(scalar, random.bytes, P256_SCALAR_BYTES);
        good = p256_public(scalar, point);
    }
    own_key_wipe(&random);
    return good;
}

bool p256_is_point(const uint8_t *point, size_t size)
{
    if (size != P256_POINT_BYTES || point[0] != POINT_CONVERSION_UNCOMPRESSED)
        return false;
    CLOSES(group_freep) EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    if (!group)
        return false;
    CLOSES(point_freep) EC_POINT *read = EC_POINT_new(group);
    return read && EC_POINT_oct2point(group, read, point, size, NULL) == 1 && !EC_POINT_is_at_infinity(group, read) &&
           EC_POINT_is_on_curve(group, read, NULL) == 1;
}

EVP_PKEY *p256_key(const uint8_t *scalar, const uint8_t point[static P256_POINT_BYTES])
{
    EVP_PKEY *key = NULL;
    CLOSES(number_freep) BIGNUM *number = scalar ? BN_secure_new() : NULL;
    CLOSES(build_freep) OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    CLOSES(context_freep) EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    if (!build || !context || (scalar && (!number || !BN_bin2bn(scalar, P256_SCALAR_BYTES, number))))
        return NULL;
    if (!OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0) ||
        !OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, P256_POINT_BYTES) ||
        (scalar && !OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, number)))
        return NULL;
    CLOSES(params_freep) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    if (!params || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, scalar ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params) != 1)
        return NULL;
    return key;
}

bool p256_shared(const uint8_t scalar[static P256_SCALAR_BYTES], const uint8_t point[static P256_POINT_BYTES],
                 uint8_t shared[static P256_SCALAR_BYTES])
{
    uint8_t own[P256_POINT_BYTES];
    size_t size = P256_SCALAR_BYTES;
    if (!p256_public(scalar, own) || !p256_is_point(point, P256_POINT_BYTES))
        return false;
    CLOSES(key_freep) EVP_PKEY *mine = p256_key(scalar, own);
    CLOSES(key_freep) EVP_PKEY *theirs = p256_key(NULL, point);
    if (!mine || !theirs)
        return false;
    CLOSES(context_freep) EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(mine, NULL);
    return context && EVP_PKEY_derive_init(context) == 1 && EVP_PKEY_derive_set_peer(context, theirs) == 1 &&
           EVP_PKEY_derive(context, shared, &size) == 1 && size == P256_SCALAR_BYTES;
}
