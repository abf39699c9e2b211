/* SPDX-License-Identifier: MIT */
/* Whether a difference is real: against known values, and against what people who differ in nothing come to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "face/trial/difference.h"

/* R 4.2: fisher.test(); the second is Wikipedia's, the third SciPy's example. */
static void test_fisher(void **state)
{
    static const struct {
        int64_t errors, trials, rest_errors, rest_trials;
        double p;
    } known[] = {
        {3, 4, 1, 4, 0.4857142857}, {1, 12, 9, 12, 0.0027594562}, {8, 9, 2, 7, 0.0349650350},
        {0, 5, 0, 50, 1},           {5, 5, 0, 5, 0.0079365079},   {0, 0, 3, 9, 1},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
        double p = difference_fisher(known[i].errors, known[i].trials, known[i].rest_errors, known[i].rest_trials);
        assert_true(fabs(p - known[i].p) < 1e-8);
        p = difference_fisher(known[i].rest_errors, known[i].rest_trials, known[i].errors, known[i].trials);
        assert_true(fabs(p - known[i].p) < 1e-8);
    }
}

/* Wikipedia, "Holm-Bonferroni method": 0.01, 0.04, 0.03, 0.005; as R's p.adjust() has them. */
static void test_holm(void **state)
{
    double p[] = {.01, .04, NAN, .03, .005}, none[] = {NAN};
    (void)state;
    assert_true(difference_correct(p, ARRAY_LENGTH(p)));
    static const double corrected[] = {.03, .06, NAN, .06, .02};
    for (size_t i = 0; i < ARRAY_LENGTH(p); i++)
        assert_true(i == 2 ? isnan(p[i]) : fabs(p[i] - corrected[i]) < 1e-12);
    assert_true(difference_correct(none, 1) && isnan(none[0]));
    double large[] = {.9, .8};
    assert_true(difference_correct(large, 2));
    assert_true(large[0] <= 1 && large[1] <= 1);
}

enum { PEOPLE = 40 };

/* One trial each: Fisher. Two equal trials each: shuffled, and as sure as of the people, not of the trials. */
static void test_people_are_counted(void **state)
{
    struct difference_person people[PEOPLE];
    (void)state;
    for (size_t i = 0; i < PEOPLE; i++)
        people[i] = (struct difference_person){i % 20 < (i < 20 ? 8 : 2), 1, i < 20};
    double once = difference_of_rates(people, PEOPLE);
    assert_true(fabs(once - difference_fisher(8, 20, 2, 20)) < 1e-12); // 0.0648
    for (size_t i = 0; i < PEOPLE; i++) {
        people[i].errors *= 10;
        people[i].trials = 10;
    }
    double often = difference_of_rates(people, PEOPLE);
    assert_true(difference_fisher(80, 200, 20, 200) < 1e-9); // what trials alone would say
    assert_true(fabs(often - once) < .01);
    assert_true(often == difference_of_rates(people, PEOPLE));
    // One person's hundred refusals are no group's.
    for (size_t i = 0; i < PEOPLE; i++)
        people[i] = (struct difference_person){i == 0 ? 100 : 0, i == 0 ? 100 : 2, i < 20};
    assert_true(difference_of_rates(people, PEOPLE) > .4);
    for (size_t i = 0; i < PEOPLE; i++)
        people[i].inside = true;
    assert_true(isnan(difference_of_rates(people, PEOPLE)));
    assert_true(isnan(difference_of_rates(people, 0)));
}

/* Groups that differ in nothing are called different in no more than five of a hundred trials, however often each of
 * their people tries. */
static void test_no_difference(void **state)
{
    uint64_t seed = 7;
    int found = 0;
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct difference_person people[PEOPLE];
        for (size_t i = 0; i < PEOPLE; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            int64_t trials = 1 + (int64_t)(seed >> 60) % 8;
            people[i] = (struct difference_person){(seed >> 40 & 7) == 0 ? trials : 0, trials, i % 3 == 0};
        }
        found += difference_of_rates(people, PEOPLE) <= .05;
    }
    assert_true(found <= 18); // 10 are to be expected; more than 18 once in 200 seeds
}

static void test_pairs(void **state)
{
    bool inside[PEOPLE], enrolled[PEOPLE];
    uint32_t probes[PEOPLE];
    struct difference_match matches[PEOPLE];
    size_t count = 0;
    (void)state;
    for (uint32_t i = 0; i < PEOPLE; i++) {
        inside[i] = i < 20;
        enrolled[i] = i != 3;
        probes[i] = i % 2 + 1;
        if (i % 2 == 0 && i < 20)
            matches[count++] = (struct difference_match){i, (i + 5) % 20 == 3 ? 4 : (i + 5) % 20};
    }
    struct difference_pairs pairs = {PEOPLE, inside, probes, enrolled, matches, count};
    int64_t within = 0, without = 0;
    for (size_t i = 0; i < PEOPLE; i++)
        for (size_t j = 0; j < PEOPLE; j++)
            if (i != j && enrolled[j] && inside[i] == inside[j])
                *(inside[i] ? &within : &without) += probes[i];
    assert_int_equal(difference_comparisons(&pairs, inside, true), within);
    assert_int_equal(difference_comparisons(&pairs, inside, false), without);
    assert_true(difference_of_pairs(&pairs) < .05); // ten people look like ten others, all inside
    pairs.match_count = 1;
    assert_true(difference_of_pairs(&pairs) > .1);
    pairs.match_count = 0;
    assert_true(fabs(difference_of_pairs(&pairs) - 1) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fisher),        cmocka_unit_test(test_holm),  cmocka_unit_test(test_people_are_counted),
        cmocka_unit_test(test_no_difference), cmocka_unit_test(test_pairs),
    };
    return cmocka_run_group_tests_name("face/difference", tests, NULL, NULL);
}
