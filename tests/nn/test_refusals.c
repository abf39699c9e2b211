/* SPDX-License-Identifier: MIT */
/* Broken, hostile and unsupported files: each is refused with a reason that names the place, and nothing crashes. */
#include "nn/net.h"

#include "base/str.h"
#include "nn/tiny_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>
#include <cmocka.h>

/* input (1, 2, 6, 6) -> conv 3x3 -> relu -> pool -> flat -> gemm; small, and one of everything. */
static void sound_model(struct tiny *tiny)
{
    static float weights[4 * 2 * 3 * 3], matrix[4 * 3], bias[4];
    for (size_t i = 0; i < ARRAY_LENGTH(weights); i++)
        weights[i] = (float)i * 0.01F;
    tiny_init(tiny, 11, 2, 6, 6);
    tiny_floats(tiny, "weights", weights, (int64_t[]){4, 2, 3, 3}, 4);
    tiny_floats(tiny, "bias", bias, (int64_t[]){4}, 1);
    tiny_floats(tiny, "matrix", matrix, (int64_t[]){4, 3}, 2);
    Onnx__NodeProto *conv = tiny_node(tiny, "Conv", "input weights bias", "conv");
    tiny_ints(tiny, conv, "pads", (int64_t[]){1, 1, 1, 1}, 4);
    tiny_ints(tiny, conv, "strides", (int64_t[]){2, 2}, 2);
    tiny_node(tiny, "Relu", "conv", "relu");
    tiny_node(tiny, "GlobalAveragePool", "relu", "pool");
    tiny_node(tiny, "Flatten", "pool", "flat");
    tiny_node(tiny, "Gemm", "flat matrix", "result");
    tiny_output(tiny, "result");
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
static void expect_refused(struct tiny *tiny, const char *where, const char *what)
{
    char error[MODEL_ERROR_SIZE] = "";
    size_t size;
    uint8_t *bytes = tiny_pack(tiny, &size);
    if (opens(bytes, size, error))
        fail_msg("opened, but should say: %s ... %s", where, what);
    if (!strstr(error, where) || !strstr(error, what))
        fail_msg("says \"%s\", not \"%s ... %s\"", error, where, what);
    tiny_release(tiny);
}

static void test_sound_model_opens(void **state)
{
    (void)state;
    struct tiny tiny;
    char error[MODEL_ERROR_SIZE] = "";
    size_t size;
    sound_model(&tiny);
    uint8_t *bytes = tiny_pack(&tiny, &size);
    assert_true(opens(bytes, size, error));
    tiny_release(&tiny);
}

static void test_files_that_are_none(void **state)
{
    (void)state;
    char error[MODEL_ERROR_SIZE] = "";
    assert_null(model_open("does/not/exist.onnx", error));
    assert_non_null(strstr(error, "does/not/exist.onnx"));
    assert_null(model_open("/", error));
    assert_null(model_open("/dev/null", error));
    assert_false(opens((const uint8_t *)"", 0, error));
    assert_false(opens((const uint8_t *)"not a model at all", 18, error));
    uint8_t zeros[64] = {0};
    assert_false(opens(zeros, sizeof(zeros), error));
}

static void test_unsupported_op_is_named(void **state)
{
    (void)state;
    struct tiny tiny;
    sound_model(&tiny);
    tiny.nodes[2]->op_type = (char[]){"MaxPool"};
    expect_refused(&tiny, "node \"pool\" (MaxPool)", "not supported");

    sound_model(&tiny);
    tiny.nodes[1]->domain = (char[]){"com.example"};
    expect_refused(&tiny, "node \"relu\" (Relu)", "not supported");

    sound_model(&tiny);
    tiny.nodes[1]->name = (char[]){"\x1b[31mred\n"};
    tiny.nodes[1]->op_type = (char[]){"If"};
    expect_refused(&tiny, "node \"?[31mred?\" (If)", "not supported");
}

static void test_names_that_do_not_hold(void **state)
{
    (void)state;
    struct tiny tiny;
    sound_model(&tiny);
    tiny.nodes[1]->input[0] = (char[]){"nowhere"};
    expect_refused(&tiny, "node \"relu\" (Relu)", "\"nowhere\" is nowhere in the file");

    sound_model(&tiny);
    tiny.nodes[1]->input[0] = tiny.nodes[2]->output[0]; // relu <- pool <- relu
    expect_refused(&tiny, "node \"relu\" (Relu)", "computed after it, or from its own output");

    sound_model(&tiny);
    tiny.nodes[1]->input[0] = tiny.nodes[1]->output[0];
    expect_refused(&tiny, "node \"relu\" (Relu)", "computed after it, or from its own output");

    sound_model(&tiny);
    tiny.nodes[2]->output[0] = tiny.nodes[1]->output[0];
    expect_refused(&tiny, "node \"pool\" (GlobalAveragePool)", "\"relu\" is given twice");

    sound_model(&tiny);
    tiny.nodes[1]->output[0] = (char[]){"weights"};
    expect_refused(&tiny, "node \"relu\" (Relu)", "\"weights\" is given twice");

    sound_model(&tiny);
    tiny.tensors[1]->name = tiny.tensors[0]->name;
    expect_refused(&tiny, "\"weights\"", "given twice");

    sound_model(&tiny);
    tiny.outputs[0]->name = (char[]){"else"};
    expect_refused(&tiny, "output \"else\"", "nowhere");

    sound_model(&tiny);
    tiny.outputs[0]->name = (char[]){"matrix"};
    expect_refused(&tiny, "output \"matrix\"", "constant");

    sound_model(&tiny);
    tiny.outputs[0]->name = (char[]){"input"};
    expect_refused(&tiny, "output", "input itself");

    sound_model(&tiny);
    tiny.nodes[1]->output[0] = (char[]){""};
    expect_refused(&tiny, "node \"relu\" (Relu)", "no name");
}

static void test_tensors_that_do_not_hold(void **state)
{
    (void)state;
    struct tiny tiny;
    static const int64_t bad_dims[] = {0, -1, 5, INT64_MAX, INT64_MIN, INT64_C(1) << 32, 1 << 26};
    for (size_t i = 0; i < ARRAY_LENGTH(bad_dims); i++) {
        sound_model(&tiny);
        tiny.tensors[0]->dims[i % 4] = bad_dims[i];
        expect_refused(&tiny, "tensor \"weights\"", "dimension");
    }
    sound_model(&tiny);
    tiny.tensors[0]->raw_data.len--;
    expect_refused(&tiny, "tensor \"weights\"", "another amount of data");

    sound_model(&tiny);
    tiny.tensors[0]->has_raw_data = 0;
    expect_refused(&tiny, "tensor \"weights\"", "another amount of data");

    sound_model(&tiny);
    tiny.tensors[0]->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE;
    expect_refused(&tiny, "tensor \"weights\"", "neither float32 nor int64");

    sound_model(&tiny);
    tiny.tensors[1]->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__INT64; // 2 numbers in 16 bytes
    tiny.tensors[1]->dims[0] = 2;
    expect_refused(&tiny, "node \"conv\" (Conv)", "float32");

    sound_model(&tiny);
    tiny.tensors[0]->has_data_location = 1;
    tiny.tensors[0]->data_location = ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL;
    expect_refused(&tiny, "tensor \"weights\"", "outside the file");

    sound_model(&tiny);
    uint32_t nan = 0x7fc00000;
    memcpy(tiny.tensors[0]->raw_data.data + 8, &nan, sizeof(nan));
    expect_refused(&tiny, "node \"conv\" (Conv)", "not finite");

    sound_model(&tiny);
    Onnx__TensorProto *many = tiny_floats(&tiny, "many", (float[]){1}, (int64_t[]){1, 1, 1, 1, 1, 1, 1, 1, 1}, 9);
    assert_int_equal(many->n_dims, 9);
    expect_refused(&tiny, "tensor \"many\"", "too many dimensions");
}

static void test_inputs_that_do_not_fit(void **state)
{
    (void)state;
    struct tiny tiny;
    static const int64_t bad[][4] = {{2, 2, 6, 6}, {1, 0, 6, 6},      {1, 2, -6, 6},         {1, 2, 6, INT64_MAX},
                                     {1, 3, 6, 6}, {1, 2, 100000, 6}, {1, 8192, 8192, 8192}, {1, 2, 8192, 8192}};
    static const char *const says[] = {"one image",     "fixed size", "fixed size", "fixed size",
                                       "node \"conv\"", "fixed size", "fixed size", "input"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        sound_model(&tiny);
        for (size_t k = 0; k < 4; k++)
            tiny.inputs[0]->type->tensor_type->shape->dim[k]->dim_value = bad[i][k];
        expect_refused(&tiny, says[i], "");
    }
    sound_model(&tiny);
    tiny.inputs[0]->type->tensor_type->elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__UINT8;
    expect_refused(&tiny, "input \"input\"", "float32");

    sound_model(&tiny);
    tiny.inputs[0]->type = NULL;
    expect_refused(&tiny, "input \"input\"", "float32");

    sound_model(&tiny);
    tiny.inputs[tiny.graph.n_input++] = tiny_info(&tiny, "second", (int64_t[]){1, 2, 6, 6}, 4);
    expect_refused(&tiny, "more than one input", "");

    sound_model(&tiny);
    tiny.graph.n_input = 0;
    expect_refused(&tiny, "no input", "");
}

static void test_attributes_that_do_not_fit(void **state)
{
    (void)state;
    struct tiny tiny;
    static const struct {
        const char *name;
        int64_t values[4];
        size_t count;
    } bad[] = {
        {"dilations", {0, 1}, 2},    {"dilations", {1, INT64_MAX}, 2}, {"dilations", {1, 1, 1}, 3},
        {"kernel_shape", {3, 2}, 2}, {"kernel_shape", {0, 3}, 2},      {"group", {1}, 1},
        {"dilations", {9, 9}, 2},    {"storage_order", {1}, 1},        {"pads", {0, 0, 0, 0}, 4},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        sound_model(&tiny);
        tiny_ints(&tiny, tiny.nodes[0], bad[i].name, bad[i].values, bad[i].count);
        expect_refused(&tiny, "node \"conv\" (Conv)", "");
    }
    static const int64_t groups[] = {0, -1, 3, 4, INT64_MAX, 2};
    for (size_t i = 0; i < ARRAY_LENGTH(groups); i++) {
        sound_model(&tiny);
        tiny_int(&tiny, tiny.nodes[0], "group", groups[i]);
        expect_refused(&tiny, "node \"conv\" (Conv)", "");
    }
    sound_model(&tiny);
    tiny.nodes[0]->attribute[0]->ints[2] = -1;
    expect_refused(&tiny, "node \"conv\" (Conv)", "pads");

    sound_model(&tiny);
    tiny.nodes[0]->attribute[1]->ints[0] = 0;
    expect_refused(&tiny, "node \"conv\" (Conv)", "strides");

    sound_model(&tiny);
    tiny_float(&tiny, tiny.nodes[4], "alpha", __builtin_nanf(""));
    expect_refused(&tiny, "node \"result\" (Gemm)", "alpha");

    sound_model(&tiny);
    tiny_int(&tiny, tiny.nodes[4], "transB", 1);
    expect_refused(&tiny, "node \"result\" (Gemm)", "its weights are for");

    sound_model(&tiny);
    tiny.opset.version = 99;
    expect_refused(&tiny, "opset 99", "not supported");

    sound_model(&tiny);
    tiny.nodes[4]->input[0] = tiny.nodes[0]->output[0];
    expect_refused(&tiny, "node \"result\" (Gemm)", "flattened");
}

static void test_too_much_of_everything(void **state)
{
    (void)state;
    struct tiny tiny;
    sound_model(&tiny);
    char name[32], input[32] = "relu";
    for (int i = 0; i < 600; i++) {
        snprintf(name, sizeof(name), "more%d", i);
        tiny_node(&tiny, "Sigmoid", input, name);
        str_copy(input, sizeof(input), name);
    }
    expect_refused(&tiny, "605 nodes", "supported are 512");

    // Sixteen times the channels with each Concat: refused at the first that is too large, before memory is taken.
    tiny_init(&tiny, 11, 16, 64, 64);
    str_copy(input, sizeof(input), "input");
    for (int i = 0; i < 8; i++) {
        char inputs[16 * 8] = "";
        for (int k = 0; k < 16; k++)
            snprintf(inputs + strlen(inputs), sizeof(inputs) - strlen(inputs), "%s ", input);
        snprintf(name, sizeof(name), "c%d", i);
        tiny_int(&tiny, tiny_node(&tiny, "Concat", inputs, name), "axis", 1);
        str_copy(input, sizeof(input), name);
    }
    tiny_output(&tiny, input);
    expect_refused(&tiny, "node \"c2\" (Concat)", "larger than a tensor may be");

    // Many tensors that all live at once: the net, not the model, is refused.
    tiny_init(&tiny, 11, 4, 2048, 2048);
    str_copy(input, sizeof(input), "input");
    for (int i = 0; i < 15; i++) {
        snprintf(name, sizeof(name), "s%d", i);
        tiny_node(&tiny, "Sigmoid", input, name);
        tiny_output(&tiny, name);
        str_copy(input, sizeof(input), name);
    }
    expect_refused(&tiny, "2048x2048", "too much memory");
}

static void test_nesting_does_not_overflow(void **state)
{
    (void)state;
    // GraphProto.node.attribute.g.node.attribute.g...: each level wraps what is inside, 2 MB of it.
    enum { LEVELS = 100000, ROOM = LEVELS * 24 };
    uint8_t *bytes = malloc(ROOM), *at = bytes + ROOM;
    assert_non_null(bytes);
    static const uint8_t keys[] = {0x32, 0x2a, 0x0a}; // AttributeProto.g, NodeProto.attribute, GraphProto.node
    for (size_t level = 0; level < LEVELS * 3; level++) {
        size_t size = (size_t)(bytes + ROOM - at);
        uint8_t length[5], count = 0;
        for (size_t rest = size; rest || !count; rest >>= 7)
            length[count++] = (uint8_t)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
        at -= count;
        memcpy(at, length, count);
        *--at = keys[level % 3];
    }
    *at = 0x3a; // ModelProto.graph instead of GraphProto.node
    char error[MODEL_ERROR_SIZE] = "";
    assert_false(opens(at, (size_t)(bytes + ROOM - at), error));
    free(bytes);

    // Empty nodes, 2 bytes each in the file and fifty times that when decoded.
    size_t many = 4 << 20;
    bytes = malloc(many + 5);
    assert_non_null(bytes);
    bytes[0] = 0x3a;
    for (size_t i = 0, rest = many; i < 4; i++, rest >>= 7)
        bytes[1 + i] = (uint8_t)((rest & 0x7f) | (i < 3 ? 0x80 : 0));
    for (size_t i = 0; i < many; i += 2)
        memcpy(bytes + 5 + i, (uint8_t[]){0x0a, 0}, 2);
    assert_false(opens(bytes, many + 5, error));
    assert_non_null(strstr(error, "too much memory"));
    free(bytes);
}

static void try_truncations(const uint8_t *bytes, size_t size, size_t parts)
{
    char error[MODEL_ERROR_SIZE] = "";
    size_t opened = 0;
    for (size_t i = 0; i < parts; i++) {
        // A copy of the exact size, so that a sanitizer sees one byte read too far.
        size_t kept = size * i / parts;
        uint8_t *copy = malloc(kept + (kept == 0));
        assert_non_null(copy);
        memcpy(copy, bytes, kept);
        opened += opens(copy, kept, error);
        free(copy);
    }
    assert_int_equal(opened, 0);
}

static void try_flips(const uint8_t *bytes, size_t size, size_t rounds)
{
    char error[MODEL_ERROR_SIZE] = "";
    uint64_t random = 7;
    uint8_t *copy = malloc(size);
    assert_non_null(copy);
    for (size_t i = 0; i < rounds; i++) {
        memcpy(copy, bytes, size);
        for (int flips = 0; flips < 3; flips++) {
            random = random * 6364136223846793005U + 1442695040888963407U;
            // Half of them into the structure at the end of the file, behind or before the weights.
            size_t place = (size_t)(random >> 20) % (i % 2 ? size : size < 4096 ? size : 4096);
            copy[i % 4 == 0 ? size - 1 - place : place] ^= (uint8_t)(random >> 56 | 1);
        }
        opens(copy, size, error); // either way, but no crash
    }
    free(copy);
}

static void test_truncated_and_flipped(void **state)
{
    (void)state;
    struct tiny tiny;
    size_t size;
    sound_model(&tiny);
    uint8_t *bytes = tiny_pack(&tiny, &size);
    try_truncations(bytes, size, size);
    try_flips(bytes, size, 20000);
    tiny_release(&tiny);
}

static void test_real_models_truncated_and_flipped(void **state)
{
    (void)state;
    static const char *const names[] = {"fr_detect", "fr_landmark", "fr_feature", "fr_liveness"};
    size_t tried = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        char path[64];
        snprintf(path, sizeof(path), "models/%s.onnx", names[i]);
        FILE *file = fopen(path, "rb");
        if (!file)
            continue;
        static uint8_t bytes[8 << 20];
        size_t size = fread(bytes, 1, sizeof(bytes), file);
        fclose(file);
        try_truncations(bytes, size, 200);
        try_flips(bytes, size, 40);
        tried++;
    }
    if (tried == 0) {
        print_message("skip: models/*.onnx are not here\n");
        skip();
    }
}

static void test_out_of_memory_is_survived(void **state)
{
    (void)state;
    struct tiny tiny;
    size_t size;
    sound_model(&tiny);
    uint8_t *bytes = tiny_pack(&tiny, &size);
    bool opened = false;
    for (unsigned n = 1; n < 10000 && !opened; n++) {
        char error[MODEL_ERROR_SIZE] = "";
        arena_fail_at(n);
        opened = opens(bytes, size, error);
        arena_fail_at(0);
    }
    assert_true(opened);
    tiny_release(&tiny);
}

static void test_seeds_of_the_fuzzer(void **state)
{
    (void)state;
    size_t opened = 0;
    for (int i = 0; i < 16; i++) {
        char path[64], error[MODEL_ERROR_SIZE] = "";
        snprintf(path, sizeof(path), "fuzz/corpus/onnx/seed%d.onnx", i);
        if (access(path, R_OK) != 0)
            continue;
        struct model *model = model_open(path, error);
        if (!model)
            fail_msg("%s", error);
        model_close(model);
        opened++;
    }
    assert_true(opened > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound_model_opens),
        cmocka_unit_test(test_files_that_are_none),
        cmocka_unit_test(test_unsupported_op_is_named),
        cmocka_unit_test(test_names_that_do_not_hold),
        cmocka_unit_test(test_tensors_that_do_not_hold),
        cmocka_unit_test(test_inputs_that_do_not_fit),
        cmocka_unit_test(test_attributes_that_do_not_fit),
        cmocka_unit_test(test_too_much_of_everything),
        cmocka_unit_test(test_nesting_does_not_overflow),
        cmocka_unit_test(test_truncated_and_flipped),
        cmocka_unit_test(test_real_models_truncated_and_flipped),
        cmocka_unit_test(test_out_of_memory_is_survived),
        cmocka_unit_test(test_seeds_of_the_fuzzer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
