/* SPDX-License-Identifier: MIT */
/* Broken, hostile and unsupported TFLite files: each is refused with a reason that names the place. */
#include "nn/net.h"

#include "base/str.h"
#include "nn/tflite/tflite.h"
#include "nn/tiny_tflite.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* The tensors and operators of the sound model, for breaking. */
enum { INPUT, WEIGHTS, BIAS, CONV, RELU, SLOPES, PRELU, AXES, MEAN, MATRIX, RESULT };
enum { CONV_OP, RELU_OP, PRELU_OP, MEAN_OP, DENSE_OP };

static float weights[4 * 3 * 3 * 2], bias[4], slopes[4], matrix[3 * 4];
static int32_t axes[] = {1, 2};

/* input (1, 6, 6, 2) -> conv 3x3 SAME, stride 2 -> relu -> prelu -> mean -> row -> fully connected. */
static struct tiny_tflite *sound_model(void)
{
    struct tiny_tflite *tiny = tiny_tflite_open();
    static const struct {
        const char *name;
        int32_t dims[4];
        const void *data;
    } tensors[] = {
        {"input", {1, 6, 6, 2}, NULL}, {"weights", {4, 3, 3, 2}, weights},
        {"bias", {4}, bias},           {"conv", {1, 3, 3, 4}, NULL},
        {"relu", {1, 3, 3, 4}, NULL},  {"slopes", {4}, slopes},
        {"prelu", {1, 3, 3, 4}, NULL}, {"axes", {2}, axes},
        {"mean", {1, 4}, NULL},        {"matrix", {3, 4}, matrix},
        {"result", {1, 3}, NULL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(weights); i++)
        weights[i] = (float)i * 0.01F;
    for (size_t i = 0; i < ARRAY_LENGTH(tensors); i++)
        tiny_tflite_tensor(tiny, tensors[i].name, tensors[i].dims, tensors[i].data);
    tiny->tensors[AXES].type = TINY_INT32;
    tiny->inputs[tiny->input_count++] = INPUT;
    struct tiny_operator *conv = tiny_tflite_op(tiny, TFLITE_CONV_2D, (int32_t[]){INPUT, WEIGHTS, BIAS}, CONV);
    tiny_tflite_option(conv, 1, 0, 1, 0);
    tiny_tflite_option(conv, 1, 1, 4, 2);
    tiny_tflite_option(conv, 1, 2, 4, 2);
    tiny_tflite_op(tiny, TFLITE_RELU, (int32_t[]){CONV, -1, -1}, RELU);
    tiny_tflite_op(tiny, TFLITE_PRELU, (int32_t[]){RELU, SLOPES, -1}, PRELU);
    tiny_tflite_op(tiny, TFLITE_MEAN, (int32_t[]){PRELU, AXES, -1}, MEAN);
    tiny_tflite_op(tiny, TFLITE_FULLY_CONNECTED, (int32_t[]){MEAN, MATRIX, -1}, RESULT);
    tiny_tflite_output(tiny, RESULT);
    return tiny;
}

/* Whether the file opens; `error` says why not. What opens must run, too. */
static bool opens(const uint8_t *bytes, size_t size, char error[static MODEL_ERROR_SIZE])
{
    struct model *model = model_open_bytes(bytes, size, error);
    if (!model) {
        assert_true(*error);
        assert_true(strlen(error) < MODEL_ERROR_SIZE);
        return false;
    }
    struct net *net = net_open(model, 0, 0, NET_EXACT, error);
    if (net)
        net_run(net);
    net_close(net);
    model_close(model);
    return net;
}

/* Refused, and the reason holds each of the two phrases. Releases `tiny`. */
static void expect_refused(struct tiny_tflite *tiny, const char *where, const char *what)
{
    char error[MODEL_ERROR_SIZE] = "";
    size_t size;
    const uint8_t *bytes = tiny_tflite_pack(tiny, &size);
    if (opens(bytes, size, error))
        fail_msg("opened, but should say: %s ... %s", where, what);
    if (!strstr(error, where) || !strstr(error, what))
        fail_msg("says \"%s\", not \"%s ... %s\"", error, where, what);
    tiny_tflite_close(tiny);
}

static void test_sound(void **state)
{
    (void)state;
    char error[MODEL_ERROR_SIZE] = "";
    size_t size;
    struct tiny_tflite *tiny = sound_model();
    const uint8_t *bytes = tiny_tflite_pack(tiny, &size);
    if (!opens(bytes, size, error))
        fail_msg("%s", error);
    // SAME with a stride was worked out for 6 x 6: another size is refused, not padded wrongly.
    struct model *model = model_open_bytes(bytes, size, error);
    assert_non_null(model);
    assert_null(net_open(model, 7, 7, NET_EXACT, error));
    assert_non_null(strstr(error, "6x6 alone"));
    model_close(model);
    tiny_tflite_close(tiny);
}

/* Every length from the first byte on, in memory of just that size: a read past it is seen by the sanitizer. */
static void test_truncated(void **state)
{
    (void)state;
    struct tiny_tflite *tiny = sound_model();
    size_t size;
    const uint8_t *bytes = tiny_tflite_pack(tiny, &size);
    for (size_t length = 0; length < size; length++) {
        char error[MODEL_ERROR_SIZE] = "";
        uint8_t *part = malloc(length + !length);
        assert_non_null(part);
        memcpy(part, bytes, length);
        bool opened = opens(part, length, error);
        // Only the last tensor's buffer may be missing: that one is computed.
        if (opened && length + 32 < size)
            fail_msg("opened with %zu of %zu bytes", length, size);
        if (!opened && length >= 8 && !strstr(error, "damaged or truncated"))
            fail_msg("says \"%s\" of %zu of %zu bytes", error, length, size);
        free(part);
    }
    tiny_tflite_close(tiny);
}

/* Every word made extreme: offsets and counts far outside, negative, to themselves. Nothing crashes. */
static void test_wild_words(void **state)
{
    (void)state;
    struct tiny_tflite *tiny = sound_model();
    size_t size, opened = 0, tried = 0;
    const uint8_t *bytes = tiny_tflite_pack(tiny, &size);
    uint8_t *copy = malloc(size);
    assert_non_null(copy);
    const uint32_t wild[] = {0, 1, 4, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffc, (uint32_t)size, 0x7fc00000};
    for (size_t at = 0; at + 4 <= size; at += 2)
        for (size_t i = 0; i < ARRAY_LENGTH(wild); i++) {
            char error[MODEL_ERROR_SIZE] = "";
            memcpy(copy, bytes, size);
            memcpy(copy + at, &wild[i], 4);
            opened += opens(copy, size, error);
            tried++;
        }
    assert_true(opened > 0 && opened < tried); // some words are weights
    free(copy);
    tiny_tflite_close(tiny);
}

static void test_file(void **state)
{
    (void)state;
    struct tiny_tflite *tiny = sound_model();
    tiny->version = 4;
    expect_refused(tiny, "version 3", "schema");
    for (size_t graphs = 0; graphs <= 2; graphs += 2) {
        tiny = sound_model();
        tiny->graphs = graphs;
        expect_refused(tiny, "one graph", graphs ? "it has 2" : "it has 0");
    }
    tiny = sound_model();
    tiny->inputs[tiny->input_count++] = CONV;
    expect_refused(tiny, "one input", "");
    tiny = sound_model();
    tiny->inputs[0] = WEIGHTS;
    expect_refused(tiny, "input \"weights\"", "float32 images");
    tiny = sound_model();
    tiny->output_count = 0;
    expect_refused(tiny, "1 to 16 outputs", "");
    const int32_t none[] = {-1, WEIGHTS, INPUT, 4000};
    for (size_t i = 0; i < ARRAY_LENGTH(none); i++) {
        tiny = sound_model();
        tiny->outputs[0] = none[i];
        expect_refused(tiny, "output 0", "not computed");
    }
    tiny = sound_model();
    tiny->operator_count = 0;
    expect_refused(tiny, "0 nodes", "");
}

static void test_tensors(void **state)
{
    (void)state;
    struct tiny_tflite *tiny = sound_model();
    tiny->tensors[WEIGHTS].type = TINY_INT8;
    expect_refused(tiny, "tensor \"weights\"", "quantized");
    tiny = sound_model();
    tiny->tensors[CONV].variable = 1;
    expect_refused(tiny, "tensor \"conv\"", "variable");
    tiny = sound_model();
    tiny->tensors[BIAS].buffer = 99;
    expect_refused(tiny, "tensor \"bias\"", "no buffer");
    tiny = sound_model();
    tiny->tensors[BIAS].size -= 1;
    expect_refused(tiny, "tensor \"bias\"", "another amount of data");
    tiny = sound_model();
    tiny->tensors[CONV].rank = 5;
    expect_refused(tiny, "tensor \"conv\"", "too many dimensions");
    const int32_t dims[] = {0, -1, INT32_MAX};
    for (size_t i = 0; i < ARRAY_LENGTH(dims); i++) {
        tiny = sound_model();
        tiny->tensors[CONV].dims[1] = dims[i];
        expect_refused(tiny, "tensor \"conv\"", "empty, negative or huge");
    }
    tiny = sound_model();
    tiny->tensors[CONV].dims[3] = 5;
    expect_refused(tiny, "node \"conv\" (CONV_2D)", "the file says something else");
    tiny = sound_model();
    tiny->tensors[INPUT].dims[1] = tiny->tensors[INPUT].dims[2] = 9000;
    tiny->tensors[INPUT].dims[3] = 1;
    expect_refused(tiny, "empty, negative or huge", "");
}

static void test_not_finite(void **state)
{
    (void)state;
    struct tiny_tflite *tiny = sound_model();
    weights[7] = NAN;
    expect_refused(tiny, "node \"conv\" (CONV_2D)", "not finite");
    tiny = sound_model();
    slopes[1] = INFINITY;
    expect_refused(tiny, "node \"prelu\" (PRELU)", "not finite");
    slopes[1] = 0;
}

static void test_order(void **state)
{
    (void)state;
    static const struct {
        int op, input;
        int32_t tensor;
        const char *where, *what;
    } cases[] = {
        {CONV_OP, 0, CONV, "node \"\" (CONV_2D)", "\"conv\" is computed after it"}, // a loop of one
        {CONV_OP, 0, RESULT, "(CONV_2D)", "computed after it"},                     // of all
        {RELU_OP, 0, PRELU, "(RELU)", "\"prelu\" is computed after it"},
        {RELU_OP, 0, 11, "(RELU)", "nowhere in the file"},
        {RELU_OP, 0, -2, "(RELU)", "nowhere in the file"},
        {RELU_OP, 0, -1, "node \"relu\" (RELU)", "must be computed"},
        {RELU_OP, 0, WEIGHTS, "node \"relu\" (RELU)", "must be computed"},
        {CONV_OP, 1, INPUT, "node \"conv\" (CONV_2D)", "must be a constant"},
        {CONV_OP, 1, -1, "node \"conv\" (CONV_2D)", "must be a constant"},
        {CONV_OP, 1, AXES, "node \"conv\" (CONV_2D)", "type float32"},
        {MEAN_OP, 1, BIAS, "node \"mean\" (MEAN)", "type int32"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct tiny_tflite *tiny = sound_model();
        tiny->operators[cases[i].op].inputs[cases[i].input] = cases[i].tensor;
        expect_refused(tiny, cases[i].where, cases[i].what);
    }
    const int32_t outputs[] = {WEIGHTS, INPUT, CONV};
    for (size_t i = 0; i < ARRAY_LENGTH(outputs); i++) {
        struct tiny_tflite *tiny = sound_model();
        tiny->operators[RELU_OP].output = outputs[i];
        expect_refused(tiny, "(RELU)", "its output is a constant, the input, or another operator's");
    }
    struct tiny_tflite *tiny = sound_model();
    tiny->operators[RELU_OP].output = 11;
    expect_refused(tiny, "(RELU)", "one output");
    tiny = sound_model();
    tiny->operators[RELU_OP].input_count = 0;
    expect_refused(tiny, "(RELU)", "1 to 16 inputs");
    tiny = sound_model();
    tiny->operators[RELU_OP].input_count = 17;
    expect_refused(tiny, "(RELU)", "1 to 16 inputs");
}

/* Operators that are not supported, and ABS where it is no part of a PReLU. */
static void test_unknown(void **state)
{
    (void)state;
    static const struct {
        int code;
        const char *where, *what;
    } cases[] = {
        {59, "node \"relu\" (builtin 59)", "not supported"},
        {32, "node \"relu\" (builtin 32)", "not supported"}, // a custom one
        {150, "node \"relu\" (builtin 150)", "not supported"},
        {TFLITE_ABS, "node \"relu\" (ABS)", "as part of a PReLU"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct tiny_tflite *tiny = sound_model();
        tiny->operators[RELU_OP].code = cases[i].code;
        expect_refused(tiny, cases[i].where, cases[i].what);
    }
    // Names come from the file; none of them reaches a log with its control characters.
    struct tiny_tflite *tiny = sound_model();
    tiny->tensors[RELU].name = "\033[31m\n";
    tiny->operators[RELU_OP].code = 59;
    expect_refused(tiny, "node \"?[31m?\"", "not supported");
}

static void test_conv_options(void **state)
{
    (void)state;
    static const struct {
        int field, bytes;
        double value;
        const char *what;
    } cases[] = {
        {0, 1, 2, "neither SAME nor VALID"}, {1, 4, 0, "stride is 0"},     {1, 4, 65, "stride is 65"},
        {2, 4, -1, "stride is -1"},          {3, 1, 4, "activation 4"},    {3, 1, -1, "activation -1"},
        {4, 4, 0, "dilation is 0"},          {5, 4, 64, "padding is 127"}, {6, 1, 1, "not known"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct tiny_tflite *tiny = sound_model();
        struct tiny_operator *op = &tiny->operators[CONV_OP];
        if (cases[i].field < 3)
            op->options[cases[i].field].value = cases[i].value;
        else
            tiny_tflite_option(op, 1, cases[i].field, cases[i].bytes, cases[i].value);
        expect_refused(tiny, "node \"conv\" (CONV_2D)", cases[i].what);
    }
    struct tiny_tflite *tiny = sound_model();
    tiny->operators[CONV_OP].options_type = 2;
    expect_refused(tiny, "node \"conv\" (CONV_2D)", "another op's");
    tiny = sound_model();
    tiny->operators[CONV_OP].options_type = 0;
    expect_refused(tiny, "node \"conv\" (CONV_2D)", "stride is 0");
}

static void test_weights(void **state)
{
    (void)state;
    static float long_kernel[65 * 4 * 2];
    struct tiny_tflite *tiny = sound_model();
    tiny->tensors[WEIGHTS].dims[1] = 65;
    tiny->tensors[WEIGHTS].dims[2] = 1;
    tiny->tensors[WEIGHTS].data = long_kernel;
    tiny->tensors[WEIGHTS].size = sizeof(long_kernel);
    expect_refused(tiny, "node \"conv\" (CONV_2D)", "larger than 64");
    tiny = sound_model();
    tiny->tensors[WEIGHTS].dims[2] = 6;
    tiny->tensors[WEIGHTS].dims[3] = 1;
    expect_refused(tiny, "node \"conv\" (CONV_2D)", "for 1 input channels, it has 2");
    tiny = sound_model();
    tiny->operators[CONV_OP].code = TFLITE_DEPTHWISE_CONV_2D;
    tiny->operators[CONV_OP].options_type = 2;
    expect_refused(tiny, "node \"conv\" (DEPTHWISE_CONV_2D)", "one output for each input channel");
    tiny = sound_model();
    tiny->tensors[BIAS].dims[0] = 2;
    tiny->tensors[BIAS].size = 8;
    expect_refused(tiny, "node \"conv\" (CONV_2D)", "bias holds 2 values where 4");
    tiny = sound_model();
    tiny->tensors[SLOPES].dims[0] = 2;
    tiny->tensors[SLOPES].size = 8;
    expect_refused(tiny, "node \"prelu\" (PRELU)", "one for each channel");
    tiny = sound_model();
    tiny->tensors[MATRIX].dims[0] = 4;
    tiny->tensors[MATRIX].dims[1] = 3;
    expect_refused(tiny, "node \"result\" (FULLY_CONNECTED)", "for 3 inputs, it has 1x1x4");
    tiny = sound_model();
    tiny_tflite_option(&tiny->operators[DENSE_OP], 8, 1, 1, 1);
    expect_refused(tiny, "node \"result\" (FULLY_CONNECTED)", "plain matrix");
    tiny = sound_model();
    axes[0] = 0;
    expect_refused(tiny, "node \"mean\" (MEAN)", "height and width only");
    axes[0] = 1;
}

/* The RELU made another operator, on the conv's (1, 3, 3, 4) and sometimes a constant. */
static void test_other_options(void **state)
{
    (void)state;
    static const struct {
        int code, type, number, bytes;
        double value;
        int32_t other;
        const char *what;
    } cases[] = {
        {TFLITE_SOFTMAX, 9, 0, 4, 0x40000000, -1, "beta 1 only"},
        {TFLITE_L2_NORMALIZATION, 12, 0, 1, 1, -1, "without an activation"},
        {TFLITE_AVERAGE_POOL_2D, 5, 3, 4, 2, -1, "whole image"},
        {TFLITE_CONCATENATION, 10, 0, 4, 1, -1, "over the channels"},
        {TFLITE_RESHAPE, 17, 1, 4, 0, -1, "options that are not known"},
        {TFLITE_RESHAPE, 0, 0, 0, 0, AXES, "and back only"},
        {TFLITE_SQUEEZE, 0, 0, 0, 0, -1, "height and width of 1"},
        {TFLITE_ADD, 11, 0, 1, 5, BIAS, "activation 5"},
        {TFLITE_ADD, 0, 0, 0, 0, -1, "two inputs"},
        {TFLITE_MUL, 0, 0, 0, 0, AXES, "type float32"},
        {TFLITE_MUL, 0, 0, 0, 0, MATRIX, "one for each channel"},
        {TFLITE_MUL, 0, 0, 0, 0, INPUT, "shapes of its inputs"},
        {TFLITE_SUB, 0, 0, 0, 0, CONV, "constant on the right"},
        {TFLITE_PRELU, 0, 0, 0, 0, CONV, "must be a constant"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct tiny_tflite *tiny = sound_model();
        struct tiny_operator *op = &tiny->operators[RELU_OP];
        op->code = cases[i].code;
        op->options_type = cases[i].type;
        if (cases[i].type)
            tiny_tflite_option(op, cases[i].type, cases[i].number, cases[i].bytes, cases[i].value);
        if (cases[i].other >= 0)
            op->inputs[op->input_count++] = cases[i].other;
        expect_refused(tiny, "node \"relu\" (", cases[i].what);
    }
}

/* Reshapes that would mix images of the batch, or leave a flattened image to an operator that takes pixels. */
static void test_shapes(void **state)
{
    (void)state;
    static const int32_t shapes[][4] = {{-1, 36}, {2, 18}, {1, 35}, {-1, -1}, {1, 0}, {1, INT32_MAX}, {36, 0}};
    for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
        struct tiny_tflite *tiny = sound_model();
        tiny->operators[RELU_OP].code = TFLITE_RESHAPE;
        tiny->operators[RELU_OP].options_type = 17;
        tiny->operators[RELU_OP].list_count = 2;
        memcpy(tiny->operators[RELU_OP].list, shapes[i], sizeof(shapes[i]));
        tiny->tensors[RELU].rank = 2;
        tiny->tensors[RELU].dims[1] = 36;
        if (i == 0)
            expect_refused(tiny, "node \"prelu\" (PRELU)", "a flattened image");
        else
            expect_refused(tiny, "node \"relu\" (RESHAPE)", "and back only");
    }
    struct tiny_tflite *tiny = sound_model();
    tiny->tensors[INPUT].dims[0] = 2;
    expect_refused(tiny, "node \"conv\" (CONV_2D)", "gives 2 images");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),   cmocka_unit_test(test_truncated),     cmocka_unit_test(test_wild_words),
        cmocka_unit_test(test_file),    cmocka_unit_test(test_tensors),       cmocka_unit_test(test_not_finite),
        cmocka_unit_test(test_order),   cmocka_unit_test(test_unknown),       cmocka_unit_test(test_conv_options),
        cmocka_unit_test(test_weights), cmocka_unit_test(test_other_options), cmocka_unit_test(test_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
