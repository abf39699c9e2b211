/* SPDX-License-Identifier: MIT */
/* Nets opened NET_ROUNDED beside NET_EXACT ones of the same model; NET_FAST is one of the two. */
#include "nn/kernel/pointwise.h"
#include "nn/reference.h"

enum { SIDE = 9 };

/* Each product of two rounded numbers is off by less than 2^-7 of itself, and so is the sum of their sizes. */
static const float rounding = 1.0F / 128;

static void add_pointwise(struct tiny *tiny, const char *input, const char *output, size_t inputs, size_t outputs)
{
    char weights_name[64], bias_name[64], names[256];
    snprintf(weights_name, sizeof(weights_name), "%s.weights", output);
    snprintf(bias_name, sizeof(bias_name), "%s.bias", output);
    snprintf(names, sizeof(names), "%s %s %s", input, weights_name, bias_name);
    float *weights = random_floats(inputs * outputs), *bias = random_floats(outputs);
    for (size_t i = 0; i < inputs * outputs; i++)
        weights[i] /= (float)inputs; // sums of sizes then stay below 2
    tiny_floats(tiny, weights_name, weights, (int64_t[]){(int64_t)outputs, (int64_t)inputs, 1, 1}, 4);
    tiny_floats(tiny, bias_name, bias, (int64_t[]){(int64_t)outputs}, 1);
    tiny_node(tiny, "Conv", names, output);
    free(weights);
    free(bias);
}

/* Two Convs written side by side into one Concat, so that their outputs have a stride, and one that reads both. */
static struct model *make_model(size_t inputs, size_t first, size_t second, size_t outputs)
{
    struct tiny tiny;
    tiny_init(&tiny, 13, (int64_t)inputs, SIDE, SIDE);
    float *slopes = random_floats(second);
    tiny_floats(&tiny, "slopes", slopes, (int64_t[]){(int64_t)second, 1, 1}, 3);
    free(slopes);
    add_pointwise(&tiny, "input", "one", inputs, first);
    tiny_node(&tiny, "Relu", "one", "one.relu");
    add_pointwise(&tiny, "input", "two", inputs, second);
    tiny_node(&tiny, "PRelu", "two slopes", "two.prelu");
    tiny_int(&tiny, tiny_node(&tiny, "Concat", "one.relu two.prelu", "both"), "axis", 1);
    add_pointwise(&tiny, "both", "three", first + second, outputs);
    tiny_output(&tiny, "both");
    tiny_output(&tiny, "three");
    return open_tiny(&tiny);
}

static struct net *open_net(const struct model *model, enum net_precision precision)
{
    char error[MODEL_ERROR_SIZE] = "";
    struct net *net = net_open(model, 0, 0, precision, error);
    if (!net)
        fail_msg("%s", error);
    return net;
}

/* How far the outputs are apart at most. */
static float run_both(const struct model *model, size_t inputs)
{
    struct net *exact = open_net(model, NET_EXACT), *fast = open_net(model, NET_ROUNDED);
    struct image image = image_make(inputs, SIDE, SIDE);
    set_input(exact, &image);
    set_input(fast, &image);
    net_run(exact);
    net_run(fast);
    float worst = 0;
    for (size_t output = 0; output < net_output_count(exact); output++) {
        struct net_tensor a = net_output(exact, output), b = net_output(fast, output);
        for (size_t i = 0; i < a.count; i++) {
            assert_true(isfinite(b.data[i]));
            worst = fmaxf(worst, fabsf(a.data[i] - b.data[i]));
        }
    }
    free(image.data);
    net_close(exact);
    net_close(fast);
    return worst;
}

static void test_rounded_is_near_exact(void **state)
{
    (void)state;
    random_state = 1;
    bool bfloat16 = kernel_pointwise_rounds();
    if (!bfloat16)
        print_message("this CPU has no AVX512_BF16: rounded must be exact\n");
    for (int round = 0; round < 30; round++) {
        size_t inputs = 1 + random_below(70), first = 1 + random_below(40), second = 1 + random_below(40);
        struct model *model = make_model(inputs, first, second, 1 + random_below(70));
        float worst = run_both(model, inputs);
        // Through two layers; and rounding must have been there, or the kernel was not used.
        assert_true(worst <= (bfloat16 ? 4 * rounding : 0));
        assert_true(!bfloat16 || worst > 0);
        model_close(model);
    }
}

/* A Conv with more inputs than the kernel's panel holds must go another way. */
static void test_too_many_inputs_stay_exact(void **state)
{
    (void)state;
    random_state = 2;
    struct tiny tiny;
    size_t inputs = KERNEL_POINTWISE_INPUTS_MAX + 1;
    tiny_init(&tiny, 13, (int64_t)inputs, SIDE, SIDE);
    add_pointwise(&tiny, "input", "one", inputs, 20);
    tiny_output(&tiny, "one");
    struct model *model = open_tiny(&tiny);
    assert_true(run_both(model, inputs) <= 0);
    model_close(model);
}

/* Windows and strides are not for the kernel either. */
static void test_other_windows_stay_exact(void **state)
{
    (void)state;
    random_state = 3;
    struct tiny tiny;
    tiny_init(&tiny, 13, 16, SIDE, SIDE);
    float *weights = random_floats((size_t)16 * 16 * 9);
    tiny_floats(&tiny, "wide", weights, (int64_t[]){16, 16, 3, 3}, 4);
    tiny_floats(&tiny, "narrow", weights, (int64_t[]){16, 16, 1, 1}, 4);
    free(weights);
    tiny_node(&tiny, "Conv", "input wide", "one");
    tiny_ints(&tiny, tiny_node(&tiny, "Conv", "input narrow", "two"), "strides", (int64_t[]){2, 2}, 2);
    tiny_ints(&tiny, tiny_node(&tiny, "Conv", "input narrow", "three"), "pads", (int64_t[]){1, 1, 1, 1}, 4);
    tiny_output(&tiny, "one");
    tiny_output(&tiny, "two");
    tiny_output(&tiny, "three");
    struct model *model = open_tiny(&tiny);
    assert_true(run_both(model, 16) <= 0);
    model_close(model);
}

/* Whichever is faster here, it gives what it gives under its own name, and what is said of it says which. */
static void test_fast_is_one_of_the_two(void **state)
{
    (void)state;
    random_state = 4;
    struct model *model = make_model(40, 20, 30, 50);
    bool rounds = strstr(net_kernels(), "bfloat16");
    struct net *fast = open_net(model, NET_FAST), *same = open_net(model, rounds ? NET_ROUNDED : NET_EXACT);
    struct image image = image_make(40, SIDE, SIDE);
    set_input(fast, &image);
    set_input(same, &image);
    net_run(fast);
    net_run(same);
    struct net_tensor a = net_output(fast, 1), b = net_output(same, 1);
    assert_memory_equal(a.data, b.data, a.count * sizeof(float));
    free(image.data);
    net_close(fast);
    net_close(same);
    model_close(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounded_is_near_exact),
        cmocka_unit_test(test_fast_is_one_of_the_two),
        cmocka_unit_test(test_too_many_inputs_stay_exact),
        cmocka_unit_test(test_other_windows_stay_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
