/* SPDX-License-Identifier: MIT */
/* Plain loops over (C, H, W) and random shapes, to compare the nets with. */
#ifndef AMS_TESTS_NN_REFERENCE_H
#define AMS_TESTS_NN_REFERENCE_H

#include "nn/net.h"

#include "base/str.h"
#include "nn/draw.h"
#include "nn/tiny_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static uint64_t random_state;

static inline uint32_t random_below(uint32_t limit)
{
    return draw_below(&random_state, limit);
}

static inline float random_float(void)
{
    return (float)random_below(2001) / 1000.0F - 1;
}

static inline float *random_floats(size_t count)
{
    float *values = malloc((count + 1) * sizeof(*values));
    assert_non_null(values);
    for (size_t i = 0; i < count; i++)
        values[i] = random_float();
    return values;
}

/* An image of the reference, (C, H, W). */
struct image {
    size_t channels, height, width;
    float *data;
};

static inline struct image image_make(size_t channels, size_t height, size_t width)
{
    return (struct image){channels, height, width, random_floats(channels * height * width)};
}

static inline struct model *open_tiny(struct tiny *tiny)
{
    char error[MODEL_ERROR_SIZE] = "";
    size_t size;
    uint8_t *bytes = tiny_pack(tiny, &size);
    struct model *model = model_open_bytes(bytes, size, error);
    if (!model)
        fail_msg("%s", error);
    tiny_release(tiny);
    return model;
}

static inline void set_input(struct net *net, const struct image *image)
{
    struct net_tensor input = net_input(net);
    size_t pixels = image->height * image->width;
    assert_int_equal(input.count, pixels * image->channels);
    for (size_t p = 0; p < pixels; p++) {
        for (size_t c = 0; c < image->channels; c++)
            input.data[p * image->channels + c] = image->data[c * pixels + p];
    }
}

static inline void assert_output(const struct net *net, size_t index, const struct image *expected)
{
    struct net_tensor output = net_output(net, index);
    size_t pixels = expected->height * expected->width;
    assert_int_equal(output.count, pixels * expected->channels);
    for (size_t p = 0; p < pixels; p++) {
        for (size_t c = 0; c < expected->channels; c++) {
            float want = expected->data[c * pixels + p], got = output.data[p * expected->channels + c];
            if (!(fabsf(want - got) <= 1e-4F * fmaxf(1, fabsf(want))))
                fail_msg("channel %zu pixel %zu of %zux%zux%zu: %g instead of %g", c, p, expected->channels,
                         expected->height, expected->width, (double)got, (double)want);
        }
    }
}

/* Runs `tiny` (released here) on `input`, twice, and compares its outputs; `expected` images are freed. */
static inline void expect_outputs(struct tiny *tiny, const struct image *input, const struct image *expected,
                                  size_t count)
{
    char error[MODEL_ERROR_SIZE] = "";
    struct model *model = open_tiny(tiny);
    struct net *net = net_open(model, 0, 0, NET_EXACT, error);
    if (!net)
        fail_msg("%s", error);
    assert_int_equal(net_output_count(net), count);
    set_input(net, input);
    for (int run = 0; run < 2; run++) {
        net_run(net);
        for (size_t i = 0; i < count; i++)
            assert_output(net, i, &expected[i]);
    }
    net_close(net);
    model_close(model);
    for (size_t i = 0; i < count; i++)
        free(expected[i].data);
}

struct conv {
    size_t outputs, groups, kernel[2], stride[2], dilation[2], pads[4];
    bool bias, relu, prelu;
};

/* The slope of a channel, where a PRelu follows. */
static inline float slope_of(size_t channel)
{
    return (float)(channel % 7) * 0.25F - 0.5F;
}

static inline struct image reference_conv(const struct image *in, const struct conv *conv, const float *weights,
                                          const float *bias)
{
    struct image out = {.channels = conv->outputs};
    out.height =
        (in->height + conv->pads[0] + conv->pads[2] - (conv->kernel[0] - 1) * conv->dilation[0] - 1) / conv->stride[0] +
        1;
    out.width =
        (in->width + conv->pads[1] + conv->pads[3] - (conv->kernel[1] - 1) * conv->dilation[1] - 1) / conv->stride[1] +
        1;
    out.data = malloc(out.channels * out.height * out.width * sizeof(float));
    assert_non_null(out.data);
    size_t group_inputs = in->channels / conv->groups, group_outputs = conv->outputs / conv->groups;
    for (size_t o = 0; o < out.channels; o++) {
        for (size_t p = 0; p < out.height * out.width; p++) {
            double sum = bias ? (double)bias[o] : 0;
            for (size_t k = 0; k < group_inputs * conv->kernel[0] * conv->kernel[1]; k++) {
                size_t i = k / (conv->kernel[0] * conv->kernel[1]);
                size_t ky = k / conv->kernel[1] % conv->kernel[0], kx = k % conv->kernel[1];
                size_t y = p / out.width * conv->stride[0] + ky * conv->dilation[0] - conv->pads[0];
                size_t x = p % out.width * conv->stride[1] + kx * conv->dilation[1] - conv->pads[1];
                size_t channel = o / group_outputs * group_inputs + i;
                if (y < in->height && x < in->width) // wraps below zero
                    sum += (double)in->data[(channel * in->height + y) * in->width + x] *
                           (double)weights[o * group_inputs * conv->kernel[0] * conv->kernel[1] + k];
            }
            float value = (float)sum;
            if (conv->relu)
                value = fmaxf(value, 0);
            if (conv->prelu && value < 0)
                value *= slope_of(o);
            out.data[o * out.height * out.width + p] = value;
        }
    }
    return out;
}

static inline void to_int64(const size_t *from, int64_t *to, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = (int64_t)from[i];
}

static inline void add_conv(struct tiny *tiny, const struct conv *conv, size_t inputs, const float *weights,
                            const float *bias, const char *input, const char *output)
{
    char names[3][80];
    snprintf(names[0], sizeof(names[0]), "%s.w", output);
    snprintf(names[1], sizeof(names[1]), "%s.b", output);
    snprintf(names[2], sizeof(names[2]), "%.20s %.20s.w %.20s", input, output, bias ? names[1] : "-");
    int64_t dims[4] = {(int64_t)conv->outputs, (int64_t)(inputs / conv->groups), (int64_t)conv->kernel[0],
                       (int64_t)conv->kernel[1]};
    tiny_floats(tiny, names[0], weights, dims, 4);
    if (bias)
        tiny_floats(tiny, names[1], bias, dims, 1);
    Onnx__NodeProto *node = tiny_node(tiny, "Conv", names[2], output);
    int64_t values[4];
    tiny_int(tiny, node, "group", (int64_t)conv->groups);
    to_int64(conv->stride, values, 2);
    tiny_ints(tiny, node, "strides", values, 2);
    to_int64(conv->dilation, values, 2);
    tiny_ints(tiny, node, "dilations", values, 2);
    to_int64(conv->pads, values, 4);
    tiny_ints(tiny, node, "pads", values, 4);
}

#endif
