/* SPDX-License-Identifier: MIT */
/* ES256: the signatures of RFC 6979, A.2.5; own ones; and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/es256.h"
#include "crypto/p256.h"

static const char rfc_point[] = "04"
                                "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                                "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
static const struct {
    const char *text, *signature;
} rfc[] = {
    {"sample", "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
               "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"},
    {"test", "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
             "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"},
};

static const char *of_hex(const char *hex, char *text, size_t size)
{
    uint8_t bytes[P256_POINT_BYTES];
    size_t length;
    assert_int_equal(sodium_hex2bin(bytes, sizeof(bytes), hex, strlen(hex), NULL, &length, NULL), 0);
    assert_true(base64url_write(bytes, length, text, size));
    return text;
}

static void test_rfc6979(void **state)
{
    (void)state;
    char key[ES256_KEY_SIZE], signature[ES256_TEXT_LENGTH + 1], kept[ES256_KEY_SIZE];
    of_hex(rfc_point, key, sizeof(key));
    for (size_t i = 0; i < ARRAY_LENGTH(rfc); i++) {
        of_hex(rfc[i].signature, signature, sizeof(signature));
        assert_true(es256_verify(key, signature, rfc[i].text, strlen(rfc[i].text), kept));
        assert_string_equal(kept, key);
        assert_false(es256_verify(key, signature, rfc[1 - i].text, strlen(rfc[1 - i].text), kept));
    }
}

static void test_own(void **state)
{
    (void)state;
    struct own_key own;
    uint8_t point[P256_POINT_BYTES], octets[ES256_BYTES];
    char key[ES256_KEY_SIZE], signature[ES256_TEXT_LENGTH + 1], kept[ES256_KEY_SIZE];
    for (int i = 0; i < 40; i++) { // also with numbers that begin with zeros
        assert_true(p256_make(own.bytes) && p256_public(own.bytes, point));
        assert_true(base64url_write(point, sizeof(point), key, sizeof(key)));
        assert_true(es256_sign(&own, "text", 4, octets));
        assert_true(base64url_write(octets, sizeof(octets), signature, sizeof(signature)));
        assert_true(es256_verify(key, signature, "text", 4, kept));
        assert_false(es256_verify(key, signature, "texts", 5, kept));
        assert_false(es256_verify(key, signature, "tex", 3, kept));
        assert_false(es256_verify(key, signature, "", 0, kept));
    }
    memset(own.bytes, 0, sizeof(own.bytes));
    assert_false(es256_sign(&own, "text", 4, octets));
}

static bool taken(const char *key, const char *signature)
{
    char kept[ES256_KEY_SIZE];
    return es256_verify(key, signature, rfc[0].text, strlen(rfc[0].text), kept);
}

/* A good key and signature, of which one thing is changed. */
static void test_malformed(void **state)
{
    (void)state;
    char key[ES256_KEY_SIZE + 8], signature[ES256_TEXT_LENGTH + 8], key_was[ES256_KEY_SIZE], was[ES256_TEXT_LENGTH + 1];
    static const char strange[] = "A_-9 =+/\n\x80";
    int tried = 0;
    of_hex(rfc_point, key_was, sizeof(key_was));
    of_hex(rfc[0].signature, was, sizeof(was));
    assert_true(taken(key_was, was));
    for (size_t i = 0; i < ES256_KEY_SIZE - 1; i++, tried++) {
        memcpy(key, key_was, sizeof(key_was));
        key[i] = strange[i % (sizeof(strange) - 1)] == key[i] ? 'B' : strange[i % (sizeof(strange) - 1)];
        if (taken(key, was))
            fail_msg("key %zu: %s", i, key);
        key[i] = '\0';
        assert_false(taken(key, was));
    }
    for (size_t i = 0; i < ES256_TEXT_LENGTH; i++, tried++) {
        memcpy(signature, was, sizeof(was));
        signature[i] = strange[i % (sizeof(strange) - 1)] == signature[i] ? 'B' : strange[i % (sizeof(strange) - 1)];
        if (taken(key_was, signature))
            fail_msg("signature %zu: %s", i, signature);
        signature[i] = '\0';
        assert_false(taken(key_was, signature));
    }
    // r or s of zero, of the group's order and beyond; DER in place of r and s; points that are none.
    static const char order[] = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    static const char zero[] = "0000000000000000000000000000000000000000000000000000000000000000";
    static const char ones[] = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";
    const char *const halves[] = {zero, order, ones};
    char hex[200];
    for (size_t i = 0; i < ARRAY_LENGTH(halves); i++)
        for (int side = 0; side < 3; side++, tried++) {
            snprintf(hex, sizeof(hex), "%.64s%.64s", side == 1 ? rfc[0].signature : halves[i],
                     side == 0 ? rfc[0].signature + 64 : halves[i]);
            assert_false(taken(key_was, of_hex(hex, signature, sizeof(signature))));
        }
    for (unsigned first = 0; first < 256; first++, tried++) {
        snprintf(hex, sizeof(hex), "%02X%s", first, rfc_point + 2);
        if (first != 4)
            assert_false(taken(of_hex(hex, key, sizeof(key)), was));
    }
    snprintf(hex, sizeof(hex), "04%s%s", zero, zero);
    assert_false(taken(of_hex(hex, key, sizeof(key)), was));
    snprintf(hex, sizeof(hex), "04%s%s", ones, ones);
    assert_false(taken(of_hex(hex, key, sizeof(key)), was));
    const char *const texts[] = {NULL, "", "=", "BA", "BA==", "null", "ES256"};
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++, tried += 2) {
        assert_false(taken(texts[i], was));
        assert_false(taken(key_was, texts[i]));
    }
    snprintf(key, sizeof(key), "%s=", key_was); // padded, where the plain form is the only one
    assert_false(taken(key, was));
    snprintf(signature, sizeof(signature), "%s==", was);
    assert_false(taken(key_was, signature));
    assert_true(tried >= 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc6979),
        cmocka_unit_test(test_own),
        cmocka_unit_test(test_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
