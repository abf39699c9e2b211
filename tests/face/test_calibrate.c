/* SPDX-License-Identifier: MIT */
/* What the enrolled people say of the threshold: against counting by hand, against known intervals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/calibrate/calibrate.h"
#include "face/embed.h"
#include "face/gallery/gallery.h"

enum { CROWD = 90, ALIKE = 4 };

static const float certain = .65f;

/* xorshift64*: the same numbers in every run. */
static float uniform(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (float)(*seed * UINT64_C(2685821657736338717) >> 40) / (float)(1 << 24) - .5f;
}

/* Somebody who has `share` of `kin` (NULL: of nobody). */
static struct face_template somebody(uint64_t *seed, const struct face_template *kin, float share)
{
    struct face_template template = {.model_id = "model"};
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        for (int sum = 0; sum < 4; sum++)
            template.values[i] += uniform(seed);
    assert_true(embedding_normalise(template.values));
    for (size_t i = 0; kin && i < FACE_TEMPLATE_LENGTH; i++)
        template.values[i] += share * kin->values[i];
    assert_true(embedding_normalise(template.values));
    return template;
}

/* People of whom some are much alike, and two are one person. */
static struct face_template *crowd_open(size_t count)
{
    uint64_t seed = 42;
    struct face_template *crowd = calloc(count, sizeof(*crowd)), stock = somebody(&seed, NULL, 0);
    assert_non_null(crowd);
    for (size_t i = 0; i < count; i++)
        crowd[i] = somebody(&seed, i % ALIKE == 0 ? &stock : NULL, .4f + .1f * (float)(i % 7));
    crowd[count - 1] = somebody(&seed, &crowd[2], 3);
    return crowd;
}

static struct calibration *calibration_of(const struct face_template *crowd, size_t count)
{
    struct calibration *calibration = calibration_open("model", certain);
    assert_non_null(calibration);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(calibration_add(calibration, &crowd[i]), FACE_OK);
    assert_int_equal(calibration_people(calibration), count);
    return calibration;
}

/* In steps of several sizes: the same whatever they are. */
static struct calibration_result *run(const struct face_template *crowd, size_t count, size_t step)
{
    struct calibration_result *result = calloc(1, sizeof(*result));
    struct calibration *calibration = calibration_of(crowd, count);
    size_t done = 0, total = 1;
    assert_non_null(result);
    while (done < total) {
        assert_true(calibration_step(calibration, step, &done, &total));
        assert_true(done <= total);
    }
    calibration_result(calibration, result);
    calibration_close(calibration);
    return result;
}

/* ---- by hand ---- */

static int falling(const void *a, const void *b)
{
    float first = *(const float *)a, second = *(const float *)b;
    return (first < second) - (first > second);
}

/* Mean and deviation of the best scores of `one` against everybody but the two of the pair and its doubles. */
static void hand_moments(const struct face_template *crowd, size_t count, size_t one, size_t other, double *ret_mean,
                         double *ret_deviation)
{
    float *scores = calloc(count, sizeof(*scores));
    size_t used = 0;
    double sum = 0, squares = 0;
    assert_non_null(scores);
    for (size_t i = 0; i < count; i++) {
        float score = embedding_cosine(crowd[one].values, crowd[i].values);
        if (i != one && i != other && score < certain)
            scores[used++] = score;
    }
    qsort(scores, used, sizeof(*scores), falling);
    assert_true(used >= COHORT_BEST);
    for (size_t i = 0; i < COHORT_BEST; i++)
        sum += (double)scores[i];
    for (size_t i = 0; i < COHORT_BEST; i++)
        squares += ((double)scores[i] - sum / COHORT_BEST) * ((double)scores[i] - sum / COHORT_BEST);
    *ret_mean = sum / COHORT_BEST;
    *ret_deviation = sqrt(squares / COHORT_BEST);
    free(scores);
}

static double hand_normalised(const struct face_template *crowd, size_t count, size_t one, size_t other)
{
    double m[2], d[2], s = (double)embedding_cosine(crowd[one].values, crowd[other].values);
    hand_moments(crowd, count, one, other, &m[0], &d[0]);
    hand_moments(crowd, count, other, one, &m[1], &d[1]);
    return ((s - m[0]) / d[0] + (s - m[1]) / d[1]) / 2;
}

/* The tally's counts at some thresholds are those of the scores (count, count); NAN: no pair. */
static void check_tally(const struct tally *tally, const double *scores, size_t count)
{
    for (int bin = 0; bin < TALLY_BINS; bin += 3) {
        double edge = (double)tally_edge(tally->scale, bin);
        int64_t matches = 0, touched = 0, squares = 0;
        for (size_t i = 0; i < count; i++) {
            int64_t own = 0;
            for (size_t j = 0; j < count; j++)
                own += scores[i * count + j] >= edge || (bin == 0 && !isnan(scores[i * count + j]));
            matches += own;
            squares += own * own;
            touched += own > 0;
        }
        struct tally_point point = tally_at(tally, bin);
        assert_int_equal(point.matches, matches / 2);
        assert_int_equal(point.touched, touched);
        assert_int_equal(tally->squares[bin], squares);
    }
}

static void test_counted_by_hand(void **state)
{
    (void)state;
    struct face_template *crowd = crowd_open(CROWD);
    struct calibration_result *result = run(crowd, CROWD, 7), *at_once = run(crowd, CROWD, 10 * CROWD);
    double *raw = calloc(CROWD * CROWD, sizeof(*raw)), *normalised = calloc(CROWD * CROWD, sizeof(*raw));
    int64_t doubles = 0;
    for (size_t i = 0; i < CROWD; i++)
        for (size_t j = 0; j < CROWD; j++) {
            float score = embedding_cosine(crowd[i].values, crowd[j].values);
            bool counts = i != j && score < certain;
            doubles += i < j && score >= certain;
            raw[i * CROWD + j] = counts ? (double)score : NAN;
            normalised[i * CROWD + j] = counts ? (double)(float)hand_normalised(crowd, CROWD, i, j) : NAN;
        }
    assert_int_equal(result->people, CROWD);
    assert_int_equal(result->doubles, doubles);
    assert_true(doubles >= 1 && doubles < 20);
    assert_int_equal(result->raw.pairs, CROWD * (CROWD - 1) / 2 - doubles);
    assert_int_equal(result->normalised.pairs, result->raw.pairs);
    assert_int_equal(result->raw.people, CROWD);
    assert_true(result->has_normalised);
    check_tally(&result->raw, raw, CROWD);
    check_tally(&result->normalised, normalised, CROWD);
    assert_memory_equal(result, at_once, sizeof(*result));
    free(raw);
    free(normalised);
    free(result);
    free(at_once);
    free(crowd);
}

/* A second account of one person is counted as such and raises no rate. */
static void test_doubles(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct face_template *crowd = crowd_open(CROWD);
    crowd[CROWD - 1] = somebody(&seed, NULL, 0); // the two that are one are two
    struct calibration_result *without = run(crowd, CROWD, 50);
    crowd[CROWD - 1] = somebody(&seed, &crowd[1], 4);
    struct calibration_result *with = run(crowd, CROWD, 50);
    assert_int_equal(with->doubles, without->doubles + 1);
    assert_int_equal(with->raw.pairs, without->raw.pairs - 1);
    assert_true(tally_at(&with->raw, tally_bin(tally_raw, certain)).matches == 0);
    free(with);
    free(without);
    free(crowd);
}

static void test_too_few_to_normalise(void **state)
{
    (void)state;
    struct face_template *crowd = crowd_open(CROWD);
    struct calibration_result *result = run(crowd, COHORT_PEOPLE_MIN - 1, 9);
    assert_false(result->has_normalised);
    assert_int_equal(result->normalised.pairs, 0);
    assert_true(result->raw.pairs > 0);
    free(result);
    free(crowd);
}

static void test_refused(void **state)
{
    (void)state;
    struct face_template *crowd = crowd_open(3), foreign = crowd[0], broken = crowd[0];
    struct calibration *calibration = calibration_of(crowd, 3);
    assert_true(str_copy(foreign.model_id, sizeof(foreign.model_id), "other"));
    broken.values[5] = NAN;
    assert_int_equal(calibration_add(calibration, &foreign), FACE_OTHER_MODEL);
    assert_int_equal(calibration_add(calibration, &broken), FACE_FAULT);
    assert_int_equal(calibration_people(calibration), 3);
    calibration_close(calibration);
    free(crowd);
}

/* ---- the cohort of a probe in a gallery ---- */

static void test_cohort_in_a_gallery(void **state)
{
    (void)state;
    struct face_template *crowd = crowd_open(CROWD);
    struct gallery *gallery = gallery_open("model", 1);
    struct cohort found, kept = {.count = 0};
    assert_non_null(gallery);
    for (size_t i = 0; i < CROWD; i++)
        assert_int_equal(gallery_add(gallery, (int64_t)i + 1, &crowd[i]), FACE_OK);
    // The last is the third's double: neither it nor the third itself is of the third's cohort.
    for (size_t i = 0; i < CROWD; i++) {
        float score = embedding_cosine(crowd[2].values, crowd[i].values);
        if (i != 2 && score < certain)
            cohort_add(&kept, score);
    }
    assert_true(cohort_search(gallery, &crowd[2], 3, certain, &found));
    struct cohort_moments a, b;
    assert_true(cohort_moments(&found, -2, &a) && cohort_moments(&kept, -2, &b));
    assert_true(fabs(a.mean - b.mean) < 1e-7 && fabs(a.deviation - b.deviation) < 1e-7);
    for (size_t i = COHORT_BEST; i < CROWD; i++)
        gallery_remove(gallery, (int64_t)i + 1);
    assert_false(cohort_search(gallery, &crowd[2], 3, certain, &found));
    gallery_close(gallery);
    free(crowd);
}

/* ---- intervals ---- */

static void close_to(double value, double expected, double part)
{
    if (!(fabs(value - expected) <= part * fabs(expected)))
        fail_msg("%.10g instead of %.10g", value, expected);
}

/* From the exact binomial tails: 0 of n has the closed form 1 - .025^(1/n); the others were summed with 60 digits. */
static void test_known_intervals(void **state)
{
    static const struct {
        double errors, count, low, high;
    } known[] = {
        {0, 10, 0, 0.3084971},
        {1, 10, 0.002528579, 0.4450161},
        {5, 10, 0.1870860, 0.8129140},
        {10, 10, 0.6915029, 1},
        {3, 100, 0.006229972, 0.08517605},
        {15, 1500, 0.005607421, 0.01643992},
        {18, 189735, 5.622641e-05, 1.499300e-04},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++) {
        struct interval interval = interval_exact(known[i].errors, known[i].count);
        close_to(interval.low, known[i].low, 2e-6);
        close_to(interval.high, known[i].high, 2e-6);
    }
    for (double count = 1; count < 1e8; count *= 7)
        close_to(interval_exact(0, count).high, -expm1(log(.025) / count), 1e-7);
    assert_true(interval_exact(0, 0).high == 1);
    struct interval wider = interval_exact(5.5, 500.5), narrower = interval_exact(11, 1001);
    assert_true(wider.low < narrower.low && wider.high > narrower.high);
}

/* ---- tallies made up ---- */

/* `people` people in pairs (0,1), (2,3), ...: `matches` of such pairs high, all other pairs low. */
static struct tally tally_of(int64_t people, const uint32_t *high)
{
    struct tally tally = {.scale = tally_raw};
    uint32_t row[TALLY_BINS];
    for (int64_t person = 0; person < people; person++) {
        memset(row, 0, sizeof(row));
        row[1500] = high[person];
        row[1000] = (uint32_t)(people - 1) - high[person];
        tally_add(&tally, row);
    }
    tally_finish(&tally);
    return tally;
}

/* As many matches: spread over people in pairs they are worth all pairs, on one person far fewer. */
static void test_a_person_is_no_crowd(void **state)
{
    enum { N = 400, MATCHES = 40 };
    uint32_t spread[N] = {0}, wolf[N] = {0};
    (void)state;
    for (size_t i = 0; i < 2 * MATCHES; i++)
        spread[i] = 1;
    wolf[0] = MATCHES;
    for (size_t i = 1; i <= MATCHES; i++)
        wolf[i] = 1;
    struct tally even = tally_of(N, spread), uneven = tally_of(N, wolf);
    struct tally_point a = tally_at(&even, 1500), b = tally_at(&uneven, 1500);
    assert_int_equal(a.matches, MATCHES);
    assert_int_equal(b.matches, MATCHES);
    assert_int_equal(a.touched, 2 * MATCHES);
    assert_int_equal(b.touched, MATCHES + 1);
    assert_true(a.effect == 1 && b.effect > 20);
    assert_true(a.by_people.high == a.by_pairs.high && b.by_people.high > 1.5 * b.by_pairs.high);
    assert_true(a.rate == b.rate && a.threshold == .5);
}

static void test_proposed(void **state)
{
    enum { N = 400 }; // 79,800 pairs
    uint32_t few[N] = {1, 1}, none[N] = {0};
    struct tally_point point;
    (void)state;
    struct tally tally = tally_of(N, none);
    // No match in 79,800 is no more than 4.6e-5 with 97.5 % certainty.
    assert_true(tally_propose(&tally, 1e-4, TALLY_BINS, &point));
    assert_int_equal(point.bin, 1001);
    assert_true(point.by_people.high <= 1e-4 && point.matches == 0);
    assert_false(tally_propose(&tally, 1e-5, TALLY_BINS, &point));
    // One match: 7e-5.
    tally = tally_of(N, few);
    assert_true(tally_propose(&tally, 1e-4, TALLY_BINS, &point));
    assert_true(point.bin == 1001 && point.matches == 1);
    assert_true(tally_propose(&tally, 6e-5, TALLY_BINS, &point));
    assert_true(point.bin == 1501 && point.matches == 0);
    // Never so high that nobody is told apart any more.
    assert_false(tally_propose(&tally, 6e-5, 1501, &point));
    // Too few people to say it.
    uint32_t small[100] = {0};
    tally = tally_of(100, small);
    assert_false(tally_propose(&tally, 1e-4, TALLY_BINS, &point));
    assert_true(tally_propose(&tally, 1e-3, TALLY_BINS, &point));
}

static void test_bins(void **state)
{
    static const struct tally_scale scales[] = {{1000, 1000}, {500, 50}};
    (void)state;
    for (size_t s = 0; s < ARRAY_LENGTH(scales); s++)
        for (int bin = 0; bin < TALLY_BINS; bin++) {
            float edge = tally_edge(scales[s], bin);
            assert_int_equal(tally_bin(scales[s], edge), bin);
            assert_int_equal(tally_bin(scales[s], nextafterf(edge, -100)), bin > 0 ? bin - 1 : 0);
        }
    assert_int_equal(tally_bin(tally_raw, 7), TALLY_BINS - 1);
    assert_int_equal(tally_bin(tally_raw, NAN), 0);
    assert_int_equal(tally_bin(tally_raw, .444f), 1444);
    assert_true(tally_edge(tally_raw, 1444) == .444f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counted_by_hand),
        cmocka_unit_test(test_doubles),
        cmocka_unit_test(test_too_few_to_normalise),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_cohort_in_a_gallery),
        cmocka_unit_test(test_known_intervals),
        cmocka_unit_test(test_a_person_is_no_crowd),
        cmocka_unit_test(test_proposed),
        cmocka_unit_test(test_bins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
