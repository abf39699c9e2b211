/* SPDX-License-Identifier: MIT */
/* Every op against plain loops over (C, H, W), on many random shapes. */
#include "nn/net.h"

#include "base/str.h"
#include "nn/tiny_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(random_state >> 33) % limit;
}

static float random_float(void)
{
    return (float)random_below(2001) / 1000.0F - 1;
}

static float *random_floats(size_t count)
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

static struct image image_make(size_t channels, size_t height, size_t width)
{
    return (struct image){channels, height, width, random_floats(channels * height * width)};
}

static struct model *open_tiny(struct tiny *tiny)
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

static void set_input(struct net *net, const struct image *image)
{
    struct net_tensor input = net_input(net);
    size_t pixels = image->height * image->width;
    assert_int_equal(input.count, pixels * image->channels);
    for (size_t p = 0; p < pixels; p++) {
        for (size_t c = 0; c < image->channels; c++)
            input.data[p * image->channels + c] = image->data[c * pixels + p];
    }
}

static void assert_output(const struct net *net, size_t index, const struct image *expected)
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
static void expect_outputs(struct tiny *tiny, const struct image *input, const struct image *expected, size_t count)
{
    char error[MODEL_ERROR_SIZE] = "";
    struct model *model = open_tiny(tiny);
    struct net *net = net_open(model, 0, 0, error);
    if (!net)
        fail_msg("%s", error);
    assert_int_equal(net_output_count(net), count);
    set_input(net, input);
    for (int run = 0; run < 2; run++) {
        assert_true(net_run(net));
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
static float slope_of(size_t channel)
{
    return (float)(channel % 7) * 0.25F - 0.5F;
}

static struct image reference_conv(const struct image *in, const struct conv *conv, const float *weights,
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

static void to_int64(const size_t *from, int64_t *to, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = (int64_t)from[i];
}

static void add_conv(struct tiny *tiny, const struct conv *conv, size_t inputs, const float *weights, const float *bias,
                     const char *input, const char *output)
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

static float apply(const char *op, float a, float b)
{
    switch (*op) {
    case 'A':
        return a + b;
    case 'M':
        return a * b;
    case 'S':
        return op[1] == 'u' ? a - b : 1 / (1 + expf(-a));
    case 'D':
        return a / b;
    case 'P':
        return a < 0 ? a * b : a;
    default:
        return fminf(fmaxf(a, -0.5F), 0.25F); // Clip
    }
}

/* value OP one constant for each channel. */
static void test_channel_constants_agree(void **state)
{
    (void)state;
    random_state = 3;
    static const char *const ops[] = {"Add", "Mul", "Sub", "Div", "PRelu"};
    for (size_t round = 0; round < 60; round++) {
        const char *op = ops[round % ARRAY_LENGTH(ops)];
        struct image in = image_make(1 + random_below(40), 1 + random_below(9), 1 + random_below(9));
        size_t pixels = in.height * in.width;
        float *constant = random_floats(in.channels);
        for (size_t c = 0; c < in.channels; c++)
            constant[c] += constant[c] < 0 ? -0.1F : 0.1F; // nothing to divide by zero
        bool one = round % 3 == 0;
        struct tiny tiny;
        tiny_init(&tiny, 9, (int64_t)in.channels, (int64_t)in.height, (int64_t)in.width);
        int64_t dims[3] = {one ? 1 : (int64_t)in.channels, 1, 1};
        tiny_floats(&tiny, "constant", constant, dims, 3);
        tiny_node(&tiny, op, "input constant", "result");
        tiny_output(&tiny, "result");
        struct image expected = image_make(in.channels, in.height, in.width);
        for (size_t i = 0; i < in.channels * pixels; i++)
            expected.data[i] = apply(op, in.data[i], constant[one ? 0 : i / pixels]);
        expect_outputs(&tiny, &in, &expected, 1);
        free(in.data);
        free(constant);
    }
}

/* Conv -> BatchNormalization -> Clip, all of which fold into one node. */
static void test_batch_normalization_folds(void **state)
{
    (void)state;
    random_state = 4;
    for (int round = 0; round < 40; round++) {
        size_t channels = 1 + random_below(24);
        bool depthwise = round % 2 == 0;
        struct conv conv = {.outputs = depthwise ? channels : 1 + random_below(40),
                            .kernel = {3, 3},
                            .stride = {1, 1},
                            .dilation = {1, 1},
                            .pads = {1, 1, 1, 1},
                            .groups = depthwise ? channels : 1};
        struct image in = image_make(channels, 6, 7);
        float *weights = random_floats(conv.outputs * channels / conv.groups * 9);
        float *vectors = random_floats(4 * conv.outputs);
        float *variance = vectors + 3 * conv.outputs;
        struct tiny tiny;
        tiny_init(&tiny, 9, (int64_t)channels, 6, 7);
        add_conv(&tiny, &conv, channels, weights, NULL, "input", "conv");
        static const char *const names[] = {"scale", "shift", "mean", "variance"};
        for (size_t i = 0; i < conv.outputs; i++)
            variance[i] = fabsf(variance[i]) + 0.1F;
        for (size_t i = 0; i < 4; i++)
            tiny_floats(&tiny, names[i], vectors + i * conv.outputs, (int64_t[]){(int64_t)conv.outputs}, 1);
        Onnx__NodeProto *norm = tiny_node(&tiny, "BatchNormalization", "conv scale shift mean variance", "norm");
        tiny_float(&tiny, norm, "epsilon", 1e-3F);
        Onnx__NodeProto *clip = tiny_node(&tiny, "Clip", "norm", "clip");
        tiny_float(&tiny, clip, "min", -0.5F);
        tiny_float(&tiny, clip, "max", 0.25F);
        tiny_output(&tiny, "clip");
        struct image expected = reference_conv(&in, &conv, weights, NULL);
        for (size_t i = 0; i < conv.outputs * 42; i++) {
            size_t c = i / 42;
            float scaled = (expected.data[i] - vectors[2 * conv.outputs + c]) / sqrtf(variance[c] + 1e-3F);
            expected.data[i] = apply("Clip", scaled * vectors[c] + vectors[conv.outputs + c], 0);
        }
        expect_outputs(&tiny, &in, &expected, 1);
        free(in.data);
        free(weights);
        free(vectors);
    }
}

/* A squeeze-and-excite block with a residual: pool, 1x1, sigmoid, broadcast product, sum, and a value used three times.
 */
static void test_excitation_agrees(void **state)
{
    (void)state;
    random_state = 5;
    for (int round = 0; round < 20; round++) {
        size_t channels = 1 + random_below(33), height = 1 + random_below(8), width = 1 + random_below(8);
        size_t pixels = height * width;
        struct image in = image_make(channels, height, width);
        struct conv conv = {.outputs = channels, .groups = 1, .kernel = {1, 1}, .stride = {1, 1}, .dilation = {1, 1}};
        float *weights = random_floats(channels * channels), *bias = random_floats(channels);
        struct tiny tiny;
        tiny_init(&tiny, 9, (int64_t)channels, (int64_t)height, (int64_t)width);
        tiny_node(&tiny, "GlobalAveragePool", "input", "pool");
        add_conv(&tiny, &conv, channels, weights, bias, "pool", "conv");
        tiny_node(&tiny, "Sigmoid", "conv", "gate");
        tiny_node(&tiny, "Mul", round % 2 ? "input gate" : "gate input", "gated");
        tiny_node(&tiny, "Add", "input gated", "sum");
        tiny_node(&tiny, "Relu", "sum", "relu");
        tiny_output(&tiny, "relu");
        tiny_output(&tiny, "gate");
        struct image pool = image_make(channels, 1, 1), expected = image_make(channels, height, width);
        for (size_t c = 0; c < channels; c++) {
            double sum = 0;
            for (size_t p = 0; p < pixels; p++)
                sum += (double)in.data[c * pixels + p];
            pool.data[c] = (float)(sum / (double)pixels);
        }
        struct image gate = reference_conv(&pool, &conv, weights, bias);
        for (size_t c = 0; c < channels; c++)
            gate.data[c] = apply("Sigmoid", gate.data[c], 0);
        for (size_t i = 0; i < channels * pixels; i++)
            expected.data[i] = fmaxf(in.data[i] + in.data[i] * gate.data[i / pixels], 0);
        free(pool.data);
        expect_outputs(&tiny, &in, (struct image[]){expected, gate}, 2);
        free(in.data);
        free(weights);
        free(bias);
    }
}

/* Three branches joined, one of them used twice, into a 1x1 Conv: in place where possible, copied where not. */
static void test_concat_agrees(void **state)
{
    (void)state;
    random_state = 6;
    for (int round = 0; round < 40; round++) {
        size_t channels = 1 + random_below(20), height = 3 + random_below(6), width = 3 + random_below(6);
        struct image in = image_make(channels, height, width);
        struct conv branch[3], last = {.groups = 1, .kernel = {1, 1}, .stride = {1, 1}, .dilation = {1, 1}};
        float *weights[4];
        struct image parts[4];
        static const char *const names[] = {"a", "b", "c"};
        struct tiny tiny;
        tiny_init(&tiny, 9, (int64_t)channels, (int64_t)height, (int64_t)width);
        size_t joined = channels;
        for (size_t i = 0; i < 3; i++) {
            branch[i] = (struct conv){.outputs = 1 + random_below(20),
                                      .groups = 1,
                                      .kernel = {3, 3},
                                      .stride = {1, 1},
                                      .dilation = {i + 1, i + 1},
                                      .pads = {i + 1, i + 1, i + 1, i + 1},
                                      .relu = i == 1};
            weights[i] = random_floats(branch[i].outputs * channels * 9);
            add_conv(&tiny, &branch[i], channels, weights[i], NULL, "input", i == 1 ? "plain" : names[i]);
            if (i == 1)
                tiny_node(&tiny, "Relu", "plain", names[i]);
            parts[i] = reference_conv(&in, &branch[i], weights[i], NULL);
            joined += branch[i].outputs;
        }
        Onnx__NodeProto *concat = tiny_node(&tiny, "Concat", "a b input c", "joined");
        tiny_int(&tiny, concat, "axis", 1);
        last.outputs = 1 + random_below(20);
        weights[3] = random_floats(last.outputs * joined);
        add_conv(&tiny, &last, joined, weights[3], NULL, "joined", "conv");
        tiny_node(&tiny, "Add", "b b", "twice");
        tiny_output(&tiny, "conv");
        if (round % 2)
            tiny_output(&tiny, "a");
        tiny_output(&tiny, "twice");
        struct image all = image_make(joined, height, width);
        size_t pixels = height * width, at = 0;
        const struct image *order[] = {&parts[0], &parts[1], &in, &parts[2]};
        for (size_t i = 0; i < 4; i++) {
            memcpy(all.data + at, order[i]->data, order[i]->channels * pixels * sizeof(float));
            at += order[i]->channels * pixels;
        }
        struct image result = reference_conv(&all, &last, weights[3], NULL);
        for (size_t i = 0; i < parts[1].channels * pixels; i++)
            parts[1].data[i] *= 2;
        struct image with[] = {result, parts[0], parts[1]}, without[] = {result, parts[1]};
        if (round % 2 == 0)
            free(parts[0].data);
        expect_outputs(&tiny, &in, round % 2 ? with : without, round % 2 ? 3 : 2);
        free(parts[2].data);
        free(all.data);
        free(in.data);
        for (size_t i = 0; i < 4; i++)
            free(weights[i]);
    }
}

/* Shape plumbing, then a fully connected layer over an image: the file's (C, H, W) order must survive. */
static void test_dense_agrees(void **state)
{
    (void)state;
    random_state = 7;
    for (int round = 0; round < 40; round++) {
        struct image in = image_make(1 + random_below(12), 1 + random_below(5), 1 + random_below(5));
        size_t inputs = in.channels * in.height * in.width, outputs = 1 + random_below(12);
        float *weights = random_floats(inputs * outputs), *bias = random_floats(outputs);
        struct tiny tiny;
        tiny_init(&tiny, 9, (int64_t)in.channels, (int64_t)in.height, (int64_t)in.width);
        bool gemm = round % 2 == 0, transposed = round % 4 == 0;
        if (round % 3 == 0) {
            tiny_node(&tiny, "Flatten", "input", "flat");
        } else {
            tiny_whole(&tiny, "zero", (int64_t[]){0}, 1)->n_dims = 0;
            tiny_whole(&tiny, "rest", (int64_t[]){-1}, 1);
            tiny_node(&tiny, "Shape", "input", "shape");
            tiny_node(&tiny, "Gather", "shape zero", "batch");
            tiny_ints(&tiny, tiny_node(&tiny, "Unsqueeze", "batch", "batches"), "axes", (int64_t[]){0}, 1);
            tiny_int(&tiny, tiny_node(&tiny, "Concat", "batches rest", "target"), "axis", 0);
            tiny_node(&tiny, "Reshape", "input target", "flat");
        }
        int64_t dims[2] = {(int64_t)(transposed ? outputs : inputs), (int64_t)(transposed ? inputs : outputs)};
        tiny_floats(&tiny, "weights", weights, dims, 2);
        tiny_floats(&tiny, "bias", bias, (int64_t[]){(int64_t)outputs}, 1);
        if (gemm) {
            Onnx__NodeProto *node = tiny_node(&tiny, "Gemm", "flat weights bias", "result");
            tiny_int(&tiny, node, "transB", transposed);
            tiny_float(&tiny, node, "alpha", 0.5F);
            tiny_float(&tiny, node, "beta", 2);
        } else {
            tiny_node(&tiny, "MatMul", "flat weights", "product");
            tiny_node(&tiny, "Add", "product bias", "result");
        }
        tiny_int(&tiny, tiny_node(&tiny, "Softmax", "result", "soft"), "axis", 1);
        tiny_output(&tiny, "soft");
        tiny_output(&tiny, "result");
        struct image result = image_make(outputs, 1, 1), soft = image_make(outputs, 1, 1);
        float total = 0;
        for (size_t o = 0; o < outputs; o++) {
            double sum = 0;
            for (size_t i = 0; i < inputs; i++)
                sum += (double)in.data[i] * (double)weights[transposed ? o * inputs + i : i * outputs + o];
            result.data[o] = gemm ? (float)sum * 0.5F + bias[o] * 2 : (float)sum + bias[o];
            soft.data[o] = expf(result.data[o]);
            total += soft.data[o];
        }
        for (size_t o = 0; o < outputs; o++)
            soft.data[o] /= total;
        expect_outputs(&tiny, &in, (struct image[]){soft, result}, 2);
        free(in.data);
        free(weights);
        free(bias);
    }
}

/* A long chain of activations and sums, so that memory is reused in every way; and at another input size. */
static void test_other_sizes_agree(void **state)
{
    (void)state;
    random_state = 8;
    struct conv conv = {.outputs = 5,
                        .groups = 1,
                        .kernel = {3, 3},
                        .stride = {2, 2},
                        .dilation = {1, 1},
                        .pads = {1, 1, 1, 1},
                        .relu = true};
    float *weights = random_floats(5 * 3 * 9), slope = 0.25F;
    struct tiny tiny;
    tiny_init(&tiny, 9, 3, 8, 8);
    add_conv(&tiny, &conv, 3, weights, NULL, "input", "conv");
    tiny_node(&tiny, "Relu", "conv", "x0");
    tiny_floats(&tiny, "slope", &slope, (int64_t[]){1, 1, 1}, 3);
    tiny_node(&tiny, "Sigmoid", "x0", "x1");
    tiny_node(&tiny, "Sub", "x1 slope", "x2");
    tiny_node(&tiny, "PRelu", "x2 slope", "x3");
    tiny_node(&tiny, "Add", "x3 x0", "x4");
    tiny_node(&tiny, "Mul", "x4 x1", "x5");
    tiny_ints(&tiny, tiny_node(&tiny, "Transpose", "x5", "tail"), "perm", (int64_t[]){0, 2, 3, 1}, 4);
    tiny_whole(&tiny, "shape", (int64_t[]){1, -1, 5}, 3);
    tiny_node(&tiny, "Reshape", "tail shape", "rows");
    tiny_output(&tiny, "rows");
    struct model *model = open_tiny(&tiny);
    static const size_t sizes[][2] = {{8, 8}, {5, 9}, {16, 3}, {1, 1}, {40, 64}};
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        char error[MODEL_ERROR_SIZE] = "";
        struct image in = image_make(3, sizes[i][0], sizes[i][1]);
        struct net *net = net_open(model, sizes[i][0], sizes[i][1], error);
        if (!net)
            fail_msg("%s", error);
        set_input(net, &in);
        assert_true(net_run(net));
        struct image expected = reference_conv(&in, &conv, weights, NULL);
        for (size_t k = 0; k < 5 * expected.height * expected.width; k++) {
            float x0 = expected.data[k], x1 = apply("Sigmoid", x0, 0), x3 = apply("PRelu", x1 - slope, slope);
            expected.data[k] = (x3 + x0) * x1;
        }
        assert_string_equal(net_output(net, 0).name, "x5");
        assert_output(net, 0, &expected);
        net_close(net);
        free(expected.data);
        free(in.data);
    }
    model_close(model);
    free(weights);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conv_agrees),
        cmocka_unit_test(test_banded_conv_agrees),
        cmocka_unit_test(test_covering_conv_agrees),
        cmocka_unit_test(test_channel_constants_agree),
        cmocka_unit_test(test_batch_normalization_folds),
        cmocka_unit_test(test_excitation_agrees),
        cmocka_unit_test(test_concat_agrees),
        cmocka_unit_test(test_dense_agrees),
        cmocka_unit_test(test_other_sizes_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
