/* SPDX-License-Identifier: MIT */
/* The bfloat16 kernel against plain loops over the same rounded numbers. */
#include "nn/kernel/pointwise.h"
#include "nn/kernel/pointwise_tiles.h"

#include "base/str.h"
#include "nn/draw.h"
#include "support/tile_emulator.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { STEPS = 1000000 };

static const char in_software_name[] = "AMX in software";

static double rounded(float value)
{
    uint32_t bits = (uint32_t)kernel_pointwise_round(value) << 16;
    float result;
    memcpy(&result, &bits, sizeof(result));
    return (double)result;
}

static float expected_at(const struct kernel_pointwise *conv, const float *weights, size_t pixel, size_t output)
{
    double sum = (double)conv->bias[output];
    for (size_t i = 0; i < conv->inputs; i++)
        sum += rounded(conv->input[pixel * conv->input_stride + i]) * rounded(weights[output * conv->inputs + i]);
    if (conv->slopes)
        return (float)(sum < 0 ? sum * (double)conv->slopes[output] : sum);
    return fminf(fmaxf((float)sum, conv->lowest), conv->highest);
}

static void compare(const struct kernel_pointwise *conv, const float *weights)
{
    for (size_t i = 0; i < conv->pixels * conv->outputs; i++) {
        size_t pixel = i / conv->outputs, output = i % conv->outputs;
        float want = expected_at(conv, weights, pixel, output);
        float got = conv->output[pixel * conv->output_stride + output];
        if (!(fabsf(want - got) <= 1e-5F * fmaxf(1, fabsf(want))))
            fail_msg("pixel %zu of %zu, output %zu of %zu from %zu: %g instead of %g", pixel, conv->pixels, output,
                     conv->outputs, conv->inputs, (double)got, (double)want);
    }
}

/* What lies between the pixels of the output must stay as it was. */
static void check_gaps(const struct kernel_pointwise *conv)
{
    for (size_t pixel = 0; pixel + 1 < conv->pixels; pixel++) {
        for (size_t c = conv->outputs; c < conv->output_stride; c++)
            assert_true(conv->output[pixel * conv->output_stride + c] >= 5);
    }
}

static void check(uint64_t *state, kernel_pointwise_run *run, size_t pixels, size_t inputs, size_t outputs)
{
    struct kernel_pointwise conv = {.pixels = pixels, .inputs = inputs, .outputs = outputs};
    conv.input_stride = inputs + draw_below(state, 3);
    conv.output_stride = outputs + draw_below(state, 3);
    float *input = draw_floats(state, (pixels - 1) * conv.input_stride + inputs, STEPS);
    size_t written = (pixels - 1) * conv.output_stride + outputs;
    float *output = draw_floats(state, written, STEPS);
    for (size_t i = 0; i < written; i++)
        output[i] = 5;
    float *weights = draw_floats(state, inputs * outputs, STEPS), *bias = draw_floats(state, outputs, STEPS);
    float *slopes = draw_floats(state, outputs, STEPS);
    uint16_t *packed = malloc(kernel_pointwise_packed_count(inputs, outputs) * sizeof(*packed));
    assert_non_null(packed);
    kernel_pointwise_pack(weights, inputs, outputs, packed);
    conv.input = input;
    conv.output = output;
    conv.weights = packed;
    conv.bias = bias;
    conv.slopes = draw_below(state, 2) ? slopes : NULL;
    conv.lowest = draw_below(state, 2) ? 0 : -INFINITY;
    conv.highest = draw_below(state, 2) ? 0.5F : INFINITY;
    run(&conv);
    compare(&conv, weights);
    check_gaps(&conv);
    free(input);
    free(output);
    free(weights);
    free(bias);
    free(slopes);
    free(packed);
}

static bool in_software(const struct kernel_pointwise_body *body)
{
    return strcmp(body->name, in_software_name) == 0;
}

/* Every body that this CPU runs, and that of AMX in any case: in software where there are no tiles. Skips without any.
 */
static size_t bodies_or_skip(struct kernel_pointwise_body ret_bodies[static KERNEL_POINTWISE_BODIES_MAX])
{
    size_t count = kernel_pointwise_bodies(ret_bodies);
    if (count == 0) {
        print_message("skip: this CPU has no AVX512_BF16\n");
        skip();
    }
#ifdef __x86_64__
    if (!pointwise_tiles_allowed() && tile_emulator_start())
        ret_bodies[count++] = (struct kernel_pointwise_body){in_software_name, pointwise_tiles};
#endif
    return count;
}

static void test_random_shapes_agree(void **state)
{
    (void)state;
    struct kernel_pointwise_body bodies[KERNEL_POINTWISE_BODIES_MAX];
    size_t count = bodies_or_skip(bodies);
    uint64_t random = 1;
    for (int round = 0; round < 300; round++) {
        size_t inputs = 1 + draw_below(&random, 100), outputs = 1 + draw_below(&random, 100);
        size_t pixels = 1 + draw_below(&random, 60);
        for (size_t b = 0; b < count; b++)
            check(&random, bodies[b].run, pixels, inputs, outputs);
    }
}

/* Every height of a tile, both widths, and rows as long as they may be. */
static void test_edges_agree(void **state)
{
    (void)state;
    struct kernel_pointwise_body bodies[KERNEL_POINTWISE_BODIES_MAX];
    size_t count = bodies_or_skip(bodies);
    uint64_t random = 2;
    for (size_t b = 0; b < count; b++) {
        for (size_t pixels = 1; pixels <= 34; pixels++) {
            check(&random, bodies[b].run, pixels, 32, 16);
            check(&random, bodies[b].run, pixels, 33, 33);
        }
        check(&random, bodies[b].run, 15, KERNEL_POINTWISE_INPUTS_MAX, 17);
        check(&random, bodies[b].run, 33, KERNEL_POINTWISE_INPUTS_MAX - 1, 48);
    }
    assert_true(!in_software(&bodies[count - 1]) || tile_emulator_products() > 34 * 4);
}

static float from_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static void test_rounds_to_nearest_even(void **state)
{
    (void)state;
    assert_int_equal(kernel_pointwise_round(1), 0x3F80);
    assert_int_equal(kernel_pointwise_round(-2), 0xC000);
    assert_int_equal(kernel_pointwise_round(from_bits(0x3F807FFF)), 0x3F80); // below the middle
    assert_int_equal(kernel_pointwise_round(from_bits(0x3F808000)), 0x3F80); // the middle, down to even
    assert_int_equal(kernel_pointwise_round(from_bits(0x3F808001)), 0x3F81); // above the middle
    assert_int_equal(kernel_pointwise_round(from_bits(0x3F818000)), 0x3F82); // the middle, up to even
    assert_int_equal(kernel_pointwise_round(from_bits(0x3FFFFFFF)), 0x4000); // into the next power of two
}

static void test_packs_pairs_side_by_side(void **state)
{
    (void)state;
    enum { INPUTS = 3, OUTPUTS = 33, PAIRS = 16 }; // two vectors together, then one alone
    float weights[OUTPUTS * INPUTS];
    for (size_t i = 0; i < ARRAY_LENGTH(weights); i++)
        weights[i] = (float)i; // exact up to 256
    uint16_t packed[3 * 16 * 2 * PAIRS];
    assert_int_equal(kernel_pointwise_packed_count(INPUTS, OUTPUTS), ARRAY_LENGTH(packed));
    kernel_pointwise_pack(weights, INPUTS, OUTPUTS, packed);
    assert_int_equal(packed[0], kernel_pointwise_round(0));
    assert_int_equal(packed[1], kernel_pointwise_round(1));
    assert_int_equal(packed[2], kernel_pointwise_round(INPUTS));
    assert_int_equal(packed[31 * 2 + 1], kernel_pointwise_round(31 * INPUTS + 1));
    assert_int_equal(packed[64], kernel_pointwise_round(2)); // the second pair: input 2 and nothing
    assert_int_equal(packed[65], 0);
    assert_int_equal(packed[PAIRS * 64], kernel_pointwise_round(32 * INPUTS)); // the vector that is alone
    assert_int_equal(packed[PAIRS * 64 + 2], 0);                               // no output 33
    assert_int_equal(packed[PAIRS * 64 + 32], kernel_pointwise_round(32 * INPUTS + 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_shapes_agree),
        cmocka_unit_test(test_edges_agree),
        cmocka_unit_test(test_rounds_to_nearest_even),
        cmocka_unit_test(test_packs_pairs_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
