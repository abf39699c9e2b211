/* SPDX-License-Identifier: MIT */
/* The test vectors of RFC 4226 and RFC 6238, the grace, and that a code is taken once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/password.h"
#include "crypto/totp.h"

static const uint8_t rfc_secret[] = "12345678901234567890"; // both documents use it

/* RFC 4226, appendix D: the first ten codes. */
static void test_rfc4226(void **state)
{
    (void)state;
    static const char *const codes[] = {"755224", "287082", "359152", "969429", "338314",
                                        "254676", "287922", "162583", "399871", "520489"};
    char code[TOTP_CODE_SIZE];
    for (size_t i = 0; i < ARRAY_LENGTH(codes); i++) {
        assert_true(totp_code(rfc_secret, (int64_t)i, code));
        assert_string_equal(code, codes[i]);
    }
}

/* RFC 6238, appendix B: the SHA-1 rows; its eight digits end with the six. */
static void test_rfc6238(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *digits;
    } rows[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                {1234567890, "89005924"}, {2000000000, "69279037"}, {INT64_C(20000000000), "65353130"}};
    char code[TOTP_CODE_SIZE];
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        int64_t step = 0;
        assert_true(totp_code(rfc_secret, totp_step(rows[i].seconds * 1000), code));
        assert_string_equal(code, rows[i].digits + 2);
        assert_true(totp_check(rfc_secret, rows[i].seconds * 1000, 0, code, &step));
        assert_int_equal(step, rows[i].seconds / 30);
    }
}

static void test_grace_and_once(void **state)
{
    (void)state;
    char code[TOTP_CODE_SIZE];
    const int64_t step = 1000000;
    assert_true(totp_code(rfc_secret, step, code));
    for (int64_t at = step - 3; at <= step + 3; at++) {
        int64_t found = -1;
        bool taken = totp_check(rfc_secret, at * 30000 + 15000, 0, code, &found);
        assert_int_equal(taken, at >= step - 1 && at <= step + 1);
        assert_int_equal(found, taken ? step : -1);
    }
    int64_t found = -1;
    assert_true(totp_check(rfc_secret, (step - 1) * 30000, 0, code, &found));     // the first moment
    assert_true(totp_check(rfc_secret, (step + 2) * 30000 - 1, 0, code, &found)); // the last one
    assert_false(totp_check(rfc_secret, (step + 2) * 30000, 0, code, &found));
    assert_false(totp_check(rfc_secret, step * 30000, step, code, &found)); // used
    assert_false(totp_check(rfc_secret, step * 30000, step + 1, code, &found));
    assert_true(totp_check(rfc_secret, step * 30000, step - 1, code, &found));
}

static void test_wrong_codes(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "28708", "2870820", "287083", " 287082", "287082 ", "28708a", "\xff"};
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        int64_t step = -7;
        assert_false(totp_check(rfc_secret, 59000, 0, wrong[i], &step));
        assert_int_equal(step, -7);
    }
}

static void test_text(void **state)
{
    (void)state;
    char text[TOTP_TEXT_SIZE];
    uint8_t one[TOTP_SECRET_BYTES], other[TOTP_SECRET_BYTES];
    totp_text(rfc_secret, text);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    memset(one, 0xff, sizeof(one));
    totp_text(one, text);
    assert_string_equal(text, "77777777777777777777777777777777");
    totp_secret(one);
    totp_secret(other);
    assert_memory_not_equal(one, other, sizeof(one));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc4226),     cmocka_unit_test(test_rfc6238), cmocka_unit_test(test_grace_and_once),
        cmocka_unit_test(test_wrong_codes), cmocka_unit_test(test_text),
    };
    return crypto_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
