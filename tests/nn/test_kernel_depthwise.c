/* SPDX-License-Identifier: MIT */
/* Every body of the depthwise kernel that this CPU can run, against plain loops. */
#include "nn/kernel/depthwise.h"

#include "nn/draw.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

enum { STEPS = 1000 };

static float expected_at(const struct kernel_depthwise *conv, size_t y, size_t x, size_t c)
{
    double sum = (double)conv->bias[c];
    for (size_t tap = 0; tap < 9; tap++) {
        size_t row = y * conv->stride + tap / 3 - conv->top, column = x * conv->stride + tap % 3 - conv->left;
        if (row < conv->input_height && column < conv->input_width) // wraps below zero
            sum += (double)conv->input[(row * conv->input_width + column) * conv->input_stride + c] *
                   (double)conv->weights[tap * conv->channels + c];
    }
    if (conv->slopes)
        return (float)(sum < 0 ? sum * (double)conv->slopes[c] : sum);
    return fminf(fmaxf((float)sum, conv->lowest), conv->highest);
}

static void check(uint64_t *state, kernel_depthwise_run *run)
{
    struct kernel_depthwise conv = {.channels = KERNEL_LANES + draw_below(state, 40)};
    conv.stride = 1 + draw_below(state, 2);
    conv.top = draw_below(state, 2);
    conv.left = draw_below(state, 2);
    conv.input_height = 3 + draw_below(state, 9);
    conv.input_width = 3 + draw_below(state, 20);
    size_t below = draw_below(state, 2), right = draw_below(state, 2);
    conv.output_height = (conv.input_height + conv.top + below - 3) / conv.stride + 1;
    conv.output_width = (conv.input_width + conv.left + right - 3) / conv.stride + 1;
    conv.input_stride = conv.channels + draw_below(state, 3);
    conv.output_stride = conv.channels + draw_below(state, 3);
    size_t inputs = (conv.input_height * conv.input_width - 1) * conv.input_stride + conv.channels;
    size_t outputs = (conv.output_height * conv.output_width - 1) * conv.output_stride + conv.channels;
    float *input = draw_floats(state, inputs, STEPS), *output = draw_floats(state, outputs, STEPS);
    float *weights = draw_floats(state, 9 * conv.channels, STEPS), *bias = draw_floats(state, conv.channels, STEPS);
    float *slopes = draw_floats(state, conv.channels, STEPS), *zeros = calloc(conv.channels, sizeof(float));
    assert_non_null(zeros);
    conv.input = input;
    conv.output = output;
    conv.weights = weights;
    conv.bias = bias;
    conv.zeros = zeros;
    conv.slopes = draw_below(state, 2) ? slopes : NULL;
    conv.lowest = draw_below(state, 2) ? 0 : -INFINITY;
    conv.highest = draw_below(state, 2) ? 0.5F : INFINITY;
    run(&conv);
    for (size_t i = 0; i < conv.output_height * conv.output_width * conv.channels; i++) {
        size_t c = i % conv.channels, x = i / conv.channels % conv.output_width;
        size_t y = i / conv.channels / conv.output_width;
        float want = expected_at(&conv, y, x, c);
        float got = output[(y * conv.output_width + x) * conv.output_stride + c];
        if (!(fabsf(want - got) <= 1e-5F))
            fail_msg("row %zu column %zu channel %zu: %g instead of %g", y, x, c, (double)got, (double)want);
    }
    free(input);
    free(output);
    free(weights);
    free(bias);
    free(slopes);
    free(zeros);
}

static void test_bodies_agree(void **state)
{
    (void)state;
    struct kernel_depthwise_body bodies[KERNEL_DEPTHWISE_BODIES_MAX];
    size_t count = kernel_depthwise_bodies(bodies);
    assert_in_range(count, 1, KERNEL_DEPTHWISE_BODIES_MAX);
    for (size_t body = 0; body < count; body++) {
        uint64_t random = 1;
        for (int round = 0; round < 300; round++)
            check(&random, bodies[body].run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
