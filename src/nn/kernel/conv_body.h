/* SPDX-License-Identifier: MIT */
/*
 * The body of conv.c, included once for each width of vectors. Whoever includes it defines
 *   BODY(name)  the name of a function or type of this width
 *   TARGET      the attribute of its functions
 *   LANES       numbers in a vector: a register of the CPU
 *   LESS, MORE  the smaller and the larger of two vectors, number by number; where one is no number, the second
 *   STORE_FIRST(to, value, count)  stores the first 1 to LANES - 1 numbers of a vector
 *   VECTORS     vectors of outputs in a tile
 *   ROWS        pixels in a tile, up to ROWS_MAX: ROWS * VECTORS sums, VECTORS of weights and one spread number fit the
 *               registers, and so do ROWS addresses
 * and all are undefined again at the end.
 */

#define INLINE TARGET static inline __attribute__((always_inline))

typedef float BODY(lanes) __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

/* Vectors travel by pointer: by value they would have another ABI on each CPU. */
INLINE void BODY(activate)(const struct kernel_conv *conv, bool sloped, size_t channel, BODY(lanes) * value)
{
    if (sloped) {
        BODY(lanes) zero = {0};
        *value = MORE(zero, *value) + LESS(zero, *value) * *(const BODY(lanes) *)(conv->slopes + channel);
        return;
    }
    BODY(lanes) lowest = (BODY(lanes)){0} + conv->lowest, highest = (BODY(lanes)){0} + conv->highest;
    *value = MORE(lowest, *value);
    *value = LESS(highest, *value);
}

/* Stores what lies before the last output. */
INLINE void BODY(store)(const struct kernel_conv *conv, size_t channel, const BODY(lanes) * value, float *output)
{
    if (channel + LANES <= conv->outputs) {
        *(BODY(lanes) *)(output + channel) = *value;
        return;
    }
    if (channel < conv->outputs)
        STORE_FIRST(output + channel, *value, conv->outputs - channel);
}

/*
 * `rows` pixels by `vectors` vectors of outputs from `channel` on; `sloped` and both are constants where it is inlined.
 * Loops run to constants and end early: that is what lets clang keep the sums in registers too.
 */
INLINE void BODY(tile)(const struct kernel_conv *conv, const struct runs *runs, bool sloped, size_t rows,
                       size_t vectors, size_t channel, float *output)
{
    BODY(lanes) sums[ROWS][VECTORS];
    const float *weights[VECTORS];
    size_t depth = runs->count * runs->length;
#pragma GCC unroll 4
    for (size_t v = 0; v < VECTORS; v++) {
        if (v >= vectors)
            break;
        size_t first = channel + v * LANES;
        weights[v] = conv->weights + first / KERNEL_CONV_BLOCK * KERNEL_CONV_BLOCK * depth + first % KERNEL_CONV_BLOCK;
#pragma GCC unroll 7
        for (size_t row = 0; row < ROWS; row++)
            sums[row][v] = *(const BODY(lanes) *)(conv->bias + first);
    }
    for (size_t run = 0; run < runs->count; run++) {
        const float *numbers[ROWS];
#pragma GCC unroll 7
        for (size_t row = 0; row < ROWS; row++)
            numbers[row] = conv->runs[run * ROWS_MAX + (row < rows ? row : 0)];
        for (size_t k = 0; k < runs->length; k++) {
            BODY(lanes) column[VECTORS];
#pragma GCC unroll 4
            for (size_t v = 0; v < VECTORS; v++) {
                if (v >= vectors)
                    break;
                column[v] = *(const BODY(lanes) *)weights[v];
                weights[v] += KERNEL_CONV_BLOCK;
            }
#pragma GCC unroll 7
            for (size_t row = 0; row < ROWS; row++) {
                if (row >= rows)
                    break;
                float number = numbers[row][k];
#pragma GCC unroll 4
                for (size_t v = 0; v < VECTORS; v++) {
                    if (v < vectors)
                        sums[row][v] += number * column[v];
                }
            }
        }
    }
#pragma GCC unroll 7
    for (size_t row = 0; row < ROWS; row++) {
        if (row >= rows)
            break;
#pragma GCC unroll 4
        for (size_t v = 0; v < VECTORS; v++) {
            if (v >= vectors)
                break;
            BODY(activate)(conv, sloped, channel + v * LANES, &sums[row][v]);
            BODY(store)(conv, channel + v * LANES, &sums[row][v], output + row * conv->output_stride);
        }
    }
}

INLINE void BODY(tiles_of)(const struct kernel_conv *conv, const struct runs *runs, bool sloped, size_t rows,
                           float *output)
{
    size_t channel = 0;
    for (; channel + (VECTORS - 1) * LANES < conv->outputs; channel += VECTORS * LANES)
        BODY(tile)(conv, runs, sloped, rows, VECTORS, channel, output);
    for (; channel < conv->outputs; channel += LANES)
        BODY(tile)(conv, runs, sloped, rows, 1, channel, output);
}

INLINE void BODY(tiles)(const struct kernel_conv *given, size_t first, size_t rows)
{
    const struct kernel_conv conv = *given; // a copy that no output can overwrite
    struct runs runs = point(&conv, first, rows);
    float *output = conv.output + first * conv.output_stride;
    if (conv.slopes)
        BODY(tiles_of)(&conv, &runs, true, rows, output);
    else
        BODY(tiles_of)(&conv, &runs, false, rows, output);
}

/* A function of its own for each height. */
TARGET static void BODY(tiles_whole)(const struct kernel_conv *conv, size_t first)
{
    BODY(tiles)(conv, first, ROWS);
}

TARGET static void BODY(tiles_half)(const struct kernel_conv *conv, size_t first)
{
    BODY(tiles)(conv, first, ROWS / 2);
}

TARGET static void BODY(tiles_one)(const struct kernel_conv *conv, size_t first)
{
    BODY(tiles)(conv, first, 1);
}

TARGET static void BODY(run)(const struct kernel_conv *conv)
{
    static const struct {
        size_t rows;
        void (*run)(const struct kernel_conv *conv, size_t first);
    } heights[] = {{ROWS, BODY(tiles_whole)}, {ROWS / 2, BODY(tiles_half)}, {1, BODY(tiles_one)}};
    size_t pixels = conv->output_height * conv->output_width, first = 0;
    for (size_t height = 0; first < pixels;) {
        if (pixels - first < heights[height].rows) {
            height++;
            continue;
        }
        heights[height].run(conv, first);
        first += heights[height].rows;
    }
}

#undef INLINE
#undef BODY
#undef TARGET
#undef LANES
#undef LESS
#undef MORE
#undef STORE_FIRST
#undef VECTORS
#undef ROWS
