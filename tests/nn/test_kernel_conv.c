/* SPDX-License-Identifier: MIT */
/* Every body of the convolution that this CPU can run, against plain loops. */
#include "nn/kernel/conv.h"

#include "base/str.h"
#include "nn/draw.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum {
    STEPS = 1000,
    SLACK = KERNEL_CONV_BLOCK - 1, // numbers behind bias and slopes that may be read
};

static float expected_at(const struct kernel_conv *conv, const float *weights, size_t y, size_t x, size_t output)
{
    const struct graph_window *window = &conv->window;
    size_t taps = (size_t)window->height * window->width;
    double sum = (double)conv->bias[output];
    for (size_t k = 0; k < taps * conv->inputs; k++) {
        size_t tap = k / conv->inputs, c = k % conv->inputs;
        size_t row = y * window->stride_y + tap / window->width * window->dilation_y - window->top;
        size_t column = x * window->stride_x + tap % window->width * window->dilation_x - window->left;
        if (row < conv->input_height && column < conv->input_width) // wraps below zero
            sum += (double)conv->input[(row * conv->input_width + column) * conv->input_stride + c] *
                   (double)weights[output * taps * conv->inputs + k];
    }
    if (conv->slopes)
        return (float)(sum < 0 ? sum * (double)conv->slopes[output] : sum);
    return fminf(fmaxf((float)sum, conv->lowest), conv->highest);
}

static void compare(const struct kernel_conv *conv, const float *weights, const char *name)
{
    for (size_t i = 0; i < conv->output_height * conv->output_width * conv->output_stride; i++) {
        size_t pixel = i / conv->output_stride, output = i % conv->output_stride;
        if (output >= conv->outputs && pixel + 1 == conv->output_height * conv->output_width)
            return; // there are no numbers behind the last
        float got = conv->output[i];
        if (output >= conv->outputs) {
            assert_true(got >= 5); // what lies between the pixels must stay as it was
            continue;
        }
        float want = expected_at(conv, weights, pixel / conv->output_width, pixel % conv->output_width, output);
        if (!(fabsf(want - got) <= 1e-4F))
            fail_msg("%s: pixel %zu, output %zu of %zu from %zu, window %ux%u: %g instead of %g", name, pixel, output,
                     conv->outputs, conv->inputs, conv->window.width, conv->window.height, (double)got, (double)want);
    }
}

static size_t positions(size_t input, uint32_t padding, uint32_t taps, uint32_t dilation, uint32_t stride)
{
    return (input + padding - (taps - 1) * dilation - 1) / stride + 1;
}

static void set_window(uint64_t *state, struct kernel_conv *conv, bool pointwise)
{
    struct graph_window *window = &conv->window;
    *window = (struct graph_window){1, 1, 1, 1, 1, 1, 0, 0, 0, 0};
    conv->pointwise = pointwise;
    if (!pointwise) {
        window->height = 1 + draw_below(state, 4);
        window->width = 1 + draw_below(state, 4);
        window->stride_y = 1 + draw_below(state, 2);
        window->stride_x = 1 + draw_below(state, 3);
        window->dilation_y = 1 + draw_below(state, 2);
        window->dilation_x = 1 + draw_below(state, 2);
        window->top = draw_below(state, 3);
        window->left = draw_below(state, 3);
        window->bottom = draw_below(state, 3);
        window->right = draw_below(state, 3);
    }
    conv->input_height = (window->height - 1) * window->dilation_y + 1 + draw_below(state, 7);
    conv->input_width = (window->width - 1) * window->dilation_x + 1 + draw_below(state, 12);
    conv->output_height = positions(conv->input_height, window->top + window->bottom, window->height,
                                    window->dilation_y, window->stride_y);
    conv->output_width =
        positions(conv->input_width, window->left + window->right, window->width, window->dilation_x, window->stride_x);
}

static void check(uint64_t *state, const struct kernel_conv_body *body)
{
    struct kernel_conv conv = {.inputs = 1 + draw_below(state, 20), .outputs = 1 + draw_below(state, 70)};
    set_window(state, &conv, draw_below(state, 3) == 0);
    conv.input_stride = conv.inputs + (draw_below(state, 2) ? draw_below(state, 3) : 0);
    conv.output_stride = conv.outputs + draw_below(state, 3);
    size_t depth = (size_t)conv.window.height * conv.window.width * conv.inputs;
    size_t written = (conv.output_height * conv.output_width - 1) * conv.output_stride + conv.outputs;
    float *input =
        draw_floats(state, (conv.input_height * conv.input_width - 1) * conv.input_stride + conv.inputs, STEPS);
    float *output = draw_floats(state, written, STEPS), *weights = draw_floats(state, depth * conv.outputs, STEPS);
    float *bias = draw_floats(state, conv.outputs + SLACK, STEPS),
          *slopes = draw_floats(state, conv.outputs + SLACK, STEPS);
    float *packed = malloc(kernel_conv_packed_count(depth, conv.outputs) * sizeof(*packed));
    float *zeros = calloc(conv.window.width * conv.inputs, sizeof(*zeros));
    conv.runs = calloc(kernel_conv_runs_count(&conv.window), sizeof(*conv.runs));
    assert_true(packed && zeros && conv.runs);
    for (size_t i = 0; i < written; i++)
        output[i] = 5;
    kernel_conv_pack(weights, depth, conv.outputs, packed);
    conv.input = input;
    conv.output = output;
    conv.weights = packed;
    conv.bias = bias;
    conv.zeros = zeros;
    conv.slopes = draw_below(state, 2) ? slopes : NULL;
    conv.lowest = draw_below(state, 2) ? 0 : -INFINITY;
    conv.highest = draw_below(state, 2) ? 0.5F : INFINITY;
    body->run(&conv);
    compare(&conv, weights, body->name);
    free(input);
    free(output);
    free(weights);
    free(bias);
    free(slopes);
    free(packed);
    free(zeros);
    free(conv.runs);
}

static void test_bodies_agree(void **state)
{
    (void)state;
    struct kernel_conv_body bodies[KERNEL_CONV_BODIES_MAX];
    size_t count = kernel_conv_bodies(bodies);
    assert_in_range(count, 1, KERNEL_CONV_BODIES_MAX);
    for (size_t body = 0; body < count; body++) {
        print_message("%s\n", bodies[body].name);
        uint64_t random = 1;
        for (int round = 0; round < 400; round++)
            check(&random, &bodies[body]);
    }
}

/* What is no number must come out as none, whatever the activation: a later check then sees it. */
static void test_nan_stays(void **state)
{
    (void)state;
    struct kernel_conv_body bodies[KERNEL_CONV_BODIES_MAX];
    size_t count = kernel_conv_bodies(bodies);
    float input = NAN, output[20], weights[32] = {1, 1}, bias[20 + SLACK] = {0}, slopes[20 + SLACK] = {0};
    const float *runs[KERNEL_CONV_ROWS_MAX];
    for (size_t body = 0; body < count; body++) {
        for (int sloped = 0; sloped < 2; sloped++) {
            struct kernel_conv conv = {
                .input = &input,
                .output = output,
                .input_height = 1,
                .input_width = 1,
                .output_height = 1,
                .output_width = 1,
                .inputs = 1,
                .outputs = ARRAY_LENGTH(output),
                .input_stride = 1,
                .output_stride = ARRAY_LENGTH(output),
                .window = {1, 1, 1, 1, 1, 1, 0, 0, 0, 0},
                .pointwise = true,
                .runs = runs,
                .weights = weights,
                .bias = bias,
                .slopes = sloped ? slopes : NULL,
                .lowest = 0,
                .highest = 6,
            };
            bodies[body].run(&conv);
            for (size_t i = 0; i < ARRAY_LENGTH(output); i++)
                assert_true(isnan(output[i]));
        }
    }
}

static void test_packs_blocks(void **state)
{
    (void)state;
    enum { DEPTH = 3, OUTPUTS = 17 };
    float weights[OUTPUTS * DEPTH], packed[2 * KERNEL_CONV_BLOCK * DEPTH];
    for (size_t i = 0; i < ARRAY_LENGTH(weights); i++)
        weights[i] = (float)(i + 1);
    assert_int_equal(kernel_conv_packed_count(DEPTH, OUTPUTS), ARRAY_LENGTH(packed));
    kernel_conv_pack(weights, DEPTH, OUTPUTS, packed);
    const float expected[] = {
        weights[0],             // output 0, depth 0
        weights[DEPTH],         // output 1 beside it
        weights[1],             // depth 1
        weights[16 * DEPTH],    // the second block
        0,                      // no output 17
        weights[16 * DEPTH + 2] // its last
    };
    const size_t places[] = {0, 1, 16, 48, 49, 80};
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++)
        assert_memory_equal(&packed[places[i]], &expected[i], sizeof(float));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies_agree),
        cmocka_unit_test(test_nan_stays),
        cmocka_unit_test(test_packs_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
