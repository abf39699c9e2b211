/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

static void test_pieces_are_apart_and_aligned(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    unsigned char *pieces[COUNT];
    struct arena arena;
    arena_init(&arena, 64 << 20);
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i * 7 % 3000;
        pieces[i] = arena_alloc(&arena, size);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)(i % 251), size);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < i * 7 % 3000; j++)
            assert_int_equal(pieces[i][j], i % 251);
    arena_release(&arena);
}

static void test_limit(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000);
    assert_null(arena_alloc(&arena, 1001));
    assert_non_null(arena_alloc(&arena, 900));
    assert_null(arena_alloc(&arena, 200));
    assert_non_null(arena_alloc(&arena, 50)); // still usable
    arena_release(&arena);
    assert_int_equal(arena.taken, 0);
    assert_non_null(arena_alloc(&arena, 990)); // under the same limit
    assert_null(arena_alloc(&arena, 20));
    arena_release(&arena);
}

static void test_numbers_go_into_a_sentence(void **state)
{
    (void)state;
    static const unsigned numbers[] = {1, 4294967295, 20};
    struct arena arena;
    arena_init(&arena, 1000);
    assert_string_equal(arena_fill(&arena, "Write # to # characters#", numbers), "Write 1 to 4294967295 characters20");
    assert_string_equal(arena_fill(&arena, "##", numbers + 1), "429496729520");
    assert_string_equal(arena_fill(&arena, "None.", NULL), "None.");
    assert_string_equal(arena_fill(&arena, "", NULL), "");
    arena_fail_at(1);
    assert_null(arena_fill(&arena, "#", numbers));
    arena_release(&arena);
}

static void test_absurd_sizes(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, SIZE_MAX);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc(&arena, SIZE_MAX - 15));
    assert_null(arena_alloc(&arena, SIZE_MAX - 32));
    assert_null(arena_calloc(&arena, SIZE_MAX / 2, 3));
    assert_non_null(arena_calloc(&arena, 0, 8));
    assert_non_null(arena_alloc(&arena, 0));
    arena_release(&arena);
}

static void test_larger_than_a_block(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4 << 20);
    char *large = arena_alloc(&arena, 1 << 20);
    assert_non_null(large);
    memset(large, 1, 1 << 20);
    char *small = arena_alloc(&arena, 16);
    assert_non_null(small);
    memset(small, 2, 16);
    assert_int_equal(large[(1 << 20) - 1], 1);
    arena_release(&arena);
}

static void test_calloc_is_zeroed(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    memset(arena_alloc(&arena, 8000), 0xFF, 8000);
    arena_release(&arena);
    const unsigned char *bytes = arena_calloc(&arena, 1000, 8);
    for (size_t i = 0; i < 8000; i++)
        assert_int_equal(bytes[i], 0);
    arena_release(&arena);
}

static void test_texts(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    assert_string_equal(arena_strdup(&arena, "Grüße"), "Grüße");
    assert_string_equal(arena_strdup(&arena, ""), "");
    assert_string_equal(arena_strndup(&arena, "abcdef", 3), "abc");
    assert_string_equal(arena_strndup(&arena, "ab", 30), "ab");
    assert_string_equal(arena_strndup(&arena, "ab", 0), "");
    assert_string_equal(arena_printf(&arena, "%s-%d", "x", 42), "x-42");
    const char *long_text = arena_printf(&arena, "%*d", 50000, 1);
    assert_int_equal(strlen(long_text), 50000);
    assert_null(arena_printf(&arena, "%*d", 2 << 20, 1)); // past the limit
    arena_release(&arena);
}

static void test_hook_fails_the_nth(void **state)
{
    (void)state;
    struct arena one, other;
    arena_init(&one, 1 << 20);
    arena_init(&other, 1 << 20);
    arena_fail_at(3);
    assert_non_null(arena_alloc(&one, 1));
    assert_non_null(arena_strdup(&other, "x"));
    assert_null(arena_printf(&one, "x"));
    assert_non_null(arena_alloc(&one, 1)); // once only
    arena_fail_at(1);
    arena_fail_at(0);
    assert_non_null(arena_calloc(&one, 1, 1));
    arena_release(&one);
    arena_release(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_are_apart_and_aligned),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_numbers_go_into_a_sentence),
        cmocka_unit_test(test_absurd_sizes),
        cmocka_unit_test(test_larger_than_a_block),
        cmocka_unit_test(test_calloc_is_zeroed),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_hook_fails_the_nth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
