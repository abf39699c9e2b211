/* SPDX-License-Identifier: MIT */
#include "sso/key_set.h"

#include <cjose/cjose.h>
#include <jansson.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "crypto/base64url.h"
#include "sso/claims.h"

enum { CERTIFICATE_MAX = 16 << 10, EXPONENT_BYTES_MAX = 8 };

struct sso_key {
    cjose_jwk_t *jwk;
    char kid[SSO_KID_MAX + 1]; // "": it has none
    bool may[SSO_ALGORITHM_COUNT];
};

struct sso_keys {
    atomic_uint holders;
    size_t count;
    struct sso_key keys[SSO_KEYS_MAX];
};

static const struct {
    const char *word, *type, *curve; // curve: of EC
} algorithms[SSO_ALGORITHM_COUNT] = {
    [SSO_RS256] = {"RS256", "RSA", NULL},   [SSO_PS256] = {"PS256", "RSA", NULL},
    [SSO_ES256] = {"ES256", "EC", "P-256"}, [SSO_RS384] = {"RS384", "RSA", NULL},
    [SSO_RS512] = {"RS512", "RSA", NULL},   [SSO_PS384] = {"PS384", "RSA", NULL},
    [SSO_PS512] = {"PS512", "RSA", NULL},   [SSO_ES384] = {"ES384", "EC", "P-384"},
    [SSO_ES512] = {"ES512", "EC", "P-521"},
};

bool sso_algorithm_parse(const char *word, enum sso_algorithm *ret_algorithm)
{
    for (size_t i = 0; word && i < SSO_ALGORITHM_COUNT; i++)
        if (strcmp(algorithms[i].word, word) == 0) {
            *ret_algorithm = (enum sso_algorithm)i;
            return true;
        }
    return false;
}

size_t sso_signature_bytes(enum sso_algorithm algorithm)
{
    static const size_t bytes[SSO_ALGORITHM_COUNT] = {[SSO_ES256] = 64, [SSO_ES384] = 96, [SSO_ES512] = 132};
    return bytes[algorithm];
}

static const char *member(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* Whether the key may be used to check signatures: what it says of itself does not speak against it. */
static bool is_for_signing(const json_t *jwk)
{
    const char *use = member(jwk, "use");
    const json_t *operations = json_object_get(jwk, "key_ops");
    bool verifies = !operations;
    for (size_t i = 0; i < json_array_size(operations); i++) {
        const char *word = json_string_value(json_array_get(operations, i));
        verifies |= word && strcmp(word, "verify") == 0;
    }
    return verifies && (!use || strcmp(use, "sig") == 0);
}

static bool algorithms_choose(const json_t *jwk, struct sso_key *key)
{
    const char *type = member(jwk, "kty"), *curve = member(jwk, "crv"), *only = member(jwk, "alg");
    bool any = false;
    for (size_t i = 0; type && i < SSO_ALGORITHM_COUNT; i++) {
        key->may[i] = strcmp(type, algorithms[i].type) == 0 && (!only || strcmp(only, algorithms[i].word) == 0) &&
                      (!algorithms[i].curve || (curve && strcmp(curve, algorithms[i].curve) == 0));
        any |= key->may[i];
    }
    return any;
}

static bool size_is_good(const cjose_jwk_t *jwk)
{
    cjose_err error;
    size_t bits = cjose_jwk_get_keysize(jwk, &error);
    return cjose_jwk_get_kty(jwk, &error) != CJOSE_JWK_KTY_RSA ||
           (bits >= SSO_RSA_BITS_MIN && bits <= SSO_RSA_BITS_MAX);
}

/* Base64url as RFC 7515 has it. The library ends the program over other text. */
static bool is_number(const char *text, size_t least, size_t most)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint8_t bytes[SSO_RSA_BITS_MAX / 8 + 1];
    size_t length = text ? strnlen(text, 2 * sizeof(bytes)) : 0, size = length * 3 / 4;
    return length % 4 != 1 && size >= least && size <= most && size <= sizeof(bytes) &&
           strspn(text, alphabet) == length && text[length] == '\0' && base64url_read(text, bytes, size);
}

/* What the key is made of, of the size that its kind has. */
static bool parts_are_good(const json_t *jwk)
{
    static const struct {
        const char *curve;
        size_t bytes;
    } curves[] = {{"P-256", 32}, {"P-384", 48}, {"P-521", 66}};
    const char *curve = member(jwk, "crv"), *type = member(jwk, "kty");
    if (type && strcmp(type, "RSA") == 0)
        return is_number(member(jwk, "n"), SSO_RSA_BITS_MIN / 8, SSO_RSA_BITS_MAX / 8) &&
               is_number(member(jwk, "e"), 1, EXPONENT_BYTES_MAX);
    for (size_t i = 0; curve && i < ARRAY_LENGTH(curves); i++)
        if (strcmp(curves[i].curve, curve) == 0)
            return is_number(member(jwk, "x"), curves[i].bytes, curves[i].bytes) &&
                   is_number(member(jwk, "y"), curves[i].bytes, curves[i].bytes);
    return false;
}

/* The public half alone goes to the library. */
static cjose_jwk_t *jwk_import(const json_t *jwk)
{
    static const char *const parts[] = {"kty", "n", "e", "crv", "x", "y"};
    cjose_err error;
    cjose_jwk_t *imported = NULL;
    json_t *public = json_object();
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        json_t *part = json_object_get(jwk, parts[i]);
        if (json_is_string(part))
            json_object_set(public, parts[i], part);
    }
    char *text = json_dumps(public, JSON_COMPACT);
    if (text)
        imported = cjose_jwk_import(text, strlen(text), &error);
    free(text);
    json_decref(public);
    return imported;
}

static void key_add(struct sso_keys *keys, const json_t *jwk)
{
    struct sso_key key = {0};
    const char *kid = member(jwk, "kid");
    if (keys->count == SSO_KEYS_MAX || !is_for_signing(jwk) || !algorithms_choose(jwk, &key) || !parts_are_good(jwk) ||
        (kid && !str_copy(key.kid, sizeof(key.kid), kid)))
        return;
    key.jwk = jwk_import(jwk);
    if (key.jwk && size_is_good(key.jwk))
        keys->keys[keys->count++] = key;
    else
        cjose_jwk_release(key.jwk);
}

static struct sso_keys *keys_new(void)
{
    struct sso_keys *keys = calloc(1, sizeof(*keys));
    if (keys)
        atomic_init(&keys->holders, 1);
    return keys;
}

static json_t *document_read(const char *text, size_t size)
{
    return size > 0 && size <= SSO_JSON_MAX ? json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

struct sso_keys *sso_keys_read(const char *text, size_t size)
{
    json_t *document = document_read(text, size);
    const json_t *list = json_object_get(document, "keys");
    struct sso_keys *keys = json_is_array(list) ? keys_new() : NULL;
    for (size_t i = 0; keys && i < json_array_size(list); i++)
        key_add(keys, json_array_get(list, i));
    json_decref(document);
    return keys;
}

/* ---- certificates ---- */

static bool number_get(EVP_PKEY *key, const char *name, uint8_t *bytes, size_t most, size_t *ret_size)
{
    BIGNUM *number = NULL;
    bool fits = EVP_PKEY_get_bn_param(key, name, &number) == 1 && (size_t)BN_num_bytes(number) <= most;
    if (fits)
        *ret_size = (size_t)BN_bn2bin(number, bytes);
    BN_free(number);
    return fits;
}

static cjose_jwk_t *jwk_of_rsa(EVP_PKEY *key)
{
    uint8_t modulus[SSO_RSA_BITS_MAX / 8], exponent[EXPONENT_BYTES_MAX];
    cjose_jwk_rsa_keyspec spec = {.n = modulus, .e = exponent};
    cjose_err error;
    if (!EVP_PKEY_is_a(key, "RSA") || !number_get(key, OSSL_PKEY_PARAM_RSA_N, modulus, sizeof(modulus), &spec.nlen) ||
        !number_get(key, OSSL_PKEY_PARAM_RSA_E, exponent, sizeof(exponent), &spec.elen))
        return NULL;
    return cjose_jwk_create_RSA_spec(&spec, &error);
}

static void certificate_add(struct sso_keys *keys, const char *kid, const char *text)
{
    struct sso_key key = {.may = {[SSO_RS256] = true}};
    if (keys->count == SSO_KEYS_MAX || !text || strlen(text) > CERTIFICATE_MAX || *kid == '\0' ||
        !str_copy(key.kid, sizeof(key.kid), kid))
        return;
    BIO *memory = BIO_new_mem_buf(text, -1);
    X509 *certificate = memory ? PEM_read_bio_X509(memory, NULL, NULL, NULL) : NULL;
    EVP_PKEY *public = certificate ? X509_get_pubkey(certificate) : NULL;
    key.jwk = public ? jwk_of_rsa(public) : NULL;
    if (key.jwk && size_is_good(key.jwk))
        keys->keys[keys->count++] = key;
    else
        cjose_jwk_release(key.jwk);
    EVP_PKEY_free(public);
    X509_free(certificate);
    BIO_free(memory);
}

struct sso_keys *sso_keys_read_certificates(const char *text, size_t size)
{
    const char *kid;
    json_t *certificate, *document = document_read(text, size);
    struct sso_keys *keys = json_is_object(document) ? keys_new() : NULL;
    if (keys)
        json_object_foreach(document, kid, certificate) certificate_add(keys, kid, json_string_value(certificate));
    json_decref(document);
    return keys;
}

/* ---- shared ---- */

struct sso_keys *sso_keys_hold(struct sso_keys *keys)
{
    if (keys)
        atomic_fetch_add(&keys->holders, 1);
    return keys;
}

void sso_keys_release(struct sso_keys *keys)
{
    if (!keys || atomic_fetch_sub(&keys->holders, 1) > 1)
        return;
    for (size_t i = 0; i < keys->count; i++)
        cjose_jwk_release(keys->keys[i].jwk);
    free(keys);
}

void sso_keys_releasep(struct sso_keys **keys)
{
    sso_keys_release(*keys);
    *keys = NULL;
}

size_t sso_keys_count(const struct sso_keys *keys)
{
    return keys->count;
}

const struct sso_key *sso_keys_find(const struct sso_keys *keys, const char *kid, enum sso_algorithm algorithm)
{
    const struct sso_key *found = NULL;
    for (size_t i = 0; i < keys->count; i++) {
        const struct sso_key *key = &keys->keys[i];
        if (!key->may[algorithm] || (kid && strcmp(key->kid, kid) != 0))
            continue;
        if (found)
            return NULL;
        found = key;
    }
    return found;
}

bool sso_key_verify(const struct sso_key *key, enum sso_algorithm algorithm, const char *token, size_t size,
                    bool (*take)(void *context, const char *payload, size_t size), void *context)
{
    cjose_err error;
    uint8_t *payload = NULL;
    size_t payload_size = 0;
    cjose_jws_t *jws = cjose_jws_import(token, size, &error);
    if (!jws)
        return false;
    // The library goes by the header: it must be what the caller has read there.
    const char *word = cjose_header_get(cjose_jws_get_protected(jws), CJOSE_HDR_ALG, &error);
    bool good = word && strcmp(word, algorithms[algorithm].word) == 0 && key->may[algorithm] &&
                cjose_jws_verify(jws, key->jwk, &error) &&
                cjose_jws_get_plaintext(jws, &payload, &payload_size, &error) && payload &&
                take(context, (const char *)payload, payload_size);
    cjose_jws_release(jws);
    return good;
}
