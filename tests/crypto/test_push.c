/* SPDX-License-Identifier: MIT */
/* Web push: the examples of RFC 8188 and RFC 8291, each byte; keys that are none; and the form of a token (RFC 8292).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <openssl/ecdsa.h>

#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/p256.h"
#include "crypto/password.h"
#include "crypto/push_seal_inside.h"
#include "crypto/vapid.h"

enum { SEALED_MAX = 600, TEXT_SIZE = 900 };

static void read_exactly(const char *text, void *bytes, size_t size)
{
    if (!base64url_read(text, bytes, size))
        fail_msg("not %zu bytes: %s", size, text);
}

/* RFC 8188, 3.1: one record, no name of a key. */
static void test_rfc8188(void **state)
{
    (void)state;
    static const char plain[] = "I am the walrus";
    uint8_t material[16], salt[ECE_SALT_BYTES], sealed[SEALED_MAX];
    char text[TEXT_SIZE];
    read_exactly("yqdlZ-tYemfogSmv7Ws5PQ", material, sizeof(material));
    read_exactly("I1BsxtFttlv3u_Oo94xnmw", salt, sizeof(salt));
    const struct ece_key key = {material, sizeof(material), salt, "", 0};
    assert_true(ece_seal(&key, 4096, plain, sizeof(plain) - 1, 0, sealed));
    assert_true(base64url_write(sealed, ECE_HEAD_BYTES + sizeof(plain) - 1 + 1 + ECE_TAG_BYTES, text, sizeof(text)));
    assert_string_equal(text, "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg");
    assert_false(ece_seal(&key, 20, plain, sizeof(plain) - 1, 0, sealed)); // does not fit the record
}

/* RFC 8291, appendix A. */
static void test_rfc8291(void **state)
{
    (void)state;
    uint8_t plain[41], scalar[P256_SCALAR_BYTES], own[P256_POINT_BYTES], made[P256_POINT_BYTES];
    uint8_t point[PUSH_POINT_BYTES], secret[PUSH_SECRET_BYTES], salt[ECE_SALT_BYTES], material[32], sealed[SEALED_MAX];
    char text[TEXT_SIZE];
    read_exactly("V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24", plain, sizeof(plain));
    read_exactly("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", scalar, sizeof(scalar));
    read_exactly("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8", own,
                 sizeof(own));
    read_exactly("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", point,
                 sizeof(point));
    read_exactly("BTBZMqHH6r4Tts7J_aSIgg", secret, sizeof(secret));
    read_exactly("DGv6ra1nlYgDCS1FRnbzlw", salt, sizeof(salt));

    assert_true(p256_public(scalar, made));
    assert_memory_equal(made, own, sizeof(own));
    assert_true(push_material(scalar, own, point, secret, material));
    assert_true(base64url_write(material, sizeof(material), text, sizeof(text)));
    assert_string_equal(text, "S4lYMb_L0FxCeq0WhDx813KgSYqU26kOyzWUdsXYyrg");
    const struct ece_key key = {material, sizeof(material), salt, own, sizeof(own)};
    assert_true(ece_seal(&key, 4096, plain, sizeof(plain), 0, sealed));
    assert_true(
        base64url_write(sealed, ECE_HEAD_BYTES + sizeof(own) + sizeof(plain) + 1 + ECE_TAG_BYTES, text, sizeof(text)));
    assert_string_equal(text, "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc"
                              "InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLV"
                              "WGNWQexSgSxsj_Qulcy4a-fN");
}

/* Who has the other half reads the same, whatever was drawn by lot; all messages are of one length. */
static void test_sealed_for_one(void **state)
{
    (void)state;
    uint8_t scalar[P256_SCALAR_BYTES], point[P256_POINT_BYTES], secret[PUSH_SECRET_BYTES] = {1};
    uint8_t sealed[PUSH_SEALED_BYTES], again[PUSH_SEALED_BYTES], mine[32], theirs[32];
    char longest[PUSH_PLAIN_MAX + 2];
    assert_true(p256_make(scalar));
    assert_true(p256_public(scalar, point));
    assert_true(push_seal(point, secret, "{}", sealed));
    assert_true(push_seal(point, secret, "{}", again));
    assert_memory_not_equal(sealed, again, ECE_SALT_BYTES);
    assert_memory_not_equal(sealed + ECE_HEAD_BYTES, again + ECE_HEAD_BYTES, P256_POINT_BYTES);
    assert_int_equal(sealed[ECE_HEAD_BYTES - 1], P256_POINT_BYTES);
    assert_true(p256_shared(scalar, sealed + ECE_HEAD_BYTES, mine));
    assert_true(p256_shared(scalar, again + ECE_HEAD_BYTES, theirs));
    assert_memory_not_equal(mine, theirs, sizeof(mine));

    memset(longest, 'x', sizeof(longest));
    longest[PUSH_PLAIN_MAX + 1] = '\0';
    assert_false(push_seal(point, secret, longest, sealed));
    longest[PUSH_PLAIN_MAX] = '\0';
    assert_true(push_seal(point, secret, longest, sealed));
}

static void test_points(void **state)
{
    (void)state;
    uint8_t scalar[P256_SCALAR_BYTES] = {0}, point[P256_POINT_BYTES], shared[P256_SCALAR_BYTES];
    struct own_key own = {{0}};
    char text[VAPID_PUBLIC_SIZE];
    assert_false(p256_public(scalar, point));
    assert_false(vapid_public(&own, text));
    memset(scalar, 0xff, sizeof(scalar)); // above the order of the curve
    assert_false(p256_public(scalar, point));
    assert_true(p256_make(scalar));
    assert_true(p256_public(scalar, point));
    assert_true(push_point_is(point, sizeof(point)));
    assert_false(push_point_is(point, sizeof(point) - 1));
    point[64] ^= 1; // beside the curve
    assert_false(push_point_is(point, sizeof(point)));
    assert_false(p256_shared(scalar, point, shared));
    point[64] ^= 1;
    point[0] = 6; // the hybrid form, which no browser writes
    assert_false(push_point_is(point, sizeof(point)));
    memset(point, 0, sizeof(point));
    assert_false(push_point_is(point, sizeof(point)));
}

static void test_base64url(void **state)
{
    (void)state;
    uint8_t bytes[4] = {0};
    char text[8];
    static const char *const good[] = {"_-8BAg", "_-8BAg=="};
    static const char *const bad[] = {"", "_-8B", "_-8BAgA", "/+8BAg", "_-8BAg=x", "_-8BA h", "_-8BAh", "_-8BAg_-8BAg"};
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
        assert_true(base64url_read(good[i], bytes, sizeof(bytes)));
        assert_memory_equal(bytes, "\xff\xef\x01\x02", 4);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (base64url_read(bad[i], bytes, sizeof(bytes)))
            fail_msg("%s was read", bad[i]);
    assert_true(base64url_write("\xff\xef\x01\x02", 4, text, 7));
    assert_string_equal(text, "_-8BAg");
    assert_false(base64url_write("\xff\xef\x01\x02", 4, text, 6));
}

/* Whether r and s, 32 bytes each, sign the text. */
static bool is_signed(const struct own_key *own, const char *text, size_t size, const uint8_t signature[static 64])
{
    uint8_t point[P256_POINT_BYTES];
    unsigned char *der = NULL;
    ECDSA_SIG *pair = ECDSA_SIG_new();
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    assert_true(p256_public(own->bytes, point));
    EVP_PKEY *key = p256_key(NULL, point);
    assert_non_null(key);
    ECDSA_SIG_set0(pair, BN_bin2bn(signature, 32, NULL), BN_bin2bn(signature + 32, 32, NULL));
    int der_size = i2d_ECDSA_SIG(pair, &der);
    assert_int_equal(EVP_DigestVerifyInit(digest, NULL, EVP_sha256(), NULL, key), 1);
    bool good = EVP_DigestVerify(digest, der, (size_t)der_size, (const unsigned char *)text, size) == 1;
    OPENSSL_free(der);
    EVP_PKEY_free(key);
    EVP_MD_CTX_free(digest);
    ECDSA_SIG_free(pair);
    return good;
}

static json_t *part_read(const char *from, size_t length)
{
    char text[TEXT_SIZE], json[TEXT_SIZE];
    assert_true(length < sizeof(text));
    memcpy(text, from, length);
    text[length] = '\0';
    size_t size = length / 4 * 3 + (length % 4 ? length % 4 - 1 : 0);
    read_exactly(text, json, size);
    json_t *read = json_loadb(json, size, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(read);
    return read;
}

static void test_token(void **state)
{
    (void)state;
    struct own_key own, other;
    char token[VAPID_TOKEN_SIZE], text[VAPID_PUBLIC_SIZE];
    uint8_t signature[64], point[P256_POINT_BYTES];
    assert_true(vapid_make(&own));
    assert_true(vapid_make(&other));
    assert_true(vapid_public(&own, text));
    assert_int_equal(strlen(text), VAPID_PUBLIC_SIZE - 1);
    read_exactly(text, point, sizeof(point));
    assert_true(push_point_is(point, sizeof(point)));
    for (int i = 0; i < 50; i++) { // r and s of any length
        assert_true(vapid_token(&own, "https://push.example", "mailto:ada@example.org", 1700000000 + i, token));
        const char *claims = strchr(token, '.') + 1, *last = strrchr(token, '.') + 1;
        read_exactly(last, signature, sizeof(signature));
        assert_true(is_signed(&own, token, (size_t)(last - 1 - token), signature));
        assert_false(is_signed(&other, token, (size_t)(last - 1 - token), signature));
        json_t *head = part_read(token, (size_t)(claims - 1 - token));
        json_t *said = part_read(claims, (size_t)(last - 1 - claims));
        assert_string_equal(json_string_value(json_object_get(head, "alg")), "ES256");
        assert_string_equal(json_string_value(json_object_get(head, "typ")), "JWT");
        assert_string_equal(json_string_value(json_object_get(said, "aud")), "https://push.example");
        assert_string_equal(json_string_value(json_object_get(said, "sub")), "mailto:ada@example.org");
        assert_int_equal(json_integer_value(json_object_get(said, "exp")), 1700000000 + i + VAPID_HOURS * 3600);
        json_decref(head);
        json_decref(said);
    }
    static const char *const bad[] = {"", "a\"b", "a\\b", "a b", "a\nb", "\xc3\xa4"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        assert_false(vapid_token(&own, bad[i], "mailto:a@b", 1, token));
        assert_false(vapid_token(&own, "https://a", bad[i], 1, token));
    }
    char longest[VAPID_CLAIM_MAX + 2];
    memset(longest, 'x', sizeof(longest));
    longest[VAPID_CLAIM_MAX + 1] = '\0';
    assert_false(vapid_token(&own, longest, "mailto:a@b", 1, token));
    longest[VAPID_CLAIM_MAX] = '\0';
    assert_true(vapid_token(&own, longest, longest, 1, token));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc8188), cmocka_unit_test(test_rfc8291),   cmocka_unit_test(test_sealed_for_one),
        cmocka_unit_test(test_points),  cmocka_unit_test(test_base64url), cmocka_unit_test(test_token),
    };
    return crypto_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
