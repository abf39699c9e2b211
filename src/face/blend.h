/* SPDX-License-Identifier: MIT */
/*
 * Bilinear blends of four pixels in fixed point, rounded exactly as OpenCV's resize and warpAffine round: the
 * thresholds were measured with those, and the detector sees the difference. The SSE2 and the plain form give the same
 * numbers. For sample.c only.
 */
#ifndef AMS_FACE_BLEND_H
#define AMS_FACE_BLEND_H

#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
    BLEND_ONE = 2048, // weight 1 of a scaling
    BLEND_STEPS = 32, // positions a pixel of a warp
};

/* Four neighbours; three channels of each are used, four bytes are read. */
struct blend_pixels {
    const uint8_t *upper_left, *upper_right;
    const uint8_t *lower_left, *lower_right;
};

/* Weights of the first and second column or row, in 1 / BLEND_ONE. */
struct blend_weights {
    int16_t first, second;
};

#ifdef __SSE2__

/* Both pixels' channels side by side as 16-bit numbers: r0 r1 g0 g1 b0 b1 . . */
static inline __m128i blend_load(const uint8_t *left, const uint8_t *right)
{
    int32_t a, b;
    memcpy(&a, left, sizeof(a));
    memcpy(&b, right, sizeof(b));
    __m128i bytes = _mm_unpacklo_epi8(_mm_cvtsi32_si128(a), _mm_cvtsi32_si128(b));
    return _mm_unpacklo_epi8(bytes, _mm_setzero_si128());
}

static inline __m128i blend_pair(int first, int second)
{
    return _mm_set1_epi32(second << 16 | first);
}

/* (value - mean) * scale of each channel. `out` gets exactly three numbers. */
static inline void blend_scaled(struct blend_pixels pixels, struct blend_weights columns, struct blend_weights rows,
                                float mean, float scale, float *out)
{
    __m128i across = blend_pair(columns.first, columns.second);
    __m128i upper = _mm_madd_epi16(blend_load(pixels.upper_left, pixels.upper_right), across);
    __m128i lower = _mm_madd_epi16(blend_load(pixels.lower_left, pixels.lower_right), across);
    __m128i both = _mm_packs_epi32(_mm_srai_epi32(upper, 4), _mm_srai_epi32(lower, 4));
    __m128i down = _mm_unpacklo_epi64(_mm_set1_epi16(rows.first), _mm_set1_epi16(rows.second));
    __m128i parts = _mm_mulhi_epi16(both, down);
    __m128i sum = _mm_add_epi16(_mm_add_epi16(parts, _mm_srli_si128(parts, 8)), _mm_set1_epi16(2));
    __m128i whole = _mm_unpacklo_epi16(_mm_srai_epi16(sum, 2), _mm_setzero_si128());
    __m128 value = _mm_mul_ps(_mm_sub_ps(_mm_cvtepi32_ps(whole), _mm_set1_ps(mean)), _mm_set1_ps(scale));
    _mm_storel_pi((__m64 *)out, value);
    _mm_store_ss(out + 2, _mm_movehl_ps(value, value));
}

/* The position (x, y) in 1 / BLEND_STEPS between the four. `out` gets exactly three bytes. */
static inline void blend_between(struct blend_pixels pixels, int x, int y, uint8_t *out)
{
    int up = BLEND_STEPS - y, left = BLEND_STEPS - x;
    __m128i upper = _mm_madd_epi16(blend_load(pixels.upper_left, pixels.upper_right), blend_pair(left * up, x * up));
    __m128i lower = _mm_madd_epi16(blend_load(pixels.lower_left, pixels.lower_right), blend_pair(left * y, x * y));
    __m128i sum = _mm_srai_epi32(_mm_add_epi32(_mm_add_epi32(upper, lower), _mm_set1_epi32(512)), 10);
    __m128i words = _mm_packs_epi32(sum, sum);
    int32_t bytes = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
    memcpy(out, &bytes, 3);
}

#else

static inline void blend_scaled(struct blend_pixels pixels, struct blend_weights columns, struct blend_weights rows,
                                float mean, float scale, float *out)
{
    for (int c = 0; c < 3; c++) {
        int upper = pixels.upper_left[c] * columns.first + pixels.upper_right[c] * columns.second;
        int lower = pixels.lower_left[c] * columns.first + pixels.lower_right[c] * columns.second;
        int sum = ((upper >> 4) * rows.first >> 16) + ((lower >> 4) * rows.second >> 16);
        out[c] = ((float)((sum + 2) >> 2) - mean) * scale;
    }
}

static inline void blend_between(struct blend_pixels pixels, int x, int y, uint8_t *out)
{
    int up = BLEND_STEPS - y, left = BLEND_STEPS - x;
    for (int c = 0; c < 3; c++) {
        int upper = (pixels.upper_left[c] * left + pixels.upper_right[c] * x) * up;
        int lower = (pixels.lower_left[c] * left + pixels.lower_right[c] * x) * y;
        out[c] = (uint8_t)((upper + lower + 512) >> 10);
    }
}

#endif

/* One channel of a scaling, from whole grey values. */
static inline int blend_grey(const int upper[2], const int lower[2], struct blend_weights columns,
                             struct blend_weights rows)
{
    int above = upper[0] * columns.first + upper[1] * columns.second;
    int below = lower[0] * columns.first + lower[1] * columns.second;
    return (((above >> 4) * rows.first >> 16) + ((below >> 4) * rows.second >> 16) + 2) >> 2;
}

#endif
