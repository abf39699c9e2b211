/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"

static void test_known_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T00:00:00.000Z", 0},
        {"1969-12-31T23:59:59.999Z", -1},
        {"2000-02-29T12:00:00.000Z", 951825600000},
        {"2026-11-22T09:15:00.123Z", 1795338900123},
        {"2038-01-19T03:14:08.000Z", 2147483648000},
        {"0000-01-01T00:00:00.000Z", -62167219200000},
        {"9999-12-31T23:59:59.999Z", 253402300799999},
        {"1900-03-01T00:00:00.001Z", -2203891199999},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[CLOCK_TEXT_SIZE];
        int64_t ms = 7;
        clock_format(cases[i].ms, text);
        assert_string_equal(text, cases[i].text);
        assert_true(clock_parse(cases[i].text, &ms));
        assert_int_equal(ms, cases[i].ms);
    }
}

static void test_every_day_goes_round(void **state)
{
    (void)state;
    for (int64_t ms = -62167219200000; ms < 253402300799999; ms += 86400000LL * 17 + 3723004) {
        char text[CLOCK_TEXT_SIZE];
        int64_t back;
        clock_format(ms, text);
        assert_true(clock_parse(text, &back));
        assert_int_equal(back, ms);
    }
}

static void test_clamped(void **state)
{
    (void)state;
    char text[CLOCK_TEXT_SIZE];
    clock_format(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59.999Z");
    clock_format(INT64_MIN, text);
    assert_string_equal(text, "0000-01-01T00:00:00.000Z");
}

static void test_offsets_and_fractions(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T05:30:00+05:30", 0},     {"1969-12-31T16:00:00-08:00", 0},
        {"1970-01-01T00:00:00Z", 0},          {"1970-01-01T00:00:00.5Z", 500},
        {"1970-01-01T00:00:00.05Z", 50},      {"1970-01-01T00:00:00.123999999999Z", 123},
        {"1970-01-01T00:00:00.1-00:00", 100}, {"1970-01-01T23:59:00+23:59", 0},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        int64_t ms = 7;
        assert_true(clock_parse(cases[i].text, &ms));
        assert_int_equal(ms, cases[i].ms);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "2026",
        "2026-11-22",
        "2026-11-22T09:15",
        "2026-11-22T09:15:00",
        "2026-11-22 09:15:00Z",
        "2026-11-22T09:15:00z",
        "2026-11-22T09:15:00.Z",
        "2026-11-22T09:15:00ZZ",
        "2026-11-22T09:15:00Z ",
        " 2026-11-22T09:15:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+01:60",
        "2026-01-01T00:00:00+0100",
        "2026-01-01T00:00:00+01",
        "+026-01-01T00:00:00Z",
        "20a6-01-01T00:00:00Z",
        "２026-01-01T00:00:00Z",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        int64_t ms = 7;
        if (clock_parse(cases[i], &ms) || ms != 7)
            fail_msg("taken: %s", cases[i]);
    }
}

static void test_set_and_follow(void **state)
{
    (void)state;
    struct clock clock = {0};
    int64_t before = clock_real_ms();
    int64_t now = clock_now_ms(&clock);
    assert_true(now >= before && now <= clock_real_ms());
    clock_set_ms(&clock, 12345);
    assert_int_equal(clock_now_ms(&clock), 12345);
    clock_set_ms(&clock, 0);
    assert_true(clock_now_ms(&clock) >= before);
    int64_t steady = clock_steady_ns();
    assert_true(clock_steady_ns() >= steady);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_times), cmocka_unit_test(test_every_day_goes_round),
        cmocka_unit_test(test_clamped),     cmocka_unit_test(test_offsets_and_fractions),
        cmocka_unit_test(test_refused),     cmocka_unit_test(test_set_and_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
