/* SPDX-License-Identifier: MIT */
#include "nn/kernel/choice.h"

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

/* A layer as a MobileFaceNet has eleven of. */
enum { SIDE = 14, PIXELS = SIDE * SIDE, INPUTS = 128, OUTPUTS = 256, ROUNDS = 9 };

static struct kernel_choice choice;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int64_t fastest(int64_t best, int64_t start)
{
    int64_t took = clock_steady_ns() - start;
    return took < best ? took : best;
}

/* The layer as every kernel takes it: whole numbers so small that each of them must come to the same sums. */
struct layer {
    struct kernel_conv conv;
    struct kernel_pointwise pointwise;
    const float *runs[KERNEL_CONV_ROWS_MAX];
    float *numbers; // input, output, output of the other, weights as both take them, bias
    uint16_t *packed;
};

static void fill(float *numbers, size_t count, unsigned seed)
{
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1664525 + 1013904223;
        numbers[i] = (float)(seed >> 29) - 3.5f;
    }
}

static bool layer_open(struct layer *layer)
{
    enum { IN = PIXELS * INPUTS, OUT = PIXELS * OUTPUTS, WEIGHTS = INPUTS * OUTPUTS };
    float *numbers = calloc(IN + 2 * OUT + 2 * WEIGHTS + OUTPUTS, sizeof(*numbers));
    uint16_t *packed = calloc(kernel_pointwise_packed_count(INPUTS, OUTPUTS), sizeof(*packed));
    *layer = (struct layer){.numbers = numbers, .packed = packed};
    if (!numbers || !packed)
        return false;
    float *output = numbers + IN, *weights = output + 2 * OUT, *conv_weights = weights + WEIGHTS;
    const float *bias = conv_weights + WEIGHTS;
    fill(numbers, IN, 1);
    fill(weights, WEIGHTS, 2);
    kernel_conv_pack(weights, INPUTS, OUTPUTS, conv_weights);
    kernel_pointwise_pack(weights, INPUTS, OUTPUTS, packed);
    layer->conv = (struct kernel_conv){
        .input = numbers,
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
        .runs = layer->runs,
        .weights = conv_weights,
        .bias = bias,
        .lowest = -INFINITY,
        .highest = INFINITY,
    };
    layer->pointwise = (struct kernel_pointwise){
        .input = numbers,
        .output = output + OUT,
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
    return true;
}

static void layer_close(struct layer *layer)
{
    free(layer->numbers);
    free(layer->packed);
}

/* Whether the body comes to what the exact kernel comes to: a kernel that no test here has run is not believed. */
static bool is_right(const struct layer *layer, const struct kernel_pointwise_body *body)
{
    choice.conv.run(&layer->conv);
    body->run(&layer->pointwise);
    return memcmp(layer->conv.output, layer->pointwise.output, (size_t)PIXELS * OUTPUTS * sizeof(float)) == 0;
}

/* Sets pointwise and pointwise_pays. In turns, so that what else runs on the machine troubles all; the fastest round of
 * each counts. */
static void choose_pointwise(void)
{
    struct kernel_pointwise_body bodies[KERNEL_POINTWISE_BODIES_MAX];
    int64_t exact = INT64_MAX, best = INT64_MAX, took[KERNEL_POINTWISE_BODIES_MAX];
    size_t count = kernel_pointwise_bodies(bodies), right = 0;
    struct layer layer;
    if (count == 0)
        return;
    choice.pointwise = bodies[0];
    bool there = layer_open(&layer);
    for (size_t b = 0; there && b < count; b++) {
        if (!is_right(&layer, &bodies[b]))
            continue;
        took[right] = INT64_MAX;
        bodies[right++] = bodies[b];
    }
    for (int round = 0; right > 0 && round < ROUNDS; round++) {
        int64_t start = clock_steady_ns();
        choice.conv.run(&layer.conv);
        exact = fastest(exact, start);
        for (size_t b = 0; b < right; b++) {
            start = clock_steady_ns();
            bodies[b].run(&layer.pointwise);
            took[b] = fastest(took[b], start);
        }
    }
    for (size_t b = 0; b < right; b++) {
        if (took[b] >= best)
            continue;
        best = took[b];
        choice.pointwise = bodies[b];
    }
    choice.pointwise_pays = best < exact;
    layer_close(&layer);
}

static void choose(void)
{
    struct kernel_conv_body convs[KERNEL_CONV_BODIES_MAX];
    struct kernel_depthwise_body depthwises[KERNEL_DEPTHWISE_BODIES_MAX];
    kernel_conv_bodies(convs);
    kernel_depthwise_bodies(depthwises);
    choice.conv = convs[0];
    choice.depthwise = depthwises[0];
    choose_pointwise();
    snprintf(choice.text, sizeof(choice.text), "%s%s%s", choice.conv.name,
             choice.pointwise_pays ? ", 1x1 layers in " : "", choice.pointwise_pays ? choice.pointwise.name : "");
}

const struct kernel_choice *kernel_choice(void)
{
    pthread_once(&once, choose);
    return &choice;
}
