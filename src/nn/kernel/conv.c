/* SPDX-License-Identifier: MIT */
#include "nn/kernel/conv.h"

#include <stdint.h>
#include <string.h>

enum { ROWS_MAX = KERNEL_CONV_ROWS_MAX };

size_t kernel_conv_packed_count(size_t depth, size_t outputs)
{
    return (outputs + KERNEL_CONV_BLOCK - 1) / KERNEL_CONV_BLOCK * KERNEL_CONV_BLOCK * depth;
}

void kernel_conv_pack(const float *weights, size_t depth, size_t outputs, float *ret_packed)
{
    for (size_t first = 0; first < outputs; first += KERNEL_CONV_BLOCK)
        for (size_t k = 0; k < depth; k++)
            for (size_t output = first; output < first + KERNEL_CONV_BLOCK; output++)
                *ret_packed++ = output < outputs ? weights[output * depth + k] : 0;
}

/* What lies under some windows, as runs of numbers: conv->runs[run * rows_of_body + row] is where a row's run begins.
 */
struct runs {
    size_t count, length;
};

/* Where the windows of some output pixels begin in the input; in the padding before it they wrap, to be added to. */
struct corners {
    size_t y[ROWS_MAX], x[ROWS_MAX];
    size_t offset[ROWS_MAX];       // elements from the input's first
    size_t furthest_y, furthest_x; // the largest; one that wraps is further than any
};

static inline struct corners corners_of(const struct kernel_conv *conv, size_t first, size_t rows)
{
    const struct graph_window *window = &conv->window;
    struct corners corners = {.furthest_y = 0};
    uint32_t width = (uint32_t)conv->output_width,
             column = (uint32_t)first % width; // a tensor has fewer than 2^27 pixels
    size_t y = (size_t)((uint32_t)first / width) * window->stride_y - window->top;
    size_t x = (size_t)column * window->stride_x - window->left;
    for (size_t row = 0; row < rows; row++) {
        corners.y[row] = y;
        corners.x[row] = x;
        corners.furthest_y = y > corners.furthest_y ? y : corners.furthest_y;
        corners.furthest_x = x > corners.furthest_x ? x : corners.furthest_x;
        corners.offset[row] = (y * conv->input_width + x) * conv->input_stride;
        x += window->stride_x;
        if (++column == width) {
            column = 0;
            x = (size_t)0 - window->left;
            y += window->stride_y;
        }
    }
    return corners;
}

/* Whether `taps` taps that begin at `first` lie inside `size`. */
static inline bool is_inside(size_t first, size_t taps, size_t dilation, size_t size)
{
    size_t length = (taps - 1) * dilation + 1;
    return length <= size && first <= size - length;
}

/* Points at what lies under the windows of `rows` output pixels from `first` on. */
static inline struct runs point(const struct kernel_conv *conv, size_t first, size_t rows)
{
    const struct graph_window *window = &conv->window;
    const float **runs = conv->runs;
    if (conv->pointwise) {
        for (size_t row = 0; row < rows; row++)
            runs[row] = conv->input + (first + row) * conv->input_stride;
        return (struct runs){1, conv->inputs};
    }
    const struct corners corners = corners_of(conv, first, rows);
    bool inside_x = is_inside(corners.furthest_x, window->width, window->dilation_x, conv->input_width);
    bool inside = inside_x && is_inside(corners.furthest_y, window->height, window->dilation_y, conv->input_height);
    bool lines = inside_x && window->dilation_x == 1 && conv->input_stride == conv->inputs;
    size_t columns = lines ? 1 : window->width;
    for (size_t ky = 0; ky < window->height; ky++) {
        for (size_t kx = 0; kx < columns; kx++) {
            size_t down = ky * window->dilation_y, right = kx * window->dilation_x;
            size_t offset = (down * conv->input_width + right) * conv->input_stride;
            for (size_t row = 0; row < rows; row++) {
                bool has = inside ||
                           (corners.y[row] + down < conv->input_height && corners.x[row] + right < conv->input_width);
                runs[row] = has ? conv->input + (corners.offset[row] + offset) : conv->zeros;
            }
            runs += ROWS_MAX;
        }
    }
    return (struct runs){window->height * columns, lines ? window->width * conv->inputs : conv->inputs};
}

size_t kernel_conv_runs_count(const struct graph_window *window)
{
    return (size_t)window->height * window->width * ROWS_MAX;
}

/* By way of an array: a vector whose address were taken would leave its register. */
#define STORE_SOME(to, value, count)                                                                                   \
    do {                                                                                                               \
        float numbers[LANES];                                                                                          \
        memcpy(numbers, &(value), sizeof(numbers));                                                                    \
        for (size_t i = 0; i < (count); i++)                                                                           \
            (to)[i] = numbers[i];                                                                                      \
    } while (0)

#ifdef __x86_64__
#include <immintrin.h>

#define BODY(name) avx512_##name
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,fma")))
#define LANES 16
#define STORE_FIRST(to, value, count) _mm512_mask_storeu_ps(to, (__mmask16)((1U << (count)) - 1), value)
#define LESS(a, b) _mm512_min_ps(a, b)
#define MORE(a, b) _mm512_max_ps(a, b)
#define VECTORS 2
#define ROWS 7
#include "nn/kernel/conv_body.h"

#define BODY(name) avx2_##name
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define STORE_FIRST STORE_SOME
#define LESS(a, b) _mm256_min_ps(a, b)
#define MORE(a, b) _mm256_max_ps(a, b)
#define VECTORS 2
#define ROWS 6
#include "nn/kernel/conv_body.h"
#endif

/* Registers of 128 bits: sixteen of them on x86-64, where a product needs one more, and thirty-two on arm64. */
#define BODY(name) baseline_##name
#define TARGET
#define LANES 4
#define STORE_FIRST STORE_SOME
#define ROWS 6
#if defined(__x86_64__)
#define VECTORS 2
#define LESS(a, b) _mm_min_ps(a, b)
#define MORE(a, b) _mm_max_ps(a, b)
#elif defined(__aarch64__)
#include <arm_neon.h>
#define VECTORS 4
#define LESS(a, b) vminq_f32(a, b)
#define MORE(a, b) vmaxq_f32(a, b)
#else
typedef float plain __attribute__((vector_size(4 * sizeof(float))));

static inline plain plain_less(plain a, plain b)
{
    for (int i = 0; i < 4; i++)
        b[i] = a[i] < b[i] ? a[i] : b[i];
    return b;
}

static inline plain plain_more(plain a, plain b)
{
    for (int i = 0; i < 4; i++)
        b[i] = a[i] > b[i] ? a[i] : b[i];
    return b;
}

#define VECTORS 4
#define LESS(a, b) plain_less(a, b)
#define MORE(a, b) plain_more(a, b)
#endif
#include "nn/kernel/conv_body.h"

size_t kernel_conv_bodies(struct kernel_conv_body ret_bodies[static KERNEL_CONV_BODIES_MAX])
{
    size_t count = 0;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("fma"))
        ret_bodies[count++] = (struct kernel_conv_body){"AVX-512", avx512_run};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        ret_bodies[count++] = (struct kernel_conv_body){"AVX2", avx2_run};
    ret_bodies[count++] = (struct kernel_conv_body){"SSE2", baseline_run};
#elif defined(__aarch64__)
    ret_bodies[count++] = (struct kernel_conv_body){"NEON", baseline_run};
#else
    ret_bodies[count++] = (struct kernel_conv_body){"the compiler's vectors", baseline_run};
#endif
    return count;
}
