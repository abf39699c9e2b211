/* SPDX-License-Identifier: MIT */
/* The vector form of the blends against the definition, number by number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "face/blend.h"

/* A small generator of our own: the same numbers on every machine. */
static uint32_t next_number(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void fill(uint8_t pixels[4][4], uint32_t *state, uint32_t round)
{
    for (int p = 0; p < 4; p++)
        for (int c = 0; c < 4; c++)
            pixels[p][c] = round < 2 ? (uint8_t)(255 * round) : (uint8_t)next_number(state); // the extremes first
}

static void test_scaled(void **state)
{
    (void)state;
    uint32_t random = 7;
    for (uint32_t round = 0; round < 20000; round++) {
        uint8_t p[4][4];
        fill(p, &random, round);
        int x = (int)(next_number(&random) % (BLEND_ONE + 1)), y = (int)(next_number(&random) % (BLEND_ONE + 1));
        struct blend_weights columns = {(int16_t)(BLEND_ONE - x), (int16_t)x};
        struct blend_weights rows = {(int16_t)(BLEND_ONE - y), (int16_t)y};
        float out[4] = {0, 0, 0, -99};
        blend_scaled((struct blend_pixels){p[0], p[1], p[2], p[3]}, columns, rows, 127, .5f, out);
        for (int c = 0; c < 3; c++) {
            int upper = p[0][c] * columns.first + p[1][c] * columns.second;
            int lower = p[2][c] * columns.first + p[3][c] * columns.second;
            int whole = (((upper >> 4) * rows.first >> 16) + ((lower >> 4) * rows.second >> 16) + 2) >> 2;
            assert_true(out[c] == ((float)whole - 127) * .5f);
            int up[2] = {p[0][c], p[1][c]}, low[2] = {p[2][c], p[3][c]};
            assert_int_equal(blend_grey(up, low, columns, rows), whole);
            assert_true(whole >= 0 && whole <= 255);
        }
        assert_true(out[3] == -99); // three numbers, no more
    }
}

static void test_between(void **state)
{
    (void)state;
    uint32_t random = 11;
    for (uint32_t round = 0; round < 20000; round++) {
        uint8_t p[4][4], out[4] = {0, 0, 0, 99};
        fill(p, &random, round);
        int x = (int)(next_number(&random) % BLEND_STEPS), y = (int)(next_number(&random) % BLEND_STEPS);
        blend_between((struct blend_pixels){p[0], p[1], p[2], p[3]}, x, y, out);
        for (int c = 0; c < 3; c++) {
            int sum = p[0][c] * (32 - x) * (32 - y) + p[1][c] * x * (32 - y) + p[2][c] * (32 - x) * y + p[3][c] * x * y;
            assert_int_equal(out[c], (sum + 512) / 1024);
        }
        assert_int_equal(out[3], 99);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scaled),
        cmocka_unit_test(test_between),
    };
    return cmocka_run_group_tests_name("face/blend", tests, NULL, NULL);
}
