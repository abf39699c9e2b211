/* SPDX-License-Identifier: MIT */
/*
 * A tile of TILE neighbouring outputs keeps one accumulator each, and the channels go by in vectors.
 * Neighbours share most of their inputs and all of their weights, so a vector that was loaded is used several times.
 * Tiles at the right end overlap the one before, and so do the last channels: writing the same numbers twice is cheaper
 * than a tail.
 */
#include "nn/kernel/depthwise.h"

#include <stdint.h>

enum { TILE = 4, WINDOW = 3 };

typedef float lanes __attribute__((vector_size(KERNEL_LANES * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int32_t lane_bits
    __attribute__((vector_size(KERNEL_LANES * sizeof(int32_t)), aligned(sizeof(float)), may_alias));

/* Vectors travel by pointer: by value they would have another ABI on each CPU. */
static inline __attribute__((always_inline)) void choose(const lane_bits *mask, const lanes *yes, lanes *no)
{
    lane_bits bits = (*mask & (lane_bits)*yes) | (~*mask & (lane_bits)*no);
    *no = (lanes)bits;
}

static inline __attribute__((always_inline)) void finish(const struct kernel_depthwise *conv, bool sloped,
                                                         size_t channel, const lanes *sum, float *output)
{
    lanes value = *sum;
    if (sloped) {
        lanes scaled = value * *(const lanes *)(conv->slopes + channel);
        lane_bits negative = value < 0;
        choose(&negative, &scaled, &value);
    } else {
        lanes lowest = (lanes){0} + conv->lowest, highest = (lanes){0} + conv->highest;
        lane_bits below = value < lowest;
        choose(&below, &lowest, &value);
        lane_bits above = value > highest;
        choose(&above, &highest, &value);
    }
    *(lanes *)(output + channel) = value;
}

/* The window's rows around one output row; a row in the padding is one pixel of zeros again and again. */
struct rows {
    const float *start[WINDOW]; // of column 0
    size_t step[WINDOW];        // from one column to the next
};

static inline __attribute__((always_inline)) struct rows rows_around(const struct kernel_depthwise *conv,
                                                                     size_t output_row)
{
    struct rows rows;
    for (size_t ky = 0; ky < WINDOW; ky++) {
        size_t y = output_row * conv->stride + ky - conv->top; // wraps above the first row
        bool inside = y < conv->input_height;
        rows.start[ky] = inside ? conv->input + y * conv->input_width * conv->input_stride : conv->zeros;
        rows.step[ky] = inside ? conv->input_stride : 0;
    }
    return rows;
}

/* One output whose window may leave the row on either side. */
static inline __attribute__((always_inline)) void depthwise_edge(const struct kernel_depthwise *conv, bool sloped,
                                                                 const struct rows *rows, size_t x, float *output)
{
    const float *taps[WINDOW * WINDOW];
    for (size_t tap = 0; tap < WINDOW * WINDOW; tap++) {
        size_t column = x * conv->stride + tap % WINDOW - conv->left, ky = tap / WINDOW;
        taps[tap] = column < conv->input_width ? rows->start[ky] + column * rows->step[ky] : conv->zeros;
    }
    size_t channels = conv->channels;
    for (size_t next = 0; next < channels; next += KERNEL_LANES) {
        size_t c = next + KERNEL_LANES > channels ? channels - KERNEL_LANES : next;
        lanes sum = *(const lanes *)(conv->bias + c);
        for (size_t tap = 0; tap < WINDOW * WINDOW; tap++)
            sum += *(const lanes *)(taps[tap] + c) * *(const lanes *)(conv->weights + tap * channels + c);
        finish(conv, sloped, c, &sum, output);
    }
}

/* TILE outputs whose windows lie inside the row; `column` is the first window's first. */
static inline __attribute__((always_inline)) void depthwise_tile(const struct kernel_depthwise *conv, size_t stride,
                                                                 bool sloped, const struct rows *rows, size_t column,
                                                                 float *output)
{
    size_t channels = conv->channels;
    for (size_t next = 0; next < channels; next += KERNEL_LANES) {
        size_t c = next + KERNEL_LANES > channels ? channels - KERNEL_LANES : next;
        lanes sums[TILE];
#pragma GCC unroll 4
        for (size_t t = 0; t < TILE; t++)
            sums[t] = *(const lanes *)(conv->bias + c);
#pragma GCC unroll 3
        for (size_t ky = 0; ky < WINDOW; ky++) {
            const float *row = rows->start[ky] + column * rows->step[ky] + c;
            size_t step = rows->step[ky];
            lanes weights[WINDOW];
#pragma GCC unroll 3
            for (size_t kx = 0; kx < WINDOW; kx++)
                weights[kx] = *(const lanes *)(conv->weights + (ky * WINDOW + kx) * channels + c);
            lanes values[(TILE - 1) * 2 + WINDOW];
#pragma GCC unroll 9
            for (size_t i = 0; i < (TILE - 1) * stride + WINDOW; i++)
                values[i] = *(const lanes *)(row + i * step);
#pragma GCC unroll 12
            for (size_t i = 0; i < TILE * WINDOW; i++)
                sums[i % TILE] += values[i % TILE * stride + i / TILE] * weights[i / TILE];
        }
#pragma GCC unroll 4
        for (size_t t = 0; t < TILE; t++)
            finish(conv, sloped, c, &sums[t], output + t * conv->output_stride);
    }
}

/* Outputs whose window lies wholly inside a row: from *ret_first up to but not including *ret_last. */
static inline __attribute__((always_inline)) void inner_outputs(const struct kernel_depthwise *conv, size_t *ret_first,
                                                                size_t *ret_last)
{
    size_t first = conv->left > 0 ? 1 : 0, last = 0;
    if (conv->input_width + conv->left >= WINDOW)
        last = (conv->input_width + conv->left - WINDOW) / conv->stride + 1;
    last = last < conv->output_width ? last : conv->output_width;
    *ret_first = first;
    *ret_last = last > first ? last : first;
}

static inline __attribute__((always_inline)) void depthwise_rows(const struct kernel_depthwise *conv, size_t stride,
                                                                 bool sloped)
{
    size_t inner_first, inner_last;
    inner_outputs(conv, &inner_first, &inner_last);
    for (size_t y = 0; y < conv->output_height; y++) {
        struct rows rows = rows_around(conv, y);
        float *output = conv->output + y * conv->output_width * conv->output_stride;
        for (size_t x = 0; x < conv->output_width; x++) {
            bool inner = x >= inner_first && x < inner_last && inner_last - inner_first >= TILE;
            if (!inner) {
                depthwise_edge(conv, sloped, &rows, x, output + x * conv->output_stride);
                continue;
            }
            size_t at = x + TILE > inner_last ? inner_last - TILE : x;
            depthwise_tile(conv, stride, sloped, &rows, at * stride - conv->left, output + at * conv->output_stride);
            x = at + TILE - 1;
        }
    }
}

/* Constant arguments make a loop of its own for each case. */
static inline __attribute__((always_inline)) void depthwise_body(const struct kernel_depthwise *given)
{
    const struct kernel_depthwise conv = *given; // a copy that no output can overwrite
    if (conv.stride == 1 && conv.slopes)
        depthwise_rows(&conv, 1, true);
    else if (conv.stride == 1)
        depthwise_rows(&conv, 1, false);
    else if (conv.slopes)
        depthwise_rows(&conv, 2, true);
    else
        depthwise_rows(&conv, 2, false);
}

#ifdef __x86_64__
__attribute__((target("avx512f,avx512dq,avx512vl,fma"))) static void
depthwise_avx512(const struct kernel_depthwise *conv)
{
    depthwise_body(conv);
}

__attribute__((target("avx2,fma"))) static void depthwise_avx2(const struct kernel_depthwise *conv)
{
    depthwise_body(conv);
}

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#endif

static void depthwise_baseline(const struct kernel_depthwise *conv)
{
    depthwise_body(conv);
}

size_t kernel_depthwise_bodies(struct kernel_depthwise_body ret_bodies[static KERNEL_DEPTHWISE_BODIES_MAX])
{
    size_t count = 0;
#ifdef __x86_64__
    if (has_avx512())
        ret_bodies[count++] = (struct kernel_depthwise_body){"AVX-512", depthwise_avx512};
    if (has_avx2())
        ret_bodies[count++] = (struct kernel_depthwise_body){"AVX2", depthwise_avx2};
#endif
    ret_bodies[count++] = (struct kernel_depthwise_body){"baseline", depthwise_baseline};
    return count;
}
