/* SPDX-License-Identifier: MIT */
/* `ams face eval`: reading pairs, and the arithmetic of its figures on sets whose answers are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <unistd.h>

#include "app/face/face_pairs.h"
#include "app/face/face_score.h"
#include "base/str.h"

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%g is not within %g of %g", value, tolerance, expected);
}

static void test_a_perfect_matcher(void **state)
{
    (void)state;
    struct scored_pair pairs[400];
    for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++)
        pairs[i] = (struct scored_pair){i % 2 ? .7f + (float)(i % 10) * .01f : .1f, (unsigned)(i / 100), i % 2};
    struct score_summary summary;
    assert_true(score_pairs(pairs, ARRAY_LENGTH(pairs), 4, &summary));
    assert_near(summary.accuracy_mean, 1, 1e-9);
    assert_near(summary.accuracy_std, 0, 1e-9);
    assert_near(summary.auc, 1, 1e-9);
    assert_near(summary.eer, 0, 1e-9);
    assert_near(summary.rates[0].tar, 1, 1e-9);
    assert_near(summary.rates[1].tar, 1, 1e-9);
    assert_true(summary.rates[1].threshold > .1 && summary.rates[1].threshold < .11);
}

static void test_a_guessing_matcher(void **state)
{
    (void)state;
    struct scored_pair pairs[200];
    for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++)
        pairs[i] = (struct scored_pair){.5f, 0, i % 2};
    struct score_summary summary;
    assert_true(score_pairs(pairs, ARRAY_LENGTH(pairs), 1, &summary));
    assert_near(summary.accuracy_mean, .5, 1e-9);
    assert_near(summary.auc, .5, 1e-9);
    assert_near(summary.eer, .5, .01);
    assert_near(summary.rates[0].tar, 0, 1e-9);
}

/* 1,000 other pairs scored 1, 2, ..., 1000 thousandths: the threshold at 1e-2 lets in exactly the ten highest. */
static void test_rates_count_what_they_say(void **state)
{
    (void)state;
    static struct scored_pair pairs[1100];
    for (size_t i = 0; i < 1000; i++)
        pairs[i] = (struct scored_pair){(float)(i + 1) / 1000, 0, false};
    for (size_t i = 0; i < 100; i++) // half of the same pairs just above the 10th highest, half far below
        pairs[1000 + i] = (struct scored_pair){i % 2 ? .9905f : .2f, 0, true};
    struct score_summary summary;
    assert_true(score_pairs(pairs, ARRAY_LENGTH(pairs), 1, &summary));
    size_t accepted = 0;
    for (size_t i = 0; i < 1000; i++)
        accepted += (double)pairs[i].score >= summary.rates[0].threshold;
    assert_int_equal(accepted, 10);
    assert_near(summary.rates[0].tar, .5, 1e-9);
    assert_near(summary.rates[1].tar, 0, 1e-9); // one may pass: the threshold lies between the two highest
    assert_true(summary.rates[1].threshold > .999);
}

/* The threshold of a fold comes from the others: a fold with its labels upside down scores 0, not 1. */
static void test_folds_are_judged_by_the_others(void **state)
{
    (void)state;
    struct scored_pair pairs[300];
    for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
        unsigned fold = (unsigned)(i / 100);
        bool same = i % 2;
        pairs[i] = (struct scored_pair){(same != (fold == 2)) ? .8f : .2f, fold, same};
    }
    struct score_summary summary;
    assert_true(score_pairs(pairs, ARRAY_LENGTH(pairs), 3, &summary));
    assert_true(summary.accuracy_mean < .7);
    assert_true(summary.accuracy_std > .4);
}

static void test_one_kind_of_pairs_says_nothing(void **state)
{
    (void)state;
    struct scored_pair pairs[2] = {{.5f, 0, true}, {.6f, 0, true}};
    struct score_summary summary;
    assert_false(score_pairs(pairs, 2, 1, &summary));
    assert_false(score_pairs(pairs, 0, 1, &summary));
    double values[] = {3, 1, 2}, even[] = {4, 1, 2, 3};
    assert_near(score_median(values, 3), 2, 1e-9);
    assert_near(score_median(even, 4), 2.5, 1e-9);
    assert_near(score_median(NULL, 0), 0, 1e-9);
}

static char path[] = "/tmp/ams-pairs-XXXXXX";

static bool read_text(const char *text, struct face_pairs *pairs, char error[static FACE_PAIRS_ERROR_SIZE])
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return face_pairs_read(path, pairs, error);
}

static void test_reads_pairs(void **state)
{
    (void)state;
    char error[FACE_PAIRS_ERROR_SIZE] = "";
    struct face_pairs pairs;
    assert_true(read_text("2\t1\nA_B\t1\t4\nA_B\t1\tC\t2\nC\t2\t3\nC\t3\tD\t1\n", &pairs, error));
    assert_int_equal(pairs.folds, 2);
    assert_int_equal(pairs.pair_count, 4);
    assert_int_equal(pairs.image_count, 5); // A_B 1, A_B 4, C 2, C 3, D 1
    assert_true(pairs.pairs[0].same && !pairs.pairs[1].same && pairs.pairs[1].fold == 0 && pairs.pairs[2].fold == 1);
    assert_int_equal(pairs.pairs[0].a, pairs.pairs[1].a);
    assert_string_equal(pairs.images[pairs.pairs[3].b].name, "D");
    assert_int_equal(pairs.images[pairs.pairs[0].b].number, 4);
    face_pairs_release(&pairs);
    assert_true(read_text("1\nA 1 2\nA 1 B 1\n", &pairs, error)); // one fold, spaces
    assert_int_equal(pairs.folds, 1);
    face_pairs_release(&pairs);
}

static void test_refuses_pairs(void **state)
{
    (void)state;
    static const struct {
        const char *text, *named;
    } cases[] = {
        {"", "first line"},
        {"0 5\n", "first line"},
        {"5 x\n", "first line"},
        {"1000 1000000\n", "first line"},
        {"1\nA 1 2\n", "line 3"},              // cut short
        {"1\nA 1\nA 1 B 1\n", "line 2"},       // a word missing
        {"1\nA 1 2 3 4\nA 1 B 1\n", "line 2"}, // a word too much
        {"1\nA 1 x\nA 1 B 1\n", "line 2"},     // no number
        {"1\n../A 1 2\nA 1 B 1\n", "line 2"},  // outside the folder
        {"1\nA 1 2\nA 1 B 10000\n", "line 3"}, // four digits at most
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char error[FACE_PAIRS_ERROR_SIZE] = "";
        struct face_pairs pairs;
        assert_false(read_text(cases[i].text, &pairs, error));
        if (!strstr(error, cases[i].named))
            fail_msg("\"%s\" does not name %s", error, cases[i].named);
    }
    char error[FACE_PAIRS_ERROR_SIZE] = "";
    struct face_pairs pairs;
    assert_false(face_pairs_read("/nonexistent", &pairs, error));
    assert_non_null(strstr(error, "/nonexistent"));
}

static int make_file(void **state)
{
    (void)state;
    int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_perfect_matcher),
        cmocka_unit_test(test_a_guessing_matcher),
        cmocka_unit_test(test_rates_count_what_they_say),
        cmocka_unit_test(test_folds_are_judged_by_the_others),
        cmocka_unit_test(test_one_kind_of_pairs_says_nothing),
        cmocka_unit_test(test_reads_pairs),
        cmocka_unit_test(test_refuses_pairs),
    };
    return cmocka_run_group_tests_name("app/face_eval", tests, make_file, remove_file);
}
