/* SPDX-License-Identifier: MIT */
/* Conv in all its forms against plain loops, on many random shapes. */
#include "nn/reference.h"

static void check_conv(const struct conv *conv, size_t inputs, size_t height, size_t width)
{
    struct image in = image_make(inputs, height, width);
    float *weights = random_floats(conv->outputs * inputs / conv->groups * conv->kernel[0] * conv->kernel[1]);
    float *bias = conv->bias ? random_floats(conv->outputs) : NULL;
    struct tiny tiny;
    tiny_init(&tiny, 11, (int64_t)inputs, (int64_t)height, (int64_t)width);
    add_conv(&tiny, conv, inputs, weights, bias, "input", "conv");
    if (conv->relu)
        tiny_node(&tiny, "Relu", "conv", "relu");
    if (conv->prelu) {
        float *slopes = random_floats(conv->outputs);
        for (size_t o = 0; o < conv->outputs; o++)
            slopes[o] = slope_of(o);
        tiny_floats(&tiny, "slopes", slopes, (int64_t[]){(int64_t)conv->outputs, 1, 1}, 3);
        tiny_node(&tiny, "PRelu", conv->relu ? "relu slopes" : "conv slopes", "prelu");
        free(slopes);
    }
    tiny_output(&tiny, conv->prelu ? "prelu" : conv->relu ? "relu" : "conv");
    struct image expected = reference_conv(&in, conv, weights, bias);
    expect_outputs(&tiny, &in, &expected, 1);
    free(in.data);
    free(weights);
    free(bias);
}

static struct conv random_conv(size_t inputs)
{
    static const size_t kernels[] = {1, 2, 3, 3, 3, 5, 7};
    struct conv conv = {.groups = 1, .outputs = 1 + random_below(40)};
    conv.bias = random_below(4) > 0;
    conv.relu = random_below(3) == 0;
    conv.prelu = random_below(3) == 0;
    if (random_below(3) == 0) {
        conv.groups = inputs;
        conv.outputs = random_below(4) == 0 ? inputs * 2 : inputs;
    } else if (inputs % 2 == 0 && random_below(4) == 0) {
        conv.groups = 2;
        conv.outputs *= 2;
    }
    bool same = random_below(3) > 0; // the common case: the same for both axes
    for (size_t axis = 0; axis < 2; axis++) {
        bool copy = axis == 1 && same;
        conv.kernel[axis] = copy ? conv.kernel[0] : kernels[random_below(7)];
        conv.stride[axis] = copy ? conv.stride[0] : 1 + random_below(3);
        conv.dilation[axis] = copy ? conv.dilation[0] : random_below(3) == 0 ? 1 + random_below(5) : 1;
        size_t reach = (conv.kernel[axis] - 1) * conv.dilation[axis];
        conv.pads[axis] = same ? reach / 2 : random_below((uint32_t)reach + 1);
        conv.pads[axis + 2] = same ? reach / 2 : random_below((uint32_t)reach + 1);
    }
    return conv;
}

static void test_conv_agrees(void **state)
{
    (void)state;
    random_state = 1;
    for (int round = 0; round < 400; round++) {
        size_t inputs = 1 + random_below(round % 4 == 0 ? 70 : 20);
        struct conv conv = random_conv(inputs);
        size_t height = (conv.kernel[0] - 1) * conv.dilation[0] + 1 + random_below(14);
        size_t width = (conv.kernel[1] - 1) * conv.dilation[1] + 1 + random_below(14);
        check_conv(&conv, inputs, height, width);
    }
}

/* 1x1 with a PRelu, large enough to run in several bands. */
static void test_banded_conv_agrees(void **state)
{
    (void)state;
    random_state = 9;
    for (size_t width = 37; width <= 41; width++) {
        struct conv conv = {.outputs = 40, .groups = 1, .kernel = {1, 1}, .stride = {1, 1}, .dilation = {1, 1}};
        conv.bias = conv.prelu = true;
        check_conv(&conv, 5, 53, width);
    }
}

/* A depthwise window as large as its input, as embedders end. */
static void test_covering_conv_agrees(void **state)
{
    (void)state;
    random_state = 2;
    for (size_t side = 1; side <= 9; side++) {
        size_t channels = 1 + random_below(70);
        struct conv conv = {.groups = channels, .outputs = channels, .kernel = {side, side + 1}, .stride = {1, 1}};
        conv.dilation[0] = conv.dilation[1] = 1;
        conv.bias = side % 2 == 0;
        conv.relu = side % 3 == 0;
        conv.prelu = side % 3 == 1;
        check_conv(&conv, channels, side, side + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conv_agrees),
        cmocka_unit_test(test_banded_conv_agrees),
        cmocka_unit_test(test_covering_conv_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
