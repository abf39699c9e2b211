/* SPDX-License-Identifier: MIT */
/* The real models against the reference runtime's tensors, when both are on this machine. */
#include "nn/net.h"

#include "base/str.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char *const people[] = {"Abel_Pacheco_0001", "Abel_Pacheco_0004"};

/* The whole file as floats; NULL when it is absent. */
static float *read_floats(const char *person, const char *rest, size_t count)
{
    char path[256];
    snprintf(path, sizeof(path), "../shared/data/golden/%s_%s.f32", person, rest);
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    float *values = malloc(count * sizeof(*values));
    assert_non_null(values);
    size_t got = fread(values, sizeof(*values), count, file);
    fclose(file);
    assert_int_equal(got, count);
    return values;
}

/* Skips the test when the model or the golden data is not here. */
static struct model *open_model(const char *name)
{
    char path[256], error[MODEL_ERROR_SIZE] = "";
    snprintf(path, sizeof(path), "models/%s.onnx", name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        print_message("skip: %s is not here\n", path);
        skip();
    }
    fclose(file);
    struct model *model = model_open(path, error);
    if (!model)
        fail_msg("%s", error);
    return model;
}

static struct net *open_net(const struct model *model, size_t height, size_t width, enum net_precision precision)
{
    char error[MODEL_ERROR_SIZE] = "";
    struct net *net = net_open(model, height, width, precision, error);
    if (!net)
        fail_msg("%s", error);
    return net;
}

/* (C, H, W) to the net's (H, W, C). */
static void set_input(struct net *net, const float *planes)
{
    struct net_tensor input = net_input(net);
    size_t pixels = input.dims[1] * input.dims[2], channels = input.dims[3];
    for (size_t p = 0; p < pixels; p++) {
        for (size_t c = 0; c < channels; c++)
            input.data[p * channels + c] = planes[c * pixels + p];
    }
}

static float worst_difference(const float *a, const float *b, size_t count)
{
    float worst = 0;
    for (size_t i = 0; i < count; i++)
        worst = fmaxf(worst, fabsf(a[i] - b[i]));
    return worst;
}

static double cosine(const float *a, const float *b, size_t count)
{
    double product = 0, a_square = 0, b_square = 0;
    for (size_t i = 0; i < count; i++) {
        product += (double)a[i] * (double)b[i];
        a_square += (double)a[i] * (double)a[i];
        b_square += (double)b[i] * (double)b[i];
    }
    return product / sqrt(a_square * b_square);
}

static void test_feature_agrees(void **state)
{
    (void)state;
    struct model *model = open_model("fr_feature");
    struct net *net = open_net(model, 0, 0, NET_EXACT), *fast = open_net(model, 0, 0, NET_ROUNDED);
    assert_int_equal(net_output_count(net), 1);
    struct net_tensor output = net_output(net, 0);
    assert_int_equal(output.count, 512);
    assert_int_equal(output.dims[1], 512);
    bool compared = false;
    for (size_t i = 0; i < ARRAY_LENGTH(people); i++) {
        float *input = read_floats(people[i], "feature_input_1x3x112x112", 3 * 112 * 112);
        float *expected = read_floats(people[i], "feature_output_512", 512);
        if (input && expected) {
            set_input(net, input);
            net_run(net);
            float worst = worst_difference(output.data, expected, 512);
            print_message("%s: embedding differs by at most %g\n", people[i], (double)worst);
            assert_true(worst <= 1e-4F);
            set_input(fast, input);
            net_run(fast);
            double near = cosine(net_output(fast, 0).data, expected, 512);
            print_message("%s: cosine of the rounded embedding %.6f\n", people[i], near);
            assert_true(near >= .9995);
            compared = true;
        }
        free(input);
        free(expected);
    }
    net_close(fast);
    net_close(net);
    model_close(model);
    if (!compared) {
        print_message("skip: ../shared/data/golden is not here\n");
        skip();
    }
}

/* What the file's tail does: softmax of the scores, priors and variances for the boxes. */
static void decode(const struct net *net, size_t height, size_t width, float *ret_scores, float *ret_boxes)
{
    static const size_t strides[] = {8, 16, 32, 64};
    static const float sides[][3] = {{10, 16, 24}, {32, 48}, {64, 96}, {128, 192, 256}};
    static const size_t anchors[] = {3, 2, 2, 3};
    size_t row = 0;
    for (size_t s = 0; s < 4; s++) {
        struct net_tensor scores = net_output(net, 2 * s), boxes = net_output(net, 2 * s + 1);
        size_t rows = (height + strides[s] - 1) / strides[s], columns = (width + strides[s] - 1) / strides[s];
        assert_int_equal(scores.dims[1], rows);
        assert_int_equal(scores.dims[2], columns);
        assert_int_equal(scores.dims[3], 2 * anchors[s]);
        assert_int_equal(boxes.dims[3], 4 * anchors[s]);
        for (size_t i = 0; i < rows * columns * anchors[s]; i++, row++) {
            size_t x = i / anchors[s] % columns, y = i / anchors[s] / columns;
            const float *score = scores.data + 2 * i, *box = boxes.data + 4 * i;
            float side = sides[s][i % anchors[s]], face = 1 / (1 + expf(score[0] - score[1]));
            float w = fminf(side / (float)width, 1), h = fminf(side / (float)height, 1);
            float cx = fminf(((float)x + .5F) / (float)columns, 1) + box[0] * .1F * w;
            float cy = fminf(((float)y + .5F) / (float)rows, 1) + box[1] * .1F * h;
            w *= expf(.2F * box[2]);
            h *= expf(.2F * box[3]);
            memcpy(ret_scores + 2 * row, (float[]){1 - face, face}, 2 * sizeof(float));
            memcpy(ret_boxes + 4 * row, (float[]){cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2}, 4 * sizeof(float));
        }
    }
    assert_int_equal(row, 4420);
}

static void test_detector_agrees(void **state)
{
    (void)state;
    struct model *model = open_model("fr_detect");
    struct net *net = open_net(model, 0, 0, NET_EXACT);
    assert_int_equal(net_output_count(net), 8);
    bool compared = false;
    float *scores = calloc(4420, 2 * sizeof(float)), *boxes = calloc(4420, 4 * sizeof(float));
    for (size_t i = 0; i < ARRAY_LENGTH(people); i++) {
        float *input = read_floats(people[i], "detect_input_1x3x240x320", 3 * 240 * 320);
        float *expected_scores = read_floats(people[i], "detect_scores_1x4420x2", 4420 * 2);
        float *expected_boxes = read_floats(people[i], "detect_boxes_1x4420x4", 4420 * 4);
        if (input && expected_scores && expected_boxes) {
            set_input(net, input);
            net_run(net);
            decode(net, 240, 320, scores, boxes);
            float worst_score = worst_difference(scores, expected_scores, 4420 * 2);
            float worst_box = worst_difference(boxes, expected_boxes, 4420 * 4);
            print_message("%s: scores differ by at most %g, boxes %g\n", people[i], (double)worst_score,
                          (double)worst_box);
            assert_true(worst_score <= 1e-4F);
            assert_true(worst_box <= 1e-4F);
            compared = true;
        }
        free(input);
        free(expected_scores);
        free(expected_boxes);
    }
    free(scores);
    free(boxes);
    net_close(net);
    model_close(model);
    if (!compared) {
        print_message("skip: ../shared/data/golden is not here\n");
        skip();
    }
}

/* Every real model opens, runs, and gives the shapes that the face room is built on; the detector at 640x480 too. */
static void test_shapes_of_real_models(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t height, width, input[3], outputs, first[4];
    } expected[] = {
        {"fr_detect", 0, 0, {240, 320, 3}, 8, {1, 30, 40, 6}},
        {"fr_detect", 480, 640, {480, 640, 3}, 8, {1, 60, 80, 6}},
        {"fr_landmark", 0, 0, {64, 64, 1}, 1, {1, 136, 1, 1}},
        {"fr_feature", 0, 0, {112, 112, 3}, 1, {1, 512, 1, 1}},
        {"fr_liveness", 0, 0, {128, 128, 3}, 1, {1, 3, 1, 1}},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++) {
        struct model *model = open_model(expected[i].name);
        struct net *net = open_net(model, expected[i].height, expected[i].width, NET_FAST);
        struct net_tensor input = net_input(net), output = net_output(net, 0);
        assert_memory_equal(input.dims + 1, expected[i].input, sizeof(expected[i].input));
        assert_int_equal(net_output_count(net), expected[i].outputs);
        assert_memory_equal(output.dims, expected[i].first, sizeof(expected[i].first));
        for (size_t k = 0; k < input.count; k++)
            input.data[k] = (float)(k % 19) * 0.1F - 0.9F;
        net_run(net);
        for (size_t k = 0; k < output.count; k++)
            assert_true(isfinite(output.data[k]));
        net_close(net);
        model_close(model);
    }
}

/* Those with fully connected layers keep to their size, and say so. */
static void test_other_size_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"fr_landmark", "fr_feature", "fr_liveness"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        struct model *model = open_model(names[i]);
        char error[MODEL_ERROR_SIZE] = "";
        assert_null(net_open(model, 256, 256, NET_EXACT, error));
        assert_non_null(strstr(error, "fully convolutional"));
        model_close(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feature_agrees),
        cmocka_unit_test(test_detector_agrees),
        cmocka_unit_test(test_shapes_of_real_models),
        cmocka_unit_test(test_other_size_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
