/* SPDX-License-Identifier: MIT */
/* Every other op, and what they become together, against plain loops. */
#include "nn/reference.h"

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
        struct net *net = net_open(model, sizes[i][0], sizes[i][1], NET_EXACT, error);
        if (!net)
            fail_msg("%s", error);
        set_input(net, &in);
        net_run(net);
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

/* Numbers below the normal ones count as zero while a net runs, and as they did before in the thread afterwards. */
static void test_denormals_are_flushed(void **state)
{
    (void)state;
    struct tiny tiny;
    volatile float small = 1e-39F, one = 1;
    tiny_init(&tiny, 13, 1, 1, 1);
    tiny_floats(&tiny, "weights", (float[]){1}, (int64_t[]){1, 1, 1, 1}, 4);
    tiny_node(&tiny, "Conv", "input weights", "output");
    tiny_output(&tiny, "output");
    struct model *model = open_tiny(&tiny);
    char error[MODEL_ERROR_SIZE] = "";
    struct net *net = net_open(model, 1, 1, NET_EXACT, error);
    assert_non_null(net);
    *net_input(net).data = small;
    net_run(net);
    assert_true(*net_output(net, 0).data <= 0);
    assert_true(small * one > 0);
    net_close(net);
    model_close(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_channel_constants_agree),
        cmocka_unit_test(test_batch_normalization_folds),
        cmocka_unit_test(test_excitation_agrees),
        cmocka_unit_test(test_concat_agrees),
        cmocka_unit_test(test_dense_agrees),
        cmocka_unit_test(test_other_sizes_agree),
        cmocka_unit_test(test_denormals_are_flushed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
