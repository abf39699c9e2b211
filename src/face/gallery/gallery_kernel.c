/* SPDX-License-Identifier: MIT */
#include "face/gallery/gallery_kernel.h"

#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

void gallery_codes_finish(struct gallery_codes *query)
{
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++) {
        int code = query->codes[i];
        query->shifted[i] = (uint8_t)(code + 128);
        query->magnitudes[i] = (uint8_t)(code < 0 ? -code : code);
    }
}

static void products_plain(const int8_t *block, const int32_t sums[static GALLERY_LANES],
                           const struct gallery_codes *queries, size_t count, int32_t products[][GALLERY_LANES])
{
    (void)sums;
    for (size_t q = 0; q < count; q++) {
        int32_t totals[GALLERY_LANES] = {0};
        for (size_t step = 0; step < GALLERY_STEPS; step++)
            for (size_t lane = 0; lane < GALLERY_LANES; lane++)
                for (size_t i = 0; i < 4; i++)
                    totals[lane] += block[(step * GALLERY_LANES + lane) * 4 + i] * queries[q].codes[step * 4 + i];
        memcpy(products[q], totals, sizeof(totals));
    }
}

#ifdef __x86_64__

static inline int32_t four(const void *bytes)
{
    int32_t value;
    memcpy(&value, bytes, sizeof(value));
    return value;
}

/*
 * VPDPBUSD wants one factor without a sign: the query is shifted by 128, which adds 128 times the sum of the template's
 * codes, and that is taken off at the end. Four accumulators hide the instruction's latency.
 */
__attribute__((target("avx512f,avx512bw,avx512vnni"))) static void
products_vnni_one(const int8_t *block, const int32_t *sums, const uint8_t *query, int32_t *products)
{
    __m512i totals[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(),
                         _mm512_setzero_si512()};
    for (size_t step = 0; step < GALLERY_STEPS; step += 4)
#pragma GCC unroll 4
        for (size_t i = 0; i < 4; i++)
            totals[i] = _mm512_dpbusd_epi32(totals[i], _mm512_set1_epi32(four(query + (step + i) * 4)),
                                            _mm512_load_si512(block + (step + i) * GALLERY_LANES * 4));
    __m512i total = _mm512_add_epi32(_mm512_add_epi32(totals[0], totals[1]), _mm512_add_epi32(totals[2], totals[3]));
    total = _mm512_sub_epi32(total, _mm512_slli_epi32(_mm512_loadu_si512(sums), 7));
    _mm512_storeu_si512(products, total);
}

/* Four queries: each piece of the block is loaded once for all of them. */
__attribute__((target("avx512f,avx512bw,avx512vnni"))) static void
products_vnni_four(const int8_t *block, const int32_t *sums, const struct gallery_codes *queries,
                   int32_t products[][GALLERY_LANES])
{
    __m512i totals[GALLERY_TOGETHER] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(),
                                        _mm512_setzero_si512()};
    for (size_t step = 0; step < GALLERY_STEPS; step++) {
        __m512i codes = _mm512_load_si512(block + step * GALLERY_LANES * 4);
#pragma GCC unroll 4
        for (size_t q = 0; q < GALLERY_TOGETHER; q++)
            totals[q] = _mm512_dpbusd_epi32(totals[q], _mm512_set1_epi32(four(queries[q].shifted + step * 4)), codes);
    }
    __m512i shift = _mm512_slli_epi32(_mm512_loadu_si512(sums), 7);
#pragma GCC unroll 4
    for (size_t q = 0; q < GALLERY_TOGETHER; q++)
        _mm512_storeu_si512(products[q], _mm512_sub_epi32(totals[q], shift));
}

static void products_vnni(const int8_t *block, const int32_t sums[static GALLERY_LANES],
                          const struct gallery_codes *queries, size_t count, int32_t products[][GALLERY_LANES])
{
    if (count == GALLERY_TOGETHER) {
        products_vnni_four(block, sums, queries, products);
        return;
    }
    for (size_t q = 0; q < count; q++)
        products_vnni_one(block, sums, queries[q].shifted, products[q]);
}

/*
 * VPMADDUBSW also wants one factor without a sign: |query|, with the query's signs moved over to the template. Codes of
 * at most 127 keep its 16-bit sums of two products below overflow.
 */
__attribute__((target("avx2"))) static void products_avx2(const int8_t *block, const int32_t sums[static GALLERY_LANES],
                                                          const struct gallery_codes *queries, size_t count,
                                                          int32_t products[][GALLERY_LANES])
{
    (void)sums;
    const __m256i ones = _mm256_set1_epi16(1);
    for (size_t q = 0; q < count; q++) {
        __m256i low = _mm256_setzero_si256(), high = _mm256_setzero_si256();
        for (size_t step = 0; step < GALLERY_STEPS; step++) {
            const __m256i *codes = (const __m256i *)(const void *)(block + step * GALLERY_LANES * 4);
            __m256i signs = _mm256_set1_epi32(four(queries[q].codes + step * 4));
            __m256i magnitudes = _mm256_set1_epi32(four(queries[q].magnitudes + step * 4));
            __m256i first = _mm256_maddubs_epi16(magnitudes, _mm256_sign_epi8(_mm256_load_si256(codes), signs));
            __m256i second = _mm256_maddubs_epi16(magnitudes, _mm256_sign_epi8(_mm256_load_si256(codes + 1), signs));
            low = _mm256_add_epi32(low, _mm256_madd_epi16(first, ones));
            high = _mm256_add_epi32(high, _mm256_madd_epi16(second, ones));
        }
        _mm256_storeu_si256((__m256i *)(void *)products[q], low);
        _mm256_storeu_si256((__m256i *)(void *)(products[q] + 8), high);
    }
}

#endif

size_t gallery_kernels(gallery_kernel *ret_kernels[static GALLERY_KERNELS_MAX])
{
    size_t count = 0;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni"))
        ret_kernels[count++] = products_vnni;
    if (__builtin_cpu_supports("avx2"))
        ret_kernels[count++] = products_avx2;
#endif
    ret_kernels[count++] = products_plain;
    return count;
}
