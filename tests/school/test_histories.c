/* SPDX-License-Identifier: MIT */
/*
 * Random histories of a classroom: after every few acts, each figure that the product shows is compared with a naive
 * recount of the rows. AMS_HISTORY_SEED=N plays one alone, as a failure names it; AMS_HISTORIES=N plays so many on
 * SQLite, and none on MariaDB.
 */
#include "school/unit.h"

#include <stdlib.h>

#include "support/history.h"

// Under ASan a few, for memory alone: ./check plays all of them without it.
#ifdef __SANITIZE_ADDRESS__
enum { HISTORIES = 50, HISTORIES_MARIADB = 10 };
#else
enum { HISTORIES = 270, HISTORIES_MARIADB = 30 }; // one takes several times as long on MariaDB
#endif

enum {
    HISTORIES_A_SCHOOL = 25, // a new school costs as much as a history
    ALL_HAPPEN_IN = 200,     // histories: in so many, each kind of act has gone through
    STEPS = 30,
    STEPS_MORE = 20,
    COMPARED_EVERY = 7,
    MARIADB_SEEDS = 1000000, // other ones than on SQLite
};

/* The number of an environment variable; 0: it is not there. */
static uint64_t number_of(const char *name)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : 0;
}

static void play(struct school_fixture *f, uint64_t seed)
{
    static struct history history;
    history_begin(&history, f, seed);
    int64_t steps = STEPS + history_random(&history, STEPS_MORE);
    for (int64_t i = 0; i < steps; i++) {
        history_step(&history);
        if (history_random(&history, COMPARED_EVERY) == 0 || i == steps - 1)
            history_compare(&history);
    }
    arena_release(&history.arena);
}

/* A history in which an act always fails says nothing of it. */
static void expect_all_done(bool print, uint64_t count)
{
    for (size_t i = 0; i < HISTORY_ACTIONS; i++) {
        if (print)
            print_message("%-26s %8lld done %8lld refused\n", history_tallies[i].name,
                          (long long)history_tallies[i].done, (long long)history_tallies[i].refused);
        if (count >= ALL_HAPPEN_IN && history_tallies[i].done == 0)
            fail_msg("in %llu histories nothing of this kind has ever happened: %s", (unsigned long long)count,
                     history_tallies[i].name);
    }
}

static void test_histories(void **state)
{
    struct test_store *test = test_store_need(state);
    uint64_t only = number_of("AMS_HISTORY_SEED"), count = number_of("AMS_HISTORIES");
    bool mariadb = test->engine == TEST_MARIADB;
    if (mariadb && count > 0)
        skip();
    count = only ? 1 : count ? count : mariadb ? HISTORIES_MARIADB : HISTORIES;
    uint64_t first = only ? only : mariadb ? MARIADB_SEEDS : 1;
    struct test_store *store = test;
    for (uint64_t i = 0; i < count;) {
        struct school_fixture *f = school_fixture_open(store);
        for (int k = 0; k < HISTORIES_A_SCHOOL && i < count; k++, i++)
            play(f, first + i);
        school_fixture_close(f);
        if (store != test)
            test_store_close(store);
        store = i < count ? test_store_open(test->engine) : test;
    }
    expect_all_done(number_of("AMS_HISTORIES") > 0, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_histories)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
