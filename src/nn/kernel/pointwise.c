/* SPDX-License-Identifier: MIT */
/*
 * ROWS pixels by two vectors of outputs keep their sums in 28 of the 32 registers. A panel of ROWS pixels is rounded to
 * bfloat16 once, on the stack, and stays in the first cache for all outputs; the weights stream by from the second.
 */
#include "nn/kernel/pointwise_inside.h"

#include <string.h>

#include "nn/kernel/pointwise_tiles.h"

enum { ROWS = 14 };

static size_t vectors_of(size_t outputs)
{
    return (outputs + LANES - 1) / LANES;
}

size_t kernel_pointwise_packed_count(size_t inputs, size_t outputs)
{
    return vectors_of(outputs) * pairs_of(inputs) * LANES * 2;
}

uint16_t kernel_pointwise_round(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

void kernel_pointwise_pack(const float *weights, size_t inputs, size_t outputs, uint16_t *ret_packed)
{
    size_t vectors = vectors_of(outputs);
    for (size_t first = 0; first < vectors; first += 2) {
        size_t together = first + 1 < vectors ? 2 : 1;
        for (size_t pair = 0; pair < pairs_of(inputs); pair++) {
            for (size_t i = 0; i < together * LANES * 2; i++) {
                size_t output = first * LANES + i / 2, input = pair * 2 + i % 2;
                bool inside = output < outputs && input < inputs;
                *ret_packed++ = inside ? kernel_pointwise_round(weights[output * inputs + input]) : 0;
            }
        }
    }
}

#ifdef __x86_64__
/* One vector of outputs of `rows` pixels; its sums are 2 apart. */
BF16_INLINE void finish(const struct kernel_pointwise *conv, bool sloped, size_t rows, size_t channel, __mmask16 mask,
                        const __m512 *sums, float *output)
{
    struct activation activation = activation_of(conv, sloped, channel, mask);
#pragma GCC unroll 14
    for (size_t row = 0; row < ROWS; row++) {
        if (row >= rows)
            break;
        _mm512_mask_storeu_ps(output + row * conv->output_stride + channel, mask,
                              activate(&activation, sloped, sums[row * 2]));
    }
}

/*
 * `rows` pixels by `vectors` vectors of outputs from `channel` on; `sloped` and both are constants where it is inlined.
 * Loops run to constants and end early: that is what lets clang keep the sums in registers too.
 */
BF16_INLINE void tile(const struct kernel_pointwise *conv, bool sloped, const uint16_t *panel, size_t rows,
                      size_t vectors, size_t channel, float *output)
{
    __mmask16 masks[2];
    __m512 sums[ROWS * 2];
#pragma GCC unroll 2
    for (size_t v = 0; v < 2; v++) {
        if (v >= vectors)
            break;
        masks[v] = mask_of(conv->outputs - channel - v * LANES);
        __m512 bias = _mm512_maskz_loadu_ps(masks[v], conv->bias + channel + v * LANES);
#pragma GCC unroll 14
        for (size_t row = 0; row < ROWS; row++)
            sums[row * 2 + v] = bias;
    }
    size_t pairs = (conv->inputs + 1) / 2;
    const uint16_t *weights = conv->weights + channel * pairs_of(conv->inputs) * 2;
    for (size_t pair = 0; pair < pairs; pair++) {
        __m512bh columns[2];
#pragma GCC unroll 2
        for (size_t v = 0; v < 2; v++) {
            if (v < vectors)
                columns[v] = (__m512bh)_mm512_loadu_si512(weights + (pair * vectors + v) * LANES * 2);
        }
#pragma GCC unroll 14
        for (size_t row = 0; row < ROWS; row++) {
            if (row >= rows)
                break;
            int32_t two;
            memcpy(&two, panel + row * PANEL_STRIDE + pair * 2, sizeof(two));
            __m512bh spread = (__m512bh)_mm512_set1_epi32(two);
#pragma GCC unroll 2
            for (size_t v = 0; v < 2; v++) {
                if (v < vectors)
                    sums[row * 2 + v] = _mm512_dpbf16_ps(sums[row * 2 + v], spread, columns[v]);
            }
        }
    }
#pragma GCC unroll 2
    for (size_t v = 0; v < 2; v++) {
        if (v < vectors)
            finish(conv, sloped, rows, channel + v * LANES, masks[v], sums + v, output);
    }
}

BF16_INLINE void tiles_of(const struct kernel_pointwise *conv, bool sloped, const uint16_t *panel, size_t rows,
                          float *output)
{
    size_t channel = 0;
    for (; channel + LANES < conv->outputs; channel += 2 * LANES)
        tile(conv, sloped, panel, rows, 2, channel, output);
    if (channel < conv->outputs)
        tile(conv, sloped, panel, rows, 1, channel, output);
}

BF16_INLINE void tiles(const struct kernel_pointwise *given, const uint16_t *panel, size_t rows, float *output)
{
    const struct kernel_pointwise conv = *given; // a copy that no output can overwrite
    if (conv.slopes)
        tiles_of(&conv, true, panel, rows, output);
    else
        tiles_of(&conv, false, panel, rows, output);
}

/* A function of its own for each height. */
BF16 static void tiles_14(const struct kernel_pointwise *conv, const uint16_t *panel, float *output)
{
    tiles(conv, panel, 14, output);
}

BF16 static void tiles_7(const struct kernel_pointwise *conv, const uint16_t *panel, float *output)
{
    tiles(conv, panel, 7, output);
}

BF16 static void tiles_3(const struct kernel_pointwise *conv, const uint16_t *panel, float *output)
{
    tiles(conv, panel, 3, output);
}

BF16 static void tiles_1(const struct kernel_pointwise *conv, const uint16_t *panel, float *output)
{
    tiles(conv, panel, 1, output);
}

BF16 static void pointwise_bf16(const struct kernel_pointwise *conv)
{
    static const struct {
        size_t rows;
        void (*run)(const struct kernel_pointwise *conv, const uint16_t *panel, float *output);
    } heights[] = {{ROWS, tiles_14}, {7, tiles_7}, {3, tiles_3}, {1, tiles_1}};
    _Alignas(64) uint16_t panel[ROWS * PANEL_STRIDE];
    size_t first = 0;
    for (size_t height = 0; first < conv->pixels;) {
        size_t rows = heights[height].rows;
        if (conv->pixels - first < rows) {
            height++;
            continue;
        }
        fill_panel(conv, conv->input + first * conv->input_stride, rows, panel);
        heights[height].run(conv, panel, conv->output + first * conv->output_stride);
        first += rows;
    }
}
#endif

bool kernel_pointwise_rounds(void)
{
#ifdef __x86_64__
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

size_t kernel_pointwise_bodies(struct kernel_pointwise_body ret_bodies[static KERNEL_POINTWISE_BODIES_MAX])
{
    size_t count = 0;
#ifdef __x86_64__
    if (kernel_pointwise_rounds())
        ret_bodies[count++] = (struct kernel_pointwise_body){"bfloat16", pointwise_bf16};
    if (count > 0 && pointwise_tiles_allowed())
        ret_bodies[count++] = (struct kernel_pointwise_body){"AMX bfloat16", pointwise_tiles};
#else
    (void)ret_bodies;
#endif
    return count;
}
