/* SPDX-License-Identifier: MIT */
#include "nn/kernel/choice.h"

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"

/* A layer as a MobileFaceNet has eleven of. */
enum { SIDE = 14, PIXELS = SIDE * SIDE, INPUTS = 128, OUTPUTS = 256, ROUNDS = 9 };

static struct kernel_choice choice;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int64_t fastest(int64_t best, int64_t start)
{
    int64_t took = clock_steady_ns() - start;
    return took < best ? took : best;
}

/* In turns, so that what else runs on the machine troubles both; the fastest round of each counts. */
static bool pointwise_is_faster(const struct kernel_conv *conv, const struct kernel_pointwise *pointwise)
{
    int64_t exact = INT64_MAX, rounded = INT64_MAX;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t start = clock_steady_ns();
        choice.conv.run(conv);
        exact = fastest(exact, start);
        start = clock_steady_ns();
        choice.pointwise(pointwise);
        rounded = fastest(rounded, start);
    }
    return rounded < exact;
}

static bool measure_pointwise(void)
{
    enum {
        ELEMENTS = PIXELS * INPUTS + PIXELS * OUTPUTS + INPUTS * OUTPUTS + OUTPUTS,
    };
    size_t packed_count = kernel_pointwise_packed_count(INPUTS, OUTPUTS);
    float *input = calloc(ELEMENTS, sizeof(*input));
    uint16_t *packed = calloc(packed_count, sizeof(*packed));
    const float *runs[KERNEL_CONV_ROWS_MAX];
    bool faster = false;
    if (input && packed) {
        float *output = input + PIXELS * INPUTS, *weights = output + PIXELS * OUTPUTS;
        const float *bias = weights + INPUTS * OUTPUTS;
        struct kernel_conv conv = {
            .input = input,
            .output = output,
            .input_height = SIDE,
            .input_width = SIDE,
            .output_height = SIDE,
            .output_width = SIDE,
            .inputs = INPUTS,
            .outputs = OUTPUTS,
            .input_stride = INPUTS,
            .output_stride = OUTPUTS,
            .window = {.height = 1, .width = 1, .stride_y = 1, .stride_x = 1, .dilation_y = 1, .dilation_x = 1},
            .pointwise = true,
            .runs = runs,
            .weights = weights,
            .bias = bias,
            .lowest = -INFINITY,
            .highest = INFINITY,
        };
        struct kernel_pointwise pointwise = {
            .input = input,
            .output = output,
            .pixels = PIXELS,
            .inputs = INPUTS,
            .outputs = OUTPUTS,
            .input_stride = INPUTS,
            .output_stride = OUTPUTS,
            .weights = packed,
            .bias = bias,
            .lowest = -INFINITY,
            .highest = INFINITY,
        };
        faster = pointwise_is_faster(&conv, &pointwise);
    }
    free(input);
    free(packed);
    return faster;
}

static void choose(void)
{
    struct kernel_conv_body convs[KERNEL_CONV_BODIES_MAX];
    struct kernel_depthwise_body depthwises[KERNEL_DEPTHWISE_BODIES_MAX];
    kernel_conv_bodies(convs);
    kernel_depthwise_bodies(depthwises);
    choice.conv = convs[0];
    choice.depthwise = depthwises[0];
    choice.pointwise = kernel_pointwise_body();
    choice.pointwise_pays = choice.pointwise && measure_pointwise();
    snprintf(choice.text, sizeof(choice.text), "%s%s", choice.conv.name,
             choice.pointwise_pays ? ", 1x1 layers in bfloat16" : "");
}

const struct kernel_choice *kernel_choice(void)
{
    pthread_once(&once, choose);
    return &choice;
}
