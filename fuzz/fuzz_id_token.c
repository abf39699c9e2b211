/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any text as a token, a key set, certificates or claims of a provider, by the first byte. No token that was
 * not signed is taken, whatever the set; what is read of claims lies within them.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sso/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Keys that nobody has signed with: the generator of P-256, and a modulus that nobody has taken apart. */
static const char set[] = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"two\",\"x\":"
                          "\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
                          "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"},"
                          "{\"kty\":\"RSA\",\"kid\":\"one\",\"e\":\"AQAB\",\"n\":"
                          "\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86"
                          "zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_"
                          "RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvz"
                          "qY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-"
                          "bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_x"
                          "BniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\"}]}";
static const struct sso_expected expected = {
    .issuer = "https://login.example.org", .audience = "ams", .now = 1795424400};

static void try_token(const char *text, enum sso_kind kind)
{
    struct sso_claims *claims = NULL;
    struct sso_keys *keys = sso_keys_read(set, sizeof(set) - 1);
    assert(keys && sso_keys_count(keys) == 2);
    assert(sso_token_open(text, kind, keys, &claims) != SSO_RIGHT && !claims);
    sso_keys_release(keys);
}

static void try_keys(struct sso_keys *keys)
{
    if (!keys)
        return;
    assert(sso_keys_count(keys) <= SSO_KEYS_MAX);
    for (int i = 0; i < SSO_ALGORITHM_COUNT; i++)
        (void)sso_keys_find(keys, i % 2 ? "one" : NULL, (enum sso_algorithm)i);
    sso_keys_release(keys);
}

static void try_claims(const char *text, size_t size)
{
    static const char *const names[] = {"sub", "aud", "realm_access.roles", ".", "a.", "..a", ""};
    struct sso_claims *claims = sso_claims_read(text, size);
    if (!claims)
        return;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t count = sso_claim_count(claims, names[i]);
        assert(count <= SSO_CLAIM_VALUES_MAX);
        for (size_t k = 0; k < count; k++)
            assert(sso_claim_at(claims, names[i], k) != NULL);
        assert(count == 0 || sso_claim_has(claims, names[i], sso_claim_at(claims, names[i], 0)));
    }
    (void)sso_id_token_check(claims, &expected);
    (void)sso_logout_check(claims, &expected);
    (void)sso_firebase_check(claims, &expected);
    sso_claims_close(claims);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    char *own = malloc(size); // exactly as large, so that a byte too far is seen
    if (!own)
        return 0;
    memcpy(own, bytes + 1, size - 1);
    own[size - 1] = '\0';
    switch (*bytes) {
    case 'k':
        try_keys(sso_keys_read(own, size - 1));
        break;
    case 'x':
        try_keys(sso_keys_read_certificates(own, size - 1));
        break;
    case 'c':
        try_claims(own, size - 1);
        break;
    case 'l':
        try_token(own, SSO_KIND_LOGOUT);
        break;
    case 'f':
        try_token(own, SSO_KIND_FIREBASE);
        break;
    default:
        try_token(own, SSO_KIND_ID);
    }
    free(own);
    return 0;
}
