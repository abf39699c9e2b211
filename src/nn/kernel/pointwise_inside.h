/* SPDX-License-Identifier: MIT */
/* What the kernels of 1x1 convolutions in bfloat16 share: one keeps its sums in registers (pointwise.c), one in AMX
 * tiles (pointwise_tiles.c). */
#ifndef AMS_NN_KERNEL_POINTWISE_INSIDE_H
#define AMS_NN_KERNEL_POINTWISE_INSIDE_H

#include "nn/kernel/pointwise.h"

#include <stdbool.h>

enum {
    LANES = 16,
    PANEL_STRIDE = KERNEL_POINTWISE_INPUTS_MAX + 32, // a cache line more: rows then lie in different sets
};

/* Pairs of inputs in a column of packed weights: as many as fill tiles. */
static inline size_t pairs_of(size_t inputs)
{
    return (inputs + 2 * LANES - 1) / (2 * LANES) * LANES;
}

#ifdef __x86_64__
#include <immintrin.h>

#define BF16_TARGET "avx512f,avx512bw,avx512dq,avx512vl,avx512bf16"
#define BF16 __attribute__((target(BF16_TARGET)))
#define BF16_INLINE BF16 static inline __attribute__((always_inline))

BF16_INLINE __mmask16 mask_of(size_t count)
{
    return (__mmask16)(count < LANES ? (1U << count) - 1 : 0xFFFFU);
}

/* Rounds `rows` pixels. What lies behind the last channel up to a multiple of 32 becomes zero. */
BF16_INLINE void fill_panel(const struct kernel_pointwise *conv, const float *input, size_t rows, uint16_t *panel)
{
    for (size_t row = 0; row < rows; row++) {
        const float *from = input + row * conv->input_stride;
        uint16_t *to = panel + row * PANEL_STRIDE;
        size_t c = 0;
        for (; c + 2 * LANES <= conv->inputs; c += 2 * LANES) {
            __m512bh both = _mm512_cvtne2ps_pbh(_mm512_loadu_ps(from + c + LANES), _mm512_loadu_ps(from + c));
            _mm512_store_si512(to + c, (__m512i)both);
        }
        if (c < conv->inputs) {
            size_t rest = conv->inputs - c, behind = rest > LANES ? rest - LANES : 0;
            __m512 low = _mm512_maskz_loadu_ps(mask_of(rest), from + c);
            __m512 high = _mm512_maskz_loadu_ps(mask_of(behind), from + c + LANES);
            _mm512_store_si512(to + c, (__m512i)_mm512_cvtne2ps_pbh(high, low));
        }
    }
}

/* What a layer does with its sums before they are stored. */
struct activation {
    __m512 lowest, highest, slopes;
};

BF16_INLINE struct activation activation_of(const struct kernel_pointwise *conv, bool sloped, size_t channel,
                                            __mmask16 mask)
{
    struct activation activation = {_mm512_set1_ps(conv->lowest), _mm512_set1_ps(conv->highest), _mm512_setzero_ps()};
    if (sloped)
        activation.slopes = _mm512_maskz_loadu_ps(mask, conv->slopes + channel);
    return activation;
}

BF16_INLINE __m512 activate(const struct activation *activation, bool sloped, __m512 value)
{
    if (!sloped)
        return _mm512_min_ps(activation->highest, _mm512_max_ps(activation->lowest, value)); // a NaN stays one
    __mmask16 negative = _mm512_cmp_ps_mask(value, _mm512_setzero_ps(), _CMP_LT_OQ);
    return _mm512_mask_mul_ps(value, negative, value, activation->slopes);
}
#endif

#endif
