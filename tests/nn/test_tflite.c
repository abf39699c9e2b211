/* SPDX-License-Identifier: MIT */
/* TFLite's operators, one by one, against plain loops over (H, W, C) that follow TFLite's own definitions. */
#include "nn/reference.h"
#include "nn/tflite/tflite.h"
#include "nn/tiny_tflite.h"

enum { NONE, RELU, RELU_N1_TO_1, RELU6, ACTIVATIONS };

/* (H, W, C) */
struct picture {
    size_t height, width, channels;
    float *data;
};

static size_t count_of(const struct picture *picture)
{
    return picture->height * picture->width * picture->channels;
}

static struct picture picture_make(size_t height, size_t width, size_t channels)
{
    return (struct picture){height, width, channels, random_floats(height * width * channels)};
}

static float activate(int activation, float value)
{
    static const float bounds[ACTIVATIONS][2] = {{-INFINITY, INFINITY}, {0, INFINITY}, {-1, 1}, {0, 6}};
    return fminf(fmaxf(value, bounds[activation][0]), bounds[activation][1]);
}

/* A model of one input and what a test adds to it. */
struct rig {
    struct tiny_tflite *tiny;
    int32_t batch;
    int32_t input;
};

static struct rig rig_open(const struct picture *input)
{
    struct rig rig = {.tiny = tiny_tflite_open(), .batch = (int32_t)random_below(3) + 1};
    rig.input =
        tiny_tflite_input(rig.tiny, rig.batch, (int32_t)input->height, (int32_t)input->width, (int32_t)input->channels);
    return rig;
}

static int32_t add_image(struct rig *rig, const char *name, size_t height, size_t width, size_t channels)
{
    int32_t dims[] = {rig->batch, (int32_t)height, (int32_t)width, (int32_t)channels};
    return tiny_tflite_tensor(rig->tiny, name, dims, NULL);
}

static int32_t add_row(struct rig *rig, const char *name, size_t count)
{
    return tiny_tflite_tensor(rig->tiny, name, (int32_t[]){rig->batch, (int32_t)count, 0, 0}, NULL);
}

static int32_t add_vector(struct rig *rig, const char *name, size_t count, const float *data)
{
    return tiny_tflite_tensor(rig->tiny, name, (int32_t[]){(int32_t)count, 0, 0, 0}, data);
}

static int32_t add_numbers(struct rig *rig, const char *name, size_t count, const int32_t *data)
{
    int32_t number = tiny_tflite_tensor(rig->tiny, name, (int32_t[]){(int32_t)count, 0, 0, 0}, data);
    rig->tiny->tensors[number].type = TINY_INT32;
    return number;
}

/* Runs the model on `input` and compares its output number `output`. Releases all but the input's data. */
static void expect(struct rig *rig, int32_t output, const struct picture *input, const struct picture *expected)
{
    char error[MODEL_ERROR_SIZE] = "";
    size_t size;
    tiny_tflite_output(rig->tiny, output);
    const uint8_t *bytes = tiny_tflite_pack(rig->tiny, &size);
    struct model *model = model_open_bytes(bytes, size, error);
    struct net *net = model ? net_open(model, 0, 0, NET_EXACT, error) : NULL;
    if (!net)
        fail_msg("%s", error);
    assert_int_equal(net_input(net).count, count_of(input));
    memcpy(net_input(net).data, input->data, count_of(input) * sizeof(float));
    struct net_tensor result = net_output(net, 0);
    assert_int_equal(net_output_count(net), 1);
    assert_int_equal(result.count, count_of(expected));
    for (int run = 0; run < 2; run++) {
        net_run(net);
        for (size_t i = 0; i < result.count; i++)
            if (!(fabsf(result.data[i] - expected->data[i]) <= 1e-4F * fmaxf(1, fabsf(expected->data[i]))))
                fail_msg("value %zu of %zux%zux%zu: %g instead of %g", i, expected->height, expected->width,
                         expected->channels, (double)result.data[i], (double)expected->data[i]);
    }
    net_close(net);
    model_close(model);
    tiny_tflite_close(rig->tiny);
    free(expected->data);
}

struct window {
    size_t kernel[2], stride[2], dilation[2], before[2];
    bool same;
    int activation;
};

/* TFLite's rule: outputs of one axis, and its padding in front. */
static size_t outputs_of(struct window *window, size_t axis, size_t input)
{
    size_t reach = (window->kernel[axis] - 1) * window->dilation[axis] + 1, stride = window->stride[axis];
    if (!window->same)
        return (input - reach) / stride + 1;
    size_t outputs = (input + stride - 1) / stride, needed = (outputs - 1) * stride + reach;
    window->before[axis] = needed > input ? (needed - input) / 2 : 0;
    return outputs;
}

/* Weights (O, H, W, I), or (1, H, W, O) when depthwise. */
static struct picture reference(const struct picture *in, struct window window, size_t outputs, bool depthwise,
                                const float *weights, const float *bias)
{
    struct picture out = {outputs_of(&window, 0, in->height), outputs_of(&window, 1, in->width), outputs, NULL};
    out.data = malloc(count_of(&out) * sizeof(float));
    assert_non_null(out.data);
    size_t inputs = depthwise ? 1 : in->channels, taps = window.kernel[0] * window.kernel[1];
    for (size_t at = 0; at < count_of(&out); at++) {
        size_t o = at % outputs, row = at / outputs / out.width, column = at / outputs % out.width;
        double sum = bias ? (double)bias[o] : 0;
        for (size_t k = 0; k < taps * inputs; k++) {
            size_t tap = k / inputs, i = depthwise ? o : k % inputs;
            size_t y = row * window.stride[0] + tap / window.kernel[1] * window.dilation[0] - window.before[0];
            size_t x = column * window.stride[1] + tap % window.kernel[1] * window.dilation[1] - window.before[1];
            size_t weight = depthwise ? tap * outputs + o : o * taps * inputs + k;
            if (y < in->height && x < in->width) // wraps below zero
                sum += (double)in->data[(y * in->width + x) * in->channels + i] * (double)weights[weight];
        }
        out.data[at] = activate(window.activation, (float)sum);
    }
    return out;
}

static void try_conv(bool depthwise)
{
    struct window window = {.same = random_below(2), .activation = (int)random_below(ACTIVATIONS)};
    size_t channels = 1 + random_below(40), outputs = depthwise ? channels : 1 + random_below(24);
    for (size_t axis = 0; axis < 2; axis++) {
        window.kernel[axis] = random_below(2) ? 3 : 1 + random_below(4);
        window.stride[axis] = 1 + random_below(3);
        window.dilation[axis] = random_below(3) ? 1 : 2;
    }
    if (random_below(2))
        window.stride[1] = window.stride[0];
    struct picture input = picture_make(8 + random_below(9), 8 + random_below(9), channels);
    size_t inputs = depthwise ? 1 : channels, taps = window.kernel[0] * window.kernel[1];
    float *weights = random_floats(taps * inputs * outputs), *bias = random_below(4) ? random_floats(outputs) : NULL;
    struct picture expected = reference(&input, window, outputs, depthwise, weights, bias);

    struct rig rig = rig_open(&input);
    int32_t kernel[2] = {(int32_t)window.kernel[0], (int32_t)window.kernel[1]};
    int32_t dims[4] = {depthwise ? 1 : (int32_t)outputs, kernel[0], kernel[1], (int32_t)(depthwise ? outputs : inputs)};
    int32_t taken = tiny_tflite_tensor(rig.tiny, "weights", dims, weights);
    int32_t shift = bias ? add_vector(&rig, "bias", outputs, bias) : -1;
    int32_t output = add_image(&rig, "output", expected.height, expected.width, expected.channels);
    struct tiny_operator *op = tiny_tflite_op(rig.tiny, depthwise ? TFLITE_DEPTHWISE_CONV_2D : TFLITE_CONV_2D,
                                              (int32_t[]){rig.input, taken, shift}, output);
    int type = depthwise ? 2 : 1, next = depthwise ? 4 : 3;
    tiny_tflite_option(op, type, 0, 1, window.same ? 0 : 1);
    tiny_tflite_option(op, type, 1, 4, (double)window.stride[1]);
    tiny_tflite_option(op, type, 2, 4, (double)window.stride[0]);
    tiny_tflite_option(op, type, next, 1, window.activation);
    tiny_tflite_option(op, type, next + 1, 4, (double)window.dilation[1]);
    tiny_tflite_option(op, type, next + 2, 4, (double)window.dilation[0]);
    expect(&rig, output, &input, &expected);
    free(weights);
    free(bias);
    free(input.data);
}

static void test_convolutions(void **state)
{
    (void)state;
    for (int i = 0; i < 150; i++) {
        try_conv(false);
        try_conv(true);
    }
}

/* RESHAPE to a row and FULLY_CONNECTED, or the latter alone: both see (H, W, C) in that order. */
static void test_dense(void **state)
{
    (void)state;
    for (int i = 0; i < 40; i++) {
        bool reshapes = random_below(2), keeps = random_below(2);
        size_t side = keeps ? 1 : 1 + random_below(5), outputs = 1 + random_below(20);
        struct picture input = picture_make(side, side, 1 + random_below(9));
        size_t count = count_of(&input);
        float *weights = random_floats(outputs * count), *bias = random_floats(outputs);
        struct window window = {{side, side}, {1, 1}, {1, 1}, {0, 0}, false, (int)random_below(ACTIVATIONS)};
        struct picture expected = reference(&input, window, outputs, false, weights, bias);

        struct rig rig = rig_open(&input);
        int32_t shape[] = {random_below(2) ? -1 : rig.batch, (int32_t)count}, from = rig.input;
        if (reshapes) {
            int32_t target = add_numbers(&rig, "shape", 2, shape);
            from = add_row(&rig, "row", count);
            tiny_tflite_op(rig.tiny, TFLITE_RESHAPE, (int32_t[]){rig.input, target, -1}, from);
        }
        int32_t matrix =
            tiny_tflite_tensor(rig.tiny, "weights", (int32_t[]){(int32_t)outputs, (int32_t)count, 0, 0}, weights);
        int32_t shift = add_vector(&rig, "bias", outputs, bias);
        bool image = keeps && !reshapes;
        int32_t output = image ? add_image(&rig, "output", 1, 1, outputs) : add_row(&rig, "output", outputs);
        struct tiny_operator *op =
            tiny_tflite_op(rig.tiny, TFLITE_FULLY_CONNECTED, (int32_t[]){from, matrix, shift}, output);
        tiny_tflite_option(op, 8, 0, 1, window.activation);
        tiny_tflite_option(op, 8, 2, 1, image);
        expect(&rig, output, &input, &expected);
        free(weights);
        free(bias);
        free(input.data);
    }
}

/* PReLU as TensorFlow 1 writes it, RELU(x) + c * (x - ABS(x)), inputs in any order, behind a Conv or the input. */
static void test_prelu(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        bool native = i % 2, conv = random_below(2), swaps = random_below(2), one = random_below(4) == 0;
        size_t channels = 1 + random_below(30);
        struct picture input = picture_make(1 + random_below(6), 1 + random_below(6), channels);
        float *weights = random_floats(channels * channels), *slopes = random_floats(channels);
        struct window window = {{1, 1}, {1, 1}, {1, 1}, {0, 0}, false, NONE};
        struct picture expected = reference(&input, window, channels, false, weights, NULL);
        if (!conv)
            memcpy(expected.data, input.data, count_of(&input) * sizeof(float));
        for (size_t k = 0; k < count_of(&input); k++)
            if (expected.data[k] < 0)
                expected.data[k] *= slopes[one ? 0 : k % channels] * (native ? 1 : 2);

        struct rig rig = rig_open(&input);
        int32_t x = rig.input, c = add_vector(&rig, "slopes", one ? 1 : channels, slopes);
        if (conv) {
            int32_t dims[] = {(int32_t)channels, 1, 1, (int32_t)channels};
            int32_t taken = tiny_tflite_tensor(rig.tiny, "weights", dims, weights);
            x = add_image(&rig, "x", input.height, input.width, channels);
            struct tiny_operator *op = tiny_tflite_op(rig.tiny, TFLITE_CONV_2D, (int32_t[]){rig.input, taken, -1}, x);
            tiny_tflite_option(op, 1, 1, 4, 1);
            tiny_tflite_option(op, 1, 2, 4, 1);
        }
        int32_t made[5];
        for (size_t k = 0; k < 5; k++)
            made[k] = add_image(&rig, "part", input.height, input.width, channels);
        if (native) {
            tiny_tflite_op(rig.tiny, TFLITE_PRELU, (int32_t[]){x, c, -1}, made[4]);
        } else {
            tiny_tflite_op(rig.tiny, TFLITE_RELU, (int32_t[]){x, -1, -1}, made[0]);
            tiny_tflite_op(rig.tiny, TFLITE_ABS, (int32_t[]){x, -1, -1}, made[1]);
            tiny_tflite_op(rig.tiny, TFLITE_SUB, (int32_t[]){x, made[1], -1}, made[2]);
            tiny_tflite_op(rig.tiny, TFLITE_MUL, (int32_t[]){swaps ? c : made[2], swaps ? made[2] : c, -1}, made[3]);
            size_t first = random_below(2) ? 0 : 3;
            tiny_tflite_op(rig.tiny, TFLITE_ADD, (int32_t[]){made[first], made[3 - first], -1}, made[4]);
        }
        expect(&rig, made[4], &input, &expected);
        free(weights);
        free(slopes);
        free(input.data);
    }
}

/* ADD, SUB and MUL with a constant or with the input's own square. */
static void test_arithmetic(void **state)
{
    (void)state;
    static const int codes[] = {TFLITE_ADD, TFLITE_SUB, TFLITE_MUL}, types[] = {11, 28, 21};
    for (int i = 0; i < 90; i++) {
        int which = i % 3, activation = (int)random_below(ACTIVATIONS);
        bool constant = which == 1 || random_below(2), one = random_below(3) == 0,
             swaps = which != 1 && random_below(2);
        struct picture input = picture_make(1 + random_below(6), 1 + random_below(6), 1 + random_below(20));
        struct picture expected = picture_make(input.height, input.width, input.channels);
        float *values = random_floats(input.channels);
        for (size_t k = 0; k < count_of(&input); k++) {
            float a = input.data[k], b = constant ? values[one ? 0 : k % input.channels] : a * a;
            expected.data[k] = activate(activation, which == 0 ? a + b : which == 1 ? a - b : a * b);
        }
        struct rig rig = rig_open(&input);
        int32_t other = add_vector(&rig, "constant", one ? 1 : input.channels, values);
        if (!constant) {
            other = add_image(&rig, "square", input.height, input.width, input.channels);
            tiny_tflite_op(rig.tiny, TFLITE_MUL, (int32_t[]){rig.input, rig.input, -1}, other);
        }
        int32_t output = add_image(&rig, "output", input.height, input.width, input.channels);
        int32_t inputs[] = {swaps ? other : rig.input, swaps ? rig.input : other, -1};
        struct tiny_operator *op = tiny_tflite_op(rig.tiny, codes[which], inputs, output);
        tiny_tflite_option(op, types[which], 0, 1, activation);
        expect(&rig, output, &input, &expected);
        free(values);
        free(input.data);
    }
}

/* What each operator without weights makes of pixel `from` and its channel. */
static float plain(int code, const float *from, size_t channels, size_t channel)
{
    double sum = 0, squares = 0;
    for (size_t c = 0; c < channels; c++) {
        sum += exp((double)from[c]);
        squares += (double)from[c] * (double)from[c];
    }
    switch (code) {
    case TFLITE_RELU:
        return activate(RELU, from[channel]);
    case TFLITE_RELU6:
        return activate(RELU6, from[channel]);
    case TFLITE_RELU_N1_TO_1:
        return activate(RELU_N1_TO_1, from[channel]);
    case TFLITE_LOGISTIC:
        return (float)(1 / (1 + exp(-(double)from[channel])));
    case TFLITE_SOFTMAX:
        return (float)(exp((double)from[channel]) / sum);
    default:
        return (float)((double)from[channel] / fmax(sqrt(squares), 1e-6));
    }
}

static void test_each_pixel(void **state)
{
    (void)state;
    static const int codes[] = {TFLITE_RELU,     TFLITE_RELU6,   TFLITE_RELU_N1_TO_1,
                                TFLITE_LOGISTIC, TFLITE_SOFTMAX, TFLITE_L2_NORMALIZATION};
    for (size_t i = 0; i < 60; i++) {
        int code = codes[i % ARRAY_LENGTH(codes)];
        struct picture input = picture_make(1 + random_below(6), 1 + random_below(6), 1 + random_below(40));
        struct picture expected = picture_make(input.height, input.width, input.channels);
        bool silent = random_below(5) == 0; // a vector of zeros stays one
        for (size_t k = 0; k < count_of(&input); k++)
            input.data[k] = silent ? 0 : input.data[k] * 8;
        for (size_t k = 0; k < count_of(&input); k++)
            expected.data[k] = plain(code, input.data + k - k % input.channels, input.channels, k % input.channels);
        struct rig rig = rig_open(&input);
        int32_t output = add_image(&rig, "output", input.height, input.width, input.channels);
        struct tiny_operator *op = tiny_tflite_op(rig.tiny, code, (int32_t[]){rig.input, -1, -1}, output);
        if (code == TFLITE_SOFTMAX)
            tiny_tflite_option(op, 9, 0, 4, 0x3f800000); // 1 as a float's bits
        expect(&rig, output, &input, &expected);
        free(input.data);
    }
}

/* The mean over height and width, expected as one pixel. */
static struct picture mean_of(const struct picture *input)
{
    struct picture mean = picture_make(1, 1, input->channels);
    size_t pixels = input->height * input->width;
    for (size_t c = 0; c < input->channels; c++) {
        double sum = 0;
        for (size_t p = 0; p < pixels; p++)
            sum += (double)input->data[p * input->channels + c];
        mean.data[c] = (float)(sum / (double)pixels);
    }
    return mean;
}

static void test_mean(void **state)
{
    (void)state;
    static const int32_t axes[2][2] = {{1, 2}, {-2, -3}};
    for (int i = 0; i < 20; i++) {
        struct picture input = picture_make(1 + random_below(7), 1 + random_below(7), 1 + random_below(30));
        struct picture expected = mean_of(&input);
        struct rig rig = rig_open(&input);
        bool keeps = random_below(2);
        int32_t numbers = add_numbers(&rig, "axes", 2, axes[random_below(2)]);
        int32_t output = keeps ? add_image(&rig, "mean", 1, 1, input.channels) : add_row(&rig, "mean", input.channels);
        struct tiny_operator *op = tiny_tflite_op(rig.tiny, TFLITE_MEAN, (int32_t[]){rig.input, numbers, -1}, output);
        tiny_tflite_option(op, 27, 0, 1, keeps);
        expect(&rig, output, &input, &expected);
        free(input.data);
    }
}

/* AVERAGE_POOL_2D of the whole image; then to a row, by SQUEEZE or RESHAPE, and sometimes back, which moves nothing. */
static void test_pool_and_shapes(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++) {
        struct picture input = picture_make(1 + random_below(7), 1 + random_below(7), 1 + random_below(30));
        struct picture expected = mean_of(&input);
        struct rig rig = rig_open(&input);
        int32_t pool = add_image(&rig, "pool", 1, 1, input.channels), row = add_row(&rig, "row", input.channels);
        int32_t again = add_image(&rig, "again", 1, 1, input.channels);
        const double options[] = {1, 1, 1, (double)input.width, (double)input.height};
        struct tiny_operator *op =
            tiny_tflite_op(rig.tiny, TFLITE_AVERAGE_POOL_2D, (int32_t[]){rig.input, -1, -1}, pool);
        for (int k = 0; k < 5; k++)
            tiny_tflite_option(op, 5, k, k == 0 ? 1 : 4, options[k]);
        op = tiny_tflite_op(rig.tiny, i % 3 ? TFLITE_RESHAPE : TFLITE_SQUEEZE, (int32_t[]){pool, -1, -1}, row);
        op->options_type = i % 3 ? 17 : 30;
        op->list_count = 2;
        op->list[0] = i % 3 ? rig.batch : 1 + (int32_t)random_below(2);
        op->list[1] = i % 3 ? -1 : 3 - op->list[0];
        if (i % 2) {
            int32_t shape[] = {rig.batch, 1, 1, -1}, target = add_numbers(&rig, "shape", 4, shape);
            tiny_tflite_op(rig.tiny, TFLITE_RESHAPE, (int32_t[]){row, target, -1}, again);
            expect(&rig, again, &input, &expected);
        } else {
            expect(&rig, row, &input, &expected);
        }
        free(input.data);
    }
}

static void test_concatenation(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct picture input = picture_make(1 + random_below(6), 1 + random_below(6), 1 + random_below(20));
        struct picture expected = picture_make(input.height, input.width, input.channels * 2);
        for (size_t k = 0; k < count_of(&expected); k++) {
            float value = input.data[k / expected.channels * input.channels + k % input.channels];
            expected.data[k] = k % expected.channels < input.channels ? activate(RELU, value) : value;
        }
        struct rig rig = rig_open(&input);
        int32_t relu = add_image(&rig, "relu", input.height, input.width, input.channels);
        int32_t output = add_image(&rig, "both", input.height, input.width, input.channels * 2);
        tiny_tflite_op(rig.tiny, TFLITE_RELU, (int32_t[]){rig.input, -1, -1}, relu);
        struct tiny_operator *op =
            tiny_tflite_op(rig.tiny, TFLITE_CONCATENATION, (int32_t[]){relu, rig.input, -1}, output);
        tiny_tflite_option(op, 10, 0, 4, random_below(2) ? 3 : -1);
        expect(&rig, output, &input, &expected);
        free(input.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_convolutions),    cmocka_unit_test(test_dense),         cmocka_unit_test(test_prelu),
        cmocka_unit_test(test_arithmetic),      cmocka_unit_test(test_each_pixel),    cmocka_unit_test(test_mean),
        cmocka_unit_test(test_pool_and_shapes), cmocka_unit_test(test_concatenation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
