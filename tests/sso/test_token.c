/* SPDX-License-Identifier: MIT */
/*
 * Tokens as strangers send them: malformed, signed with what is no key of the provider's, for others, of another time,
 * of another kind. None is taken; and the good ones are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/password.h"
#include "sso/token.h"
#include "support/identity_provider.h"

#define NOW 1795424400LL
#define ISSUER "https://login.example.org"
#define GOOD                                                                                                           \
    "{\"iss\":\"" ISSUER "\",\"aud\":\"ams\",\"sub\":\"248289761001\",\"exp\":1795424700,\"iat\":1795424390,"          \
    "\"nonce\":\"n-0S6_WzA2Mj\",\"auth_time\":1795424380}"

static struct {
    cjose_jwk_t *rsa, *ec, *stranger, *small, *secret;
    struct sso_keys *keys;
    char set[2 * IDENTITY_TEXT];
    unsigned refused; // tokens that were tried and not taken
} t;

static const struct sso_expected expected = {.issuer = ISSUER, .audience = "ams", .nonce = "n-0S6_WzA2Mj", .now = NOW};

static int setup(void **state)
{
    static const uint8_t exponent[] = {1, 0, 1};
    char one[2048], two[2048], small[2048], oct[2048], encrypts[2048];
    cjose_err error;
    (void)state;
    assert_true(crypto_init());
    t.rsa = cjose_jwk_create_RSA_random(2048, exponent, sizeof(exponent), &error);
    t.stranger = cjose_jwk_create_RSA_random(2048, exponent, sizeof(exponent), &error);
    t.small = cjose_jwk_create_RSA_random(1024, exponent, sizeof(exponent), &error);
    t.ec = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
    assert_true(t.rsa && t.stranger && t.small && t.ec);
    identity_jwk(t.rsa, "one", NULL, one, sizeof(one));
    identity_jwk(t.ec, "two", NULL, two, sizeof(two));
    identity_jwk(t.small, "small", NULL, small, sizeof(small));
    identity_jwk(t.stranger, "enc", "{\"use\":\"enc\"}", encrypts, sizeof(encrypts));
    // The set itself as the secret of an HMAC: what a library does that lets the token choose.
    snprintf(oct, sizeof(oct),
             "{\"kty\":\"oct\",\"kid\":\"oct\",\"k\":\"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA\"}");
    snprintf(t.set, sizeof(t.set), "{\"keys\":[%s,%s,%s,%s,%s]}", one, two, small, oct, encrypts);
    t.secret = cjose_jwk_import(oct, strlen(oct), &error);
    t.keys = sso_keys_read(t.set, strlen(t.set));
    assert_non_null(t.keys);
    assert_int_equal(sso_keys_count(t.keys), 2);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    sso_keys_release(t.keys);
    cjose_jwk_release(t.rsa);
    cjose_jwk_release(t.ec);
    cjose_jwk_release(t.stranger);
    cjose_jwk_release(t.small);
    cjose_jwk_release(t.secret);
    return 0;
}

static enum sso_refusal judge_as(const char *token, enum sso_kind kind, const struct sso_expected *wanted)
{
    CLOSES(sso_claims_closep) struct sso_claims *claims = NULL;
    enum sso_refusal refusal = sso_token_open(token, kind, t.keys, &claims);
    enum sso_refusal seen = sso_token_look(token, kind); // without the keys
    assert_true(seen == SSO_RIGHT || seen == refusal);
    if (refusal == SSO_RIGHT)
        refusal = kind == SSO_KIND_ID       ? sso_id_token_check(claims, wanted)
                  : kind == SSO_KIND_LOGOUT ? sso_logout_check(claims, wanted)
                                            : sso_firebase_check(claims, wanted);
    t.refused += refusal != SSO_RIGHT;
    return refusal;
}

static enum sso_refusal judge(const char *token)
{
    return judge_as(token, SSO_KIND_ID, &expected);
}

static enum sso_refusal of_payload(const char *payload)
{
    char token[IDENTITY_TOKEN];
    identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\"}", payload, token);
    return judge(token);
}

static enum sso_refusal of_header(cjose_jwk_t *key, const char *header)
{
    char token[IDENTITY_TOKEN];
    identity_sign(key, header, GOOD, token);
    return judge(token);
}

static void test_good(void **state)
{
    (void)state;
    assert_int_equal(of_payload(GOOD), SSO_RIGHT);
    assert_int_equal(of_header(t.rsa, "{\"alg\":\"PS256\",\"kid\":\"one\"}"), SSO_RIGHT);
    assert_int_equal(of_header(t.rsa, "{\"alg\":\"RS512\",\"kid\":\"one\",\"typ\":\"JWT\"}"), SSO_RIGHT);
    assert_int_equal(of_header(t.ec, "{\"alg\":\"ES256\",\"kid\":\"two\",\"typ\":\"jwt\"}"), SSO_RIGHT);
    // Without a kid it is the only key that could be meant.
    assert_int_equal(of_header(t.ec, "{\"alg\":\"ES256\"}"), SSO_RIGHT);
    assert_int_equal(of_payload("{\"iss\":\"" ISSUER "\",\"aud\":[\"ams\",\"other\"],\"azp\":\"ams\",\"sub\":\"1\","
                                "\"exp\":1795424341,\"iat\":1795424460,\"nbf\":1795424460,\"nonce\":\"n-0S6_WzA2Mj\"}"),
                     SSO_RIGHT);
    assert_int_equal(of_payload("{\"iss\":\"" ISSUER "\",\"aud\":[\"ams\"],\"sub\":\"1\",\"exp\":1795424700.9,"
                                "\"iat\":1795424390.1,\"nonce\":\"n-0S6_WzA2Mj\"}"),
                     SSO_RIGHT);
}

static void test_headers(void **state)
{
    static const struct {
        const char *header;
        enum sso_refusal refusal;
    } cases[] = {
        {"{\"alg\":\"RS256\",\"kid\":\"One\"}", SSO_KEY_UNKNOWN},
        {"{\"alg\":\"RS256\",\"kid\":\"two\"}", SSO_KEY_UNKNOWN}, // there, but no such key
        {"{\"alg\":\"RS256\",\"kid\":\"\"}", SSO_KEY_UNKNOWN},
        {"{\"alg\":\"RS256\",\"kid\":\"../../keys\"}", SSO_KEY_UNKNOWN},
        {"{\"alg\":\"RS256\",\"kid\":\"small\"}", SSO_KEY_UNKNOWN}, // too small to be one
        {"{\"alg\":\"RS256\",\"kid\":\"enc\"}", SSO_KEY_UNKNOWN},   // not for signing
        {"{\"alg\":\"RS256\",\"kid\":\"oct\"}", SSO_KEY_UNKNOWN},
        {"{\"alg\":\"RS256\",\"kid\":1}", SSO_KEY_UNKNOWN},
        {"{\"alg\":\"RS256\",\"kid\":null}", SSO_KEY_UNKNOWN},
        {"{\"alg\":\"RS256\",\"kid\":[\"one\"]}", SSO_KEY_UNKNOWN},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"crit\":[\"exp\"]}", SSO_FORM},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"b64\":false}", SSO_FORM},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"jku\":\"https://evil.example/keys\"}", SSO_FORM},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"x5u\":\"https://evil.example/cert\"}", SSO_FORM},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"x5c\":[\"MIIB\"]}", SSO_FORM},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"zip\":\"DEF\"}", SSO_FORM},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"cty\":\"JWT\"}", SSO_FORM}, // one within another
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"at+jwt\"}", SSO_KIND},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"logout+jwt\"}", SSO_KIND},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"secevent+jwt\"}", SSO_KIND},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"\"}", SSO_KIND},
        {"{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":7}", SSO_KIND},
    };
    char header[4096], jwk[2048];
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(of_header(t.rsa, cases[i].header), cases[i].refusal);
    // Signed by a stranger who brings the key along.
    identity_jwk(t.stranger, "one", NULL, jwk, sizeof(jwk));
    snprintf(header, sizeof(header), "{\"alg\":\"RS256\",\"kid\":\"one\",\"jwk\":%s}", jwk);
    assert_int_equal(of_header(t.stranger, header), SSO_FORM);
    snprintf(header, sizeof(header), "{\"alg\":\"RS256\",\"jwk\":%s}", jwk);
    assert_int_equal(of_header(t.stranger, header), SSO_FORM);
    assert_int_equal(of_header(t.stranger, "{\"alg\":\"RS256\",\"kid\":\"one\"}"), SSO_SIGNATURE);
    assert_int_equal(of_header(t.stranger, "{\"alg\":\"PS256\",\"kid\":\"one\"}"), SSO_SIGNATURE);
    assert_int_equal(of_header(t.small, "{\"alg\":\"RS256\",\"kid\":\"small\"}"), SSO_KEY_UNKNOWN);
    char longest[600];
    memset(longest, 'k', sizeof(longest));
    snprintf(header, sizeof(header), "{\"alg\":\"RS256\",\"kid\":\"%.*s\"}", 400, longest);
    assert_int_equal(of_header(t.rsa, header), SSO_KEY_UNKNOWN);
}

/* A token whose header, payload and signature are any text. */
static enum sso_refusal of_parts(const char *header, const char *payload, const char *signature)
{
    static char token[3 * IDENTITY_TOKEN];
    char one[IDENTITY_TOKEN], two[IDENTITY_TOKEN];
    identity_encode(header, one, sizeof(one));
    identity_encode(payload, two, sizeof(two));
    snprintf(token, sizeof(token), "%s.%s.%s", one, two, signature);
    return judge(token);
}

static void test_algorithms(void **state)
{
    static const char *const words[] = {"none",     "None", "NONE",    "nOnE",   "HS256",  "HS384",
                                        "HS512",    "",     "rs256",   "RS1",    "ES256K", "EdDSA",
                                        "RSA-OAEP", "dir",  "A128GCM", "RS256 ", "RS2567", "null"};
    char header[200], token[IDENTITY_TOKEN], payload[IDENTITY_TOKEN], set[2 * IDENTITY_TOKEN];
    cjose_err error;
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        snprintf(header, sizeof(header), "{\"alg\":\"%s\",\"kid\":\"one\"}", words[i]);
        assert_int_equal(of_parts(header, GOOD, "AAAA"), SSO_ALGORITHM);
        assert_int_not_equal(of_parts(header, GOOD, ""), SSO_RIGHT);
        snprintf(header, sizeof(header), "{\"alg\":\"%s\"}", words[i]);
        assert_int_equal(of_parts(header, GOOD, "AAAA"), SSO_ALGORITHM);
    }
    static const char *const odd[] = {"{\"kid\":\"one\"}",     "{\"alg\":null}",          "{\"alg\":256}",
                                      "{\"alg\":[\"RS256\"]}", "{\"alg\":{\"RS256\":1}}", "{}",
                                      "{\"Alg\":\"RS256\"}"};
    for (size_t i = 0; i < ARRAY_LENGTH(odd); i++)
        assert_int_equal(of_parts(odd[i], GOOD, "AAAA"), SSO_ALGORITHM);
    // An HMAC by what is public: the key set, the modulus; and by a secret that stands in the set.
    identity_sign(t.secret, "{\"alg\":\"HS256\",\"kid\":\"oct\"}", GOOD, token);
    assert_int_equal(judge(token), SSO_ALGORITHM);
    cjose_jwk_t *public = cjose_jwk_create_oct_spec((const uint8_t *)t.set, strlen(t.set), &error);
    identity_sign(public, "{\"alg\":\"HS256\",\"kid\":\"one\"}", GOOD, token);
    assert_int_equal(judge(token), SSO_ALGORITHM);
    cjose_jwk_release(public);
    // The same bytes with another word in the header: what was signed is no longer what is read.
    identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\"}", GOOD, token);
    identity_encode("{\"alg\":\"PS256\",\"kid\":\"one\"}", payload, sizeof(payload));
    memcpy(payload + strlen(payload), strchr(token, '.'), strlen(strchr(token, '.')) + 1);
    assert_int_equal(judge(payload), SSO_SIGNATURE);
    // A key that is for one algorithm alone.
    identity_jwk(t.rsa, "one", "{\"alg\":\"PS256\"}", payload, sizeof(payload));
    snprintf(set, sizeof(set), "{\"keys\":[%s]}", payload);
    struct sso_keys *only = sso_keys_read(set, strlen(set));
    struct sso_claims *claims = NULL;
    assert_int_equal(sso_token_open(token, SSO_KIND_ID, only, &claims), SSO_KEY_UNKNOWN);
    sso_keys_release(only);
}

#define REST "\"sub\":\"1\",\"exp\":1795424700,\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}"
#define MINE "{\"iss\":\"" ISSUER "\",\"aud\":\"ams\","

static const struct {
    const char *payload;
    enum sso_refusal refusal;
} payloads[] = {
    {"{\"aud\":\"ams\"," REST, SSO_ISSUER},
    {"{\"iss\":\"" ISSUER "/\",\"aud\":\"ams\"," REST, SSO_ISSUER},
    {"{\"iss\":\"https://login.example.org.evil.example\",\"aud\":\"ams\"," REST, SSO_ISSUER},
    {"{\"iss\":\"http://login.example.org\",\"aud\":\"ams\"," REST, SSO_ISSUER},
    {"{\"iss\":\"HTTPS://LOGIN.EXAMPLE.ORG\",\"aud\":\"ams\"," REST, SSO_ISSUER},
    {"{\"iss\":[\"" ISSUER "\"],\"aud\":\"ams\"," REST, SSO_ISSUER},
    {"{\"iss\":null,\"aud\":\"ams\"," REST, SSO_ISSUER},
    {"{\"iss\":\"" ISSUER "\"," REST, SSO_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"other\"," REST, SSO_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"AMS\"," REST, SSO_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"ams \"," REST, SSO_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":[]," REST, SSO_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":[\"ams\",\"other\"]," REST, SSO_AUDIENCE}, // for whom of the two?
    {"{\"iss\":\"" ISSUER "\",\"aud\":[\"ams\",\"other\"],\"azp\":\"other\"," REST, SSO_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":[\"ams\",7],\"azp\":\"ams\"," REST, SSO_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":[[\"ams\"]]," REST, SSO_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":{\"ams\":1}," REST, SSO_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"ams\",\"azp\":\"other\"," REST, SSO_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"ams\",\"azp\":null," REST, SSO_AUDIENCE},
    {MINE "\"sub\":\"1\",\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_EXPIRED},
    {MINE "\"sub\":\"1\",\"exp\":1795424340,\"iat\":1795424000,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_EXPIRED},
    {MINE "\"sub\":\"1\",\"exp\":0,\"iat\":0,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_EXPIRED},
    {MINE "\"sub\":\"1\",\"exp\":-1,\"iat\":0,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_EXPIRED},
    {MINE "\"sub\":\"1\",\"exp\":\"1795424700\",\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_EXPIRED},
    {MINE "\"sub\":\"1\",\"exp\":true,\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_EXPIRED},
    {MINE "\"sub\":\"1\",\"exp\":1e300,\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_EXPIRED},
    {MINE "\"sub\":\"1\",\"exp\":9223372036854775807,\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_EXPIRED},
    {MINE "\"sub\":\"1\",\"exp\":1795424700,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_NOT_YET},
    {MINE "\"sub\":\"1\",\"exp\":1795424700,\"iat\":1795424461,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_NOT_YET},
    {MINE "\"sub\":\"1\",\"exp\":1895424700,\"iat\":1895424390,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_NOT_YET},
    {MINE "\"nbf\":1795424461," REST, SSO_NOT_YET},
    {MINE "\"nbf\":\"soon\"," REST, SSO_NOT_YET},
    {MINE "\"nbf\":null," REST, SSO_NOT_YET},
    {MINE "\"sub\":\"1\",\"exp\":1795424700,\"iat\":1795424390}", SSO_NONCE},
    {MINE "\"sub\":\"1\",\"exp\":1795424700,\"iat\":1795424390,\"nonce\":\"\"}", SSO_NONCE},
    {MINE "\"sub\":\"1\",\"exp\":1795424700,\"iat\":1795424390,\"nonce\":\"another\"}", SSO_NONCE},
    {MINE "\"sub\":\"1\",\"exp\":1795424700,\"iat\":1795424390,\"nonce\":[\"n-0S6_WzA2Mj\"]}", SSO_NONCE},
    {MINE "\"sub\":\"1\",\"exp\":1795424700,\"iat\":1795424390,\"nonce\":\"N-0S6_WzA2Mj\"}", SSO_NONCE},
    {MINE "\"exp\":1795424700,\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_SUBJECT},
    {MINE "\"sub\":\"\",\"exp\":1795424700,\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_SUBJECT},
    {MINE "\"sub\":7,\"exp\":1795424700,\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_SUBJECT},
    {MINE "\"sub\":\"a\\nb\",\"exp\":1795424700,\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", SSO_SUBJECT},
    {MINE "\"auth_time\":1795424461," REST, SSO_AUTH_TIME},
    {MINE "\"auth_time\":\"now\"," REST, SSO_AUTH_TIME},
    {MINE "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}," REST, SSO_KIND},
    // What no JSON object of claims is.
    {MINE "\"aud\":\"other\"," REST, SSO_FORM}, // twice
    {MINE "\"sub\":\"2\"," REST, SSO_FORM},
    {MINE "\"\\u0069ss\":\"https://evil.example\"," REST, SSO_FORM},
    {MINE "\"x\":\"\\u0000\"," REST, SSO_FORM},
    {MINE REST "{}", SSO_FORM},
    {MINE REST " x", SSO_FORM},
    {"[" MINE REST "]", SSO_FORM},
    {"\"text\"", SSO_FORM},
    {"null", SSO_FORM},
    {"{", SSO_FORM},
    {" ", SSO_FORM},
    {MINE "\"x\":\"\xff\xfe\"," REST, SSO_FORM},
};

static void test_payloads(void **state)
{
    char payload[IDENTITY_TEXT], longest[400];
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(payloads); i++)
        assert_int_equal(of_payload(payloads[i].payload), payloads[i].refusal);
    memset(longest, 's', sizeof(longest));
    snprintf(payload, sizeof(payload),
             MINE "\"sub\":\"%.*s\",\"exp\":1795424700,\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", 256, longest);
    assert_int_equal(of_payload(payload), SSO_SUBJECT);
    snprintf(payload, sizeof(payload),
             MINE "\"sub\":\"%.*s\",\"exp\":1795424700,\"iat\":1795424390,\"nonce\":\"n-0S6_WzA2Mj\"}", 255, longest);
    assert_int_equal(of_payload(payload), SSO_RIGHT);
}

/* Every character of the token, changed, left out, doubled: about two thousand tokens. */
static void test_mutated(void **state)
{
    char token[IDENTITY_TOKEN], other[IDENTITY_TOKEN];
    (void)state;
    identity_sign(t.ec, "{\"alg\":\"ES256\",\"kid\":\"two\"}", GOOD, token);
    size_t size = strlen(token);
    assert_int_equal(judge(token), SSO_RIGHT);
    for (size_t i = 0; i < size; i++) {
        static const char others[] = "A_.=+/ %\n";
        for (size_t k = 0; k < sizeof(others); k++) {
            memcpy(other, token, size + 1);
            other[i] = other[i] == others[k] ? 'B' : others[k];
            assert_int_not_equal(judge(other), SSO_RIGHT);
        }
        memcpy(other, token, i);
        memcpy(other + i, token + i + 1, size - i);
        assert_int_not_equal(judge(other), SSO_RIGHT);
        memcpy(other + i, token + i, size - i + 1);
        other[i] = '\0'; // cut off there
        assert_int_not_equal(judge(other), SSO_RIGHT);
    }
    static const char *const behind[] = {"A", "=", "==", ".", ".AAAA", " ", "\n", "%00"};
    for (size_t i = 0; i < ARRAY_LENGTH(behind); i++) {
        snprintf(other, sizeof(other), "%s%s", token, behind[i]);
        assert_int_not_equal(judge(other), SSO_RIGHT);
        snprintf(other, sizeof(other), "%s%s", behind[i], token);
        assert_int_not_equal(judge(other), SSO_RIGHT);
    }
}

static void test_shapes(void **state)
{
    static char huge[40000];
    char token[IDENTITY_TOKEN], nested[IDENTITY_TOKEN], deep[6000];
    (void)state;
    static const char *const texts[] = {"",
                                        ".",
                                        "..",
                                        "...",
                                        "a.b",
                                        "a.b.c.d",
                                        "a.b.c.d.e",
                                        "{}",
                                        "eyJ.eyJ.x",
                                        "{\"payload\":\"e30\",\"signatures\":[]}",
                                        "Bearer a.b.c"};
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        assert_int_not_equal(judge(texts[i]), SSO_RIGHT);
    assert_int_equal(judge(NULL), SSO_FORM);
    memset(huge, 'A', sizeof(huge) - 1);
    assert_int_equal(judge(huge), SSO_FORM);
    huge[100] = huge[200] = '.';
    assert_int_equal(judge(huge), SSO_FORM);
    memset(deep, '[', sizeof(deep) - 1);
    deep[sizeof(deep) - 1] = '\0';
    assert_int_not_equal(of_parts(deep, GOOD, "AAAA"), SSO_RIGHT);
    assert_int_not_equal(of_parts("{\"alg\":\"RS256\",\"kid\":\"one\"}", deep, "AAAA"), SSO_RIGHT);
    // One within another.
    identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\"}", GOOD, token);
    identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\"}", token, nested);
    assert_int_equal(judge(nested), SSO_FORM);
    // Two tokens' halves.
    char other[IDENTITY_TOKEN], mixed[2 * IDENTITY_TOKEN];
    identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\"}", "{\"sub\":\"admin\"}", other);
    snprintf(mixed, sizeof(mixed), "%.*s%s", (int)(strrchr(other, '.') - other), other, strrchr(token, '.'));
    assert_int_equal(judge(mixed), SSO_SIGNATURE);
}

static void test_times_and_hash(void **state)
{
    struct sso_expected wanted = expected;
    char token[IDENTITY_TOKEN];
    (void)state;
    identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\"}", GOOD, token);
    wanted.signed_in_after = NOW - 20;
    assert_int_equal(judge_as(token, SSO_KIND_ID, &wanted), SSO_RIGHT);
    wanted.signed_in_after = NOW + 41; // auth_time is 20 s ago: beyond what clocks differ
    assert_int_equal(judge_as(token, SSO_KIND_ID, &wanted), SSO_AUTH_TIME);
    identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\"}", MINE REST, token);
    wanted.signed_in_after = NOW - 20; // it does not say
    assert_int_equal(judge_as(token, SSO_KIND_ID, &wanted), SSO_AUTH_TIME);
    wanted = expected;
    wanted.access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"; // of OpenID Connect Core 1.0, A.3
    identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\"}", MINE "\"at_hash\":\"77QmUPtjPfzWtF2AnpK9RQ\"," REST,
                  token);
    assert_int_equal(judge_as(token, SSO_KIND_ID, &wanted), SSO_RIGHT);
    wanted.access_token = "another";
    assert_int_equal(judge_as(token, SSO_KIND_ID, &wanted), SSO_CODE);
}

#define EVENTS "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}"

static void test_logout(void **state)
{
    static const struct {
        const char *payload;
        enum sso_refusal refusal;
    } cases[] = {
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"1\"," EVENTS "}", SSO_RIGHT},
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sid\":\"s\",\"exp\":1795424500," EVENTS "}", SSO_RIGHT},
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"1\"}", SSO_EVENT},
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"1\",\"events\":{}}", SSO_EVENT},
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"1\","
              "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":true}}",
         SSO_EVENT},
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"1\","
              "\"events\":[\"http://schemas.openid.net/event/backchannel-logout\"]}",
         SSO_EVENT},
        {MINE "\"iat\":1795424390,\"sub\":\"1\"," EVENTS "}", SSO_EVENT},
        {MINE "\"iat\":1795424390,\"jti\":\"\",\"sub\":\"1\"," EVENTS "}", SSO_EVENT},
        {MINE "\"iat\":1795424390,\"jti\":\"a\"," EVENTS "}", SSO_SUBJECT},
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sid\":7," EVENTS "}", SSO_SUBJECT},
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"\",\"sid\":\"s\"," EVENTS "}", SSO_SUBJECT},
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"1\",\"nonce\":\"n-0S6_WzA2Mj\"," EVENTS "}", SSO_NONCE},
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"1\",\"nonce\":null," EVENTS "}", SSO_NONCE},
        {MINE "\"iat\":1795424099,\"jti\":\"a\",\"sub\":\"1\"," EVENTS "}", SSO_EXPIRED},
        {MINE "\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"1\",\"exp\":1795424300," EVENTS "}", SSO_EXPIRED},
        {MINE "\"iat\":1795424490,\"jti\":\"a\",\"sub\":\"1\"," EVENTS "}", SSO_NOT_YET},
        {MINE "\"jti\":\"a\",\"sub\":\"1\"," EVENTS "}", SSO_NOT_YET},
        {"{\"iss\":\"" ISSUER "\",\"aud\":\"x\",\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"1\"," EVENTS "}",
         SSO_AUDIENCE},
        {"{\"iss\":\"https://x\",\"aud\":\"ams\",\"iat\":1795424390,\"jti\":\"a\",\"sub\":\"1\"," EVENTS "}",
         SSO_ISSUER},
        {GOOD, SSO_NONCE}, // an ID token signs nobody out
    };
    char token[IDENTITY_TOKEN];
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"logout+jwt\"}", cases[i].payload, token);
        assert_int_equal(judge_as(token, SSO_KIND_LOGOUT, &expected), cases[i].refusal);
        assert_int_not_equal(judge(token), SSO_RIGHT); // and nobody in
    }
}

#define FIREBASE "{\"iss\":\"https://securetoken.google.com/college\",\"aud\":\"college\","
#define FIRE_REST "\"exp\":1795424700,\"iat\":1795424390,\"auth_time\":1795424380}"

static void test_firebase(void **state)
{
    static const struct {
        const char *payload;
        enum sso_refusal refusal;
    } cases[] = {
        {FIREBASE "\"sub\":\"Zq1\"," FIRE_REST, SSO_RIGHT},
        {FIREBASE "\"sub\":\"\"," FIRE_REST, SSO_SUBJECT},
        {FIREBASE FIRE_REST, SSO_SUBJECT},
        {FIREBASE "\"sub\":\"1\",\"exp\":1795424700,\"iat\":1795424390}", SSO_AUTH_TIME},
        {FIREBASE "\"sub\":\"1\",\"exp\":1795424700,\"iat\":1795424390,\"auth_time\":1795424600}", SSO_AUTH_TIME},
        {FIREBASE "\"sub\":\"1\",\"exp\":1795424300,\"iat\":1795420000,\"auth_time\":1795420000}", SSO_EXPIRED},
        {FIREBASE "\"sub\":\"1\",\"exp\":1795424700,\"iat\":1795424600,\"auth_time\":1795424380}", SSO_NOT_YET},
        {"{\"iss\":\"https://securetoken.google.com/other\",\"aud\":\"college\",\"sub\":\"1\"," FIRE_REST, SSO_ISSUER},
        {"{\"iss\":\"https://session.firebase.google.com/college\",\"aud\":\"college\",\"sub\":\"1\"," FIRE_REST,
         SSO_ISSUER},
        {"{\"iss\":\"https://securetoken.google.com/college\",\"aud\":\"other\",\"sub\":\"1\"," FIRE_REST,
         SSO_AUDIENCE},
        {"{\"iss\":\"https://securetoken.google.com/college\",\"aud\":[\"college\"],\"sub\":\"1\"," FIRE_REST,
         SSO_AUDIENCE},
    };
    static const struct sso_expected firebase = {
        .issuer = "https://securetoken.google.com/college", .audience = "college", .now = NOW};
    char token[IDENTITY_TOKEN], header[IDENTITY_TEXT], payload[IDENTITY_TEXT], longest[130];
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\",\"typ\":\"JWT\"}", cases[i].payload, token);
        assert_int_equal(judge_as(token, SSO_KIND_FIREBASE, &firebase), cases[i].refusal);
    }
    memset(longest, 'u', 129);
    longest[129] = '\0';
    snprintf(payload, sizeof(payload), FIREBASE "\"sub\":\"%s\"," FIRE_REST, longest);
    identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"one\"}", payload, token);
    assert_int_equal(judge_as(token, SSO_KIND_FIREBASE, &firebase), SSO_SUBJECT);
    // RS256 alone, and never without naming its key.
    identity_sign(t.rsa, "{\"alg\":\"PS256\",\"kid\":\"one\"}", cases[0].payload, token);
    assert_int_equal(judge_as(token, SSO_KIND_FIREBASE, &firebase), SSO_ALGORITHM);
    identity_sign(t.rsa, "{\"alg\":\"RS256\"}", cases[0].payload, token);
    assert_int_equal(judge_as(token, SSO_KIND_FIREBASE, &firebase), SSO_KEY_UNKNOWN);
    // The emulator's: alg none and no signature.
    identity_encode("{\"alg\":\"none\",\"type\":\"JWT\"}", header, sizeof(header));
    identity_encode(cases[0].payload, payload, sizeof(payload));
    snprintf(token, sizeof(token), "%s.%s.", header, payload);
    assert_int_equal(judge_as(token, SSO_KIND_FIREBASE, &firebase), SSO_FORM);
    snprintf(token, sizeof(token), "%s.%s.AAAA", header, payload);
    assert_int_equal(judge_as(token, SSO_KIND_FIREBASE, &firebase), SSO_ALGORITHM);
}

static void test_certificates(void **state)
{
    static char text[2 * IDENTITY_TEXT];
    char pem[IDENTITY_TEXT / 2], token[IDENTITY_TOKEN];
    struct sso_claims *claims = NULL;
    (void)state;
    identity_certificate(t.rsa, pem, sizeof(pem));
    snprintf(text, sizeof(text),
             "{\"first\":\"%s\",\"odd\":\"-----BEGIN CERTIFICATE-----\\nAAAA\",\"none\":7,\"\":\"%s\"}", pem, pem);
    CLOSES(sso_keys_releasep) struct sso_keys *keys = sso_keys_read_certificates(text, strlen(text));
    assert_int_equal(sso_keys_count(keys), 1);
    identity_sign(t.rsa, "{\"alg\":\"RS256\",\"kid\":\"first\"}", FIREBASE "\"sub\":\"1\"," FIRE_REST, token);
    assert_int_equal(sso_token_open(token, SSO_KIND_FIREBASE, keys, &claims), SSO_RIGHT);
    sso_claims_close(claims);
    identity_sign(t.stranger, "{\"alg\":\"RS256\",\"kid\":\"first\"}", FIREBASE "\"sub\":\"1\"," FIRE_REST, token);
    assert_int_equal(sso_token_open(token, SSO_KIND_FIREBASE, keys, &claims), SSO_SIGNATURE);
    assert_null(sso_keys_read_certificates("[]", 2));
    assert_null(sso_keys_read("{}", 2));
    assert_null(sso_keys_read("{\"keys\":{}}", 11));
    assert_null(sso_keys_read("", 0));
}

/* A provider's set with what is no number in it takes nothing down, and has the other keys. */
static void test_odd_keys(void **state)
{
    static const char *const odd[] = {"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_U=U",
                                      "A",
                                      "",
                                      "====",
                                      "AAAAA",
                                      "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfUAAAA",
                                      "+/+/",
                                      "T-NC4v4a\u00e9"};
    char one[2048], set[2 * IDENTITY_TEXT];
    (void)state;
    identity_jwk(t.rsa, "one", NULL, one, sizeof(one));
    for (size_t i = 0; i < ARRAY_LENGTH(odd); i++) {
        snprintf(set, sizeof(set),
                 "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"},"
                 "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\"},{\"kty\":\"RSA\",\"e\":\"%s\"},%s]}",
                 odd[i], odd[i], odd[i], odd[i], one);
        CLOSES(sso_keys_releasep) struct sso_keys *keys = sso_keys_read(set, strlen(set));
        assert_non_null(keys);
        assert_int_equal(sso_keys_count(keys), 1);
    }
}

static void test_count(void **state)
{
    (void)state;
    assert_true(t.refused >= 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),         cmocka_unit_test(test_headers),        cmocka_unit_test(test_algorithms),
        cmocka_unit_test(test_payloads),     cmocka_unit_test(test_mutated),        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_logout),       cmocka_unit_test(test_times_and_hash), cmocka_unit_test(test_firebase),
        cmocka_unit_test(test_certificates), cmocka_unit_test(test_odd_keys),       cmocka_unit_test(test_count),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
