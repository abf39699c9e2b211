/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

static void test_copy(void **state)
{
    (void)state;
    char out[4] = "xxx";
    assert_true(str_copy(out, sizeof(out), "abc"));
    assert_string_equal(out, "abc");
    assert_false(str_copy(out, sizeof(out), "abcd"));
    assert_string_equal(out, "");
    assert_true(str_copy(out, 1, ""));
    assert_false(str_copy(out, 0, ""));
}

static void test_to_int(void **state)
{
    (void)state;
    int64_t value = 7;
    assert_true(str_to_int("9223372036854775807", INT64_MIN, INT64_MAX, &value));
    assert_int_equal(value, INT64_MAX);
    assert_true(str_to_int("-9223372036854775808", INT64_MIN, INT64_MAX, &value));
    assert_int_equal(value, INT64_MIN);
    assert_true(str_to_int("007", 0, 10, &value));
    assert_int_equal(value, 7);
    static const char *const refused[] = {
        "",
        "-",
        "+1",
        " 1",
        "1 ",
        "1.0",
        "0x10",
        "1e3",
        "--1",
        "abc",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999999999",
        "11",
        "-1",
        "１",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(refused); i++) {
        if (str_to_int(refused[i], 0, 10, &value) || value != 7)
            fail_msg("taken: %s", refused[i]);
    }
}

static void test_text_taken(void **state)
{
    (void)state;
    static const char *const good[] = {"", "Ada", "Grüße", "日本語", "😀", "\xF4\x8F\xBF\xBF", "\xC2\xA0", "a'b\"c\\"};
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
        assert_true(str_is_text(good[i], strlen(good[i]), false));
    assert_true(str_is_text("a\n\tb", 4, true));
    assert_false(str_is_text("a\nb", 3, false));
}

static void test_text_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",             // a continuation alone
        "\xC0\xAF",         // overlong
        "\xC1\xBF",         // overlong
        "\xE0\x9F\xBF",     // overlong
        "\xF0\x8F\xBF\xBF", // overlong
        "\xED\xA0\x80",     // surrogate
        "\xF4\x90\x80\x80", // past U+10FFFF
        "\xF8\x88\x80\x80", // five-byte form
        "\xFF",
        "\xE2\x82",
        "a\xC3",
        "\xE2(\xA1",
        "\r",
        "\x1B[31m",
        "\x7F",
        "\xC2\x85", // NEL, a C1 control
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_false(str_is_text(bad[i], strlen(bad[i]), true));
    assert_false(str_is_text("a\0b", 3, true));
    // The size ends the text, not what lies behind it.
    assert_false(str_is_text("\xC3\xA9", 1, true));
}

static void test_every_character(void **state)
{
    (void)state;
    for (uint32_t c = 0x80; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 97) {
        char text[4];
        size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        uint32_t rest = c;
        for (size_t i = size - 1; i > 0; i--, rest >>= 6)
            text[i] = (char)(0x80 | (rest & 0x3F));
        text[0] = (char)((size == 2 ? 0xC0 : size == 3 ? 0xE0 : 0xF0) | rest);
        bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        assert_int_equal(str_sequence(text, size), surrogate ? 0 : size);
        assert_int_equal(str_sequence(text, size - 1), 0);
        assert_int_equal(str_is_text(text, size, false), !surrogate && c >= 0xA0);
    }
}

static void test_characters(void **state)
{
    (void)state;
    assert_int_equal(str_characters(""), 0);
    assert_int_equal(str_characters("Ada"), 3);
    assert_int_equal(str_characters("Grüße😀"), 6);
}

static void test_hex(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x00, 0x09, 0x7f, 0x80, 0xab, 0xff};
    char out[] = "xxxxxxxxxxxxx!";
    str_hex(bytes, sizeof(bytes), out);
    assert_string_equal(out, "00097f80abff");
    assert_int_equal(out[13], '!');
    str_hex(bytes, 0, out);
    assert_string_equal(out, "");
}

static void test_among(void **state)
{
    (void)state;
    static const char *const words[] = {"one", "two", "three"};
    size_t index = 9;
    assert_true(str_among(words, 3, "three", &index));
    assert_int_equal(index, 2);
    static const char *const others[] = {"", "thre", "three ", "Three", NULL};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_false(str_among(words, 3, others[i], &index));
    assert_false(str_among(words, 2, "three", &index));
    assert_int_equal(index, 2); // untouched
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_to_int),
        cmocka_unit_test(test_text_taken),
        cmocka_unit_test(test_text_refused),
        cmocka_unit_test(test_every_character),
        cmocka_unit_test(test_characters),
        cmocka_unit_test(test_among),
        cmocka_unit_test(test_hex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
