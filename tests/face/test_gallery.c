/* SPDX-License-Identifier: MIT */
/* The gallery against a plain float search, its kernels against the plain one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/embed.h"
#include "face/gallery/gallery_inside.h"
#include "support/face_data.h"

enum { OTHERS = 4 };

/* xorshift64*: the same numbers in every run. */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(2685821657736338717);
}

static float uniform(uint64_t *seed)
{
    return (float)(next_random(seed) >> 40) / (float)(1 << 24) - 0.5f;
}

/* A unit vector in a random direction. */
static struct face_template somebody(uint64_t *seed)
{
    struct face_template template = {.model_id = "model"};
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        for (int sum = 0; sum < 4; sum++)
            template.values[i] += uniform(seed);
    assert_true(embedding_normalise(template.values));
    return template;
}

/* The same person another day: cosine about 0.7. */
static struct face_template again(const struct face_template *template, uint64_t *seed)
{
    struct face_template other = somebody(seed);
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        other.values[i] += template->values[i];
    assert_true(embedding_normalise(other.values));
    return other;
}

static struct face_template *people(size_t count, uint64_t *seed)
{
    struct face_template *templates = calloc(count, sizeof(*templates));
    assert_non_null(templates);
    for (size_t i = 0; i < count; i++)
        templates[i] = somebody(seed);
    return templates;
}

static struct gallery *gallery_of(const struct face_template *templates, size_t count, unsigned threads)
{
    struct gallery *gallery = gallery_open("model", threads);
    assert_non_null(gallery);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(gallery_add(gallery, (int64_t)i + 1, &templates[i]), FACE_OK);
    assert_int_equal(gallery_count(gallery), count);
    return gallery;
}

static int falling(const void *a, const void *b)
{
    float first = *(const float *)a, second = *(const float *)b;
    return (first < second) - (first > second);
}

/* Each match is what a float search finds: the same scores in the same order, each its owner's, nobody twice. */
static void check_matches(const struct face_template *templates, size_t count, const struct face_template *query,
                          struct gallery_wanted wanted, const struct gallery_match *matches, size_t found)
{
    float *scores = calloc(count, sizeof(*scores));
    size_t expected = 0;
    for (size_t i = 0; i < count; i++)
        scores[i] = embedding_cosine(query->values, templates[i].values);
    for (size_t i = 0; i < found; i++) {
        size_t row = (size_t)matches[i].owner - 1;
        assert_in_range(row, 0, count - 1);
        assert_true(matches[i].score == scores[row]);
        for (size_t before = 0; before < i; before++)
            assert_true(matches[before].owner != matches[i].owner);
    }
    qsort(scores, count, sizeof(*scores), falling);
    while (expected < wanted.best && expected < count && scores[expected] >= wanted.at_least)
        expected++;
    assert_int_equal(found, expected);
    for (size_t i = 0; i < found; i++)
        assert_true(matches[i].score == scores[i]);
    free(scores);
}

static void check_search(struct gallery *gallery, const struct face_template *templates, size_t count,
                         const struct face_template *queries, size_t query_count, struct gallery_wanted wanted)
{
    struct gallery_match *matches = calloc(query_count * wanted.best, sizeof(*matches));
    size_t *counts = calloc(query_count, sizeof(*counts));
    assert_int_equal(gallery_search(gallery, queries, query_count, wanted, matches, counts), FACE_OK);
    for (size_t q = 0; q < query_count; q++)
        check_matches(templates, count, &queries[q], wanted, matches + q * wanted.best, counts[q]);
    free(matches);
    free(counts);
}

/* Templates of an embedder with fewer values: zeros follow, and the search is as exact. */
static void test_short_templates(void **state)
{
    (void)state;
    const size_t lengths[] = {192, 128, 5};
    struct face_template templates[300], queries[6];
    uint64_t seed = 11;
    for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
        for (size_t t = 0; t < ARRAY_LENGTH(templates) + ARRAY_LENGTH(queries); t++) {
            struct face_template *made = t < ARRAY_LENGTH(templates) ? &templates[t] : &queries[t % 6];
            *made = somebody(&seed);
            memset(made->values + lengths[i], 0, (FACE_TEMPLATE_LENGTH - lengths[i]) * sizeof(float));
            assert_true(embedding_normalise(made->values));
        }
        struct gallery *gallery = gallery_of(templates, ARRAY_LENGTH(templates), 1);
        check_search(gallery, templates, ARRAY_LENGTH(templates), queries, ARRAY_LENGTH(queries),
                     (struct gallery_wanted){10, -2});
        gallery_close(gallery);
    }
}

static void test_kernels(void **state)
{
    (void)state;
    gallery_kernel *kernels[GALLERY_KERNELS_MAX];
    size_t count = gallery_kernels(kernels);
    int8_t *block = aligned_alloc(64, GALLERY_BLOCK_BYTES);
    struct gallery_codes queries[GALLERY_TOGETHER];
    uint64_t seed = 1;
    for (int round = 0; round < 50; round++) {
        int32_t sums[GALLERY_LANES] = {0}, expected[GALLERY_TOGETHER][GALLERY_LANES];
        // The first rounds hold the extremes, where sums of 16 bits would overflow.
        for (size_t i = 0; i < GALLERY_BLOCK_BYTES; i++)
            block[i] = (int8_t)(round == 0 ? 127 : round == 1 ? -127 : (int)(next_random(&seed) >> 33) % 128);
        for (size_t q = 0; q < GALLERY_TOGETHER; q++) {
            for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
                queries[q].codes[i] =
                    (int8_t)(round < 4 ? (q % 2 ? 127 : -127) : (int)(next_random(&seed) >> 33) % 128);
            gallery_codes_finish(&queries[q]);
        }
        for (size_t i = 0; i < GALLERY_BLOCK_BYTES; i++)
            sums[i / 4 % GALLERY_LANES] += block[i];
        kernels[count - 1](block, sums, queries, GALLERY_TOGETHER, expected);
        int32_t by_hand = 0;
        for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
            by_hand += queries[2].codes[i] * block[(i / 4 * GALLERY_LANES + 5) * 4 + i % 4];
        assert_int_equal(expected[2][5], by_hand);
        for (size_t k = 0; k + 1 < count; k++) {
            for (size_t together = 1; together <= GALLERY_TOGETHER; together++) {
                int32_t products[GALLERY_TOGETHER][GALLERY_LANES] = {0};
                kernels[k](block, sums, queries, together, products);
                assert_memory_equal(products, expected, together * sizeof(products[0]));
            }
        }
    }
    free(block);
}

// What one thread computes is nothing for TSan to see, which makes it ten times as slow.
#ifdef __SANITIZE_THREAD__
enum { LARGEST = 1000, ON_THREADS = 13000 };
#else
enum { LARGEST = 5000, ON_THREADS = 24000 };
#endif

static void test_exact(void **state)
{
    (void)state;
    const size_t sizes[] = {1, 2, 15, 16, 17, 60, 400, LARGEST};
    gallery_kernel *kernels[GALLERY_KERNELS_MAX];
    size_t kernel_count = gallery_kernels(kernels);
    uint64_t seed = 7;
    struct face_template *templates = people(LARGEST, &seed), queries[19];
    for (size_t q = 0; q < ARRAY_LENGTH(queries); q++)
        queries[q] = q % 2 ? somebody(&seed) : again(&templates[q / 2], &seed);
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        struct gallery *gallery = gallery_of(templates, sizes[i], 1);
        for (size_t k = 0; k < kernel_count; k++) {
            gallery->kernel = kernels[k];
            check_search(gallery, templates, sizes[i], queries, 1, (struct gallery_wanted){10, -2});
            check_search(gallery, templates, sizes[i], queries, ARRAY_LENGTH(queries), (struct gallery_wanted){1, -2});
            check_search(gallery, templates, sizes[i], queries, 5, (struct gallery_wanted){GALLERY_BEST_MAX, -2});
            check_search(gallery, templates, sizes[i], queries, 6, (struct gallery_wanted){10, 0.5f});
            check_search(gallery, templates, sizes[i], queries, 6, (struct gallery_wanted){10, 0});
        }
        gallery_close(gallery);
    }
    free(templates);
}

/* Enough for several threads; and far more that are nearly alike than there is room for candidates. */
static void test_exact_on_threads(void **state)
{
    (void)state;
    enum { MANY = ON_THREADS };
    uint64_t seed = 11;
    struct face_template *templates = people(MANY, &seed), queries[17];
    for (size_t i = 5000; i < 12000; i++) {
        templates[i] = templates[5000];
        templates[i].values[i % FACE_TEMPLATE_LENGTH] += 1e-4f * (float)(i % 7);
        assert_true(embedding_normalise(templates[i].values));
    }
    for (size_t q = 0; q < ARRAY_LENGTH(queries); q++)
        queries[q] = q % 3 ? somebody(&seed) : again(&templates[5000 - q], &seed);
    for (unsigned threads = 1; threads <= 4; threads += 3) {
        struct gallery *gallery = gallery_of(templates, MANY, threads);
        check_search(gallery, templates, MANY, queries, ARRAY_LENGTH(queries), (struct gallery_wanted){10, -2});
        check_search(gallery, templates, MANY, &templates[6000], 1, (struct gallery_wanted){64, -2});
        gallery_close(gallery);
    }
    free(templates);
}

static void test_add_and_remove(void **state)
{
    (void)state;
    enum { MANY = 200 };
    uint64_t seed = 3;
    struct face_template *templates = people(MANY, &seed);
    struct gallery *gallery = gallery_of(templates, MANY, 2);
    struct gallery_match matches[8];
    size_t count;
    const struct gallery_wanted wanted = {8, 0.9f};
    assert_int_equal(gallery_add(gallery, 1, &templates[0]), FACE_OK); // a second one of owner 1
    assert_int_equal(gallery_search(gallery, &templates[0], 1, wanted, matches, &count), FACE_OK);
    assert_int_equal(count, 2);
    assert_true(matches[0].owner == 1 && matches[1].owner == 1);
    assert_int_equal(gallery_remove(gallery, 1), 2);
    assert_int_equal(gallery_remove(gallery, 1), 0);
    assert_int_equal(gallery_remove(gallery, 4711), 0);
    for (size_t i = 1; i < MANY; i++) {
        // Odd ones go, from everywhere in the blocks; all others can still be found, those that went cannot.
        if (i % 2 == 0)
            assert_int_equal(gallery_remove(gallery, (int64_t)i + 1), 1);
    }
    assert_int_equal(gallery_count(gallery), MANY / 2);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(gallery_search(gallery, &templates[i], 1, wanted, matches, &count), FACE_OK);
        assert_int_equal(count, i % 2);
        if (count > 0)
            assert_int_equal(matches[0].owner, i + 1);
    }
    // What was removed is gone from memory, too.
    const float *values = gallery->values.bytes;
    const int8_t *codes = gallery->codes.bytes;
    for (size_t i = gallery->count * FACE_TEMPLATE_LENGTH; i < gallery->values.size / sizeof(float); i++)
        assert_true(values[i] == 0);
    for (size_t i = (gallery->count + 15) / 16 * GALLERY_BLOCK_BYTES; i < gallery->codes.size; i++)
        assert_int_equal(codes[i], 0);
    gallery_clear(gallery);
    assert_int_equal(gallery_count(gallery), 0);
    assert_int_equal(gallery_search(gallery, templates, 1, wanted, matches, &count), FACE_OK);
    assert_int_equal(count, 0);
    assert_int_equal(gallery_add(gallery, 5, &templates[5]), FACE_OK);
    assert_int_equal(gallery_search(gallery, &templates[5], 1, wanted, matches, &count), FACE_OK);
    assert_int_equal(count, 1);
    gallery_close(gallery);
    free(templates);
}

static void test_refusals(void **state)
{
    (void)state;
    uint64_t seed = 5;
    struct face_template good = somebody(&seed), bad = good;
    struct gallery *gallery = gallery_open("model", 1);
    struct gallery_match match;
    size_t count;
    const struct gallery_wanted wanted = {1, -2};
    assert_true(str_copy(bad.model_id, sizeof(bad.model_id), "another"));
    assert_int_equal(gallery_add(gallery, 1, &bad), FACE_OTHER_MODEL);
    assert_int_equal(gallery_search(gallery, &bad, 1, wanted, &match, &count), FACE_OTHER_MODEL);
    const float breakages[] = {NAN, INFINITY, -INFINITY, 2, 1e30f};
    for (size_t i = 0; i < ARRAY_LENGTH(breakages); i++) {
        bad = good;
        bad.values[100] = breakages[i];
        assert_int_equal(gallery_add(gallery, 1, &bad), FACE_FAULT);
        assert_int_equal(gallery_search(gallery, &bad, 1, wanted, &match, &count), FACE_FAULT);
    }
    memset(bad.values, 0, sizeof(bad.values));
    assert_int_equal(gallery_add(gallery, 1, &bad), FACE_FAULT);
    assert_int_equal(gallery_count(gallery), 0);
    gallery_close(gallery);
    gallery_close(NULL);
}

/* One busy gallery for all threads: some search for a person who is always there, others come and go. */
struct traffic {
    struct gallery *gallery;
    const struct face_template *templates;
    size_t first, count;
};

static void *come_and_go(void *argument)
{
    const struct traffic *traffic = argument;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < traffic->count; i++)
            if (gallery_add(traffic->gallery, (int64_t)(traffic->first + i) + 1, &traffic->templates[i]) != FACE_OK)
                return "an add failed";
        for (size_t i = 0; i < traffic->count; i++)
            if (gallery_remove(traffic->gallery, (int64_t)(traffic->first + i) + 1) != 1)
                return "a removal failed";
    }
    return NULL;
}

static void *search_on(void *argument)
{
    const struct traffic *traffic = argument;
    struct gallery_match matches[8];
    size_t counts[4];
    for (int round = 0; round < 20; round++) {
        if (gallery_search(traffic->gallery, traffic->templates, 4, (struct gallery_wanted){2, 0.9f}, matches,
                           counts) != FACE_OK)
            return "a search failed";
        for (size_t q = 0; q < 4; q++)
            if (counts[q] != 1 || matches[q * 2].owner != (int64_t)q + 1)
                return "somebody was not found";
    }
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    enum { STAY = 17000, PASS = 100 };
    uint64_t seed = 13;
    struct face_template *templates = people(STAY + OTHERS * PASS, &seed);
    struct gallery *gallery = gallery_of(templates, STAY, 3);
    pthread_t threads[OTHERS * 2];
    struct traffic traffic[OTHERS];
    for (size_t i = 0; i < OTHERS; i++) {
        size_t first = STAY + i * PASS;
        traffic[i] = i % 2 ? (struct traffic){gallery, templates + first, first, PASS}
                           : (struct traffic){gallery, templates, 0, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, i % 2 ? come_and_go : search_on, &traffic[i]), 0);
    }
    for (size_t i = 0; i < OTHERS; i++) {
        void *complaint;
        assert_int_equal(pthread_join(threads[i], &complaint), 0);
        if (complaint)
            fail_msg("%s", (const char *)complaint);
    }
    assert_int_equal(gallery_count(gallery), STAY);
    gallery_close(gallery);
    free(templates);
}

static void assert_close(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-4))
        fail_msg("%f is not %f", value, expected);
}

static void test_thresholds(void **state)
{
    (void)state;
    const struct gallery_rate rates[] = {{1e-3, 0.335f}, {1e-4, 0.411f}, {1e-5, 0.476f}};
    // One comparison: the rate itself, and straight in its logarithm between two.
    assert_close((double)gallery_threshold_at(rates, 3, 1, 1e-4), 0.411);
    assert_close((double)gallery_threshold_at(rates, 3, 1, 1e-5), 0.476);
    assert_close((double)gallery_threshold_at(rates, 3, 1, sqrt(1e-3 * 1e-4)), (0.335 + 0.411) / 2);
    // Never below what was measured, and not far beyond it.
    assert_close((double)gallery_threshold_at(rates, 3, 1, 0.5), 0.335);
    assert_close((double)gallery_threshold_at(rates, 3, 0, 1e-6), 0.541);
    assert_close((double)gallery_threshold_at(rates, 3, 1000000, 1e-6), 0.606);
    // 1 - (1 - 1e-5)^1000 = 0.00995017: a thousand times the risk, nearly.
    assert_close((double)gallery_threshold_at(rates, 3, 1000, 0.00995017), 0.476);
    // The galleries that were measured without an error at .45 and .48.
    assert_in_range((int)(1000 * gallery_threshold_at(rates, 3, 60, 2e-3)), 435, 450);
    assert_in_range((int)(1000 * gallery_threshold_at(rates, 3, 400, 4e-3)), 470, 485);
    assert_close((double)gallery_threshold_at(rates, 1, 1000000, 1e-9), 0.335);
    const char *directory = face_data_models();
    if (!directory) {
        print_message("skip: no models here (./check fetches them)\n");
        return;
    }
    char error[FACE_ERROR_SIZE];
    struct face_models *models = face_models_open(directory, NULL, error);
    assert_non_null(models);
    assert_close((double)gallery_threshold(models, 1, 1e-4), (double)face_models_threshold(models));
    face_models_close(models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernels),         cmocka_unit_test(test_exact),
        cmocka_unit_test(test_short_templates), cmocka_unit_test(test_exact_on_threads),
        cmocka_unit_test(test_add_and_remove),  cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_threads),         cmocka_unit_test(test_thresholds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
