/* SPDX-License-Identifier: MIT */
/* Ops with weights: Conv, Gemm, MatMul, BatchNormalization and arithmetic, all of which become Conv nodes. */
#include "nn/onnx/build.h"

#include <math.h>

/* Copies `count` weights and refuses those that would poison every result. */
static bool read_finite(struct builder *builder, const struct onnx_constant *constant, size_t count, float *ret_values)
{
    if (constant->count != count)
        return build_fail(builder, "its weights hold %zu values where %zu are needed", constant->count, count);
    return assembly_copy_finite(&builder->assembly, constant->data, count, ret_values);
}

/* Input `index` as (channels): zeros when it is absent. */
static bool read_vector(struct builder *builder, size_t index, size_t channels, float *ret_values)
{
    memset(ret_values, 0, channels * sizeof(*ret_values));
    if (!build_input(builder, index))
        return true;
    const struct onnx_constant *constant;
    return build_constant(builder, index, false, &constant) && read_finite(builder, constant, channels, ret_values);
}

/* (O, I/groups, H, W), the file's order, to the node's. */
static void reorder(const struct graph_node *node, const float *from, float *to)
{
    size_t taps = (size_t)node->window.height * node->window.width;
    size_t inputs = node->input_channels / node->groups, outputs = node->output_channels;
    bool depthwise = graph_is_depthwise(node);
    for (size_t o = 0; o < outputs; o++) {
        for (size_t i = 0; i < inputs; i++) {
            for (size_t tap = 0; tap < taps; tap++) {
                size_t place = depthwise ? tap * outputs + o : (o * taps + tap) * inputs + i;
                to[place] = from[(o * inputs + i) * taps + tap];
            }
        }
    }
}

static bool take_weights(struct builder *builder, const struct onnx_constant *constant, struct graph_node *node)
{
    size_t count = graph_weight_count(node);
    float *from = assembly_weights(&builder->assembly, count);
    node->weights = from ? assembly_weights(&builder->assembly, count) : NULL;
    node->bias = node->weights ? assembly_weights(&builder->assembly, node->output_channels) : NULL;
    if (!node->bias || !read_finite(builder, constant, count, from))
        return false;
    reorder(node, from, node->weights);
    builder->assembly.weights_taken -= count; // `from` is gone when the file is read
    return true;
}

static bool read_window(struct builder *builder, const struct onnx_constant *weights, struct graph_window *ret_window)
{
    int64_t kernel[2] = {weights->dims[2], weights->dims[3]};
    int64_t strides[2] = {1, 1}, dilations[2] = {1, 1}, pads[4] = {0};
    if (!build_ints(builder, "kernel_shape", 2, 1, GRAPH_KERNEL_MAX, kernel) ||
        !build_ints(builder, "strides", 2, 1, GRAPH_STEP_MAX, strides) ||
        !build_ints(builder, "dilations", 2, 1, GRAPH_STEP_MAX, dilations) ||
        !build_ints(builder, "pads", 4, 0, GRAPH_STEP_MAX, pads))
        return false;
    if (kernel[0] != weights->dims[2] || kernel[1] != weights->dims[3])
        return build_fail(builder, "kernel_shape differs from the shape of its weights");
    if (kernel[0] > GRAPH_KERNEL_MAX || kernel[1] > GRAPH_KERNEL_MAX)
        return build_fail(builder, "its window is larger than %d", GRAPH_KERNEL_MAX);
    const Onnx__AttributeProto *automatic = onnx_attribute(builder->node, "auto_pad");
    if (automatic) {
        const char *text = automatic->has_s ? (const char *)automatic->s.data : "";
        size_t size = automatic->has_s ? automatic->s.len : 0;
        bool not_set = size == 6 && memcmp(text, "NOTSET", 6) == 0;
        bool valid = size == 5 && memcmp(text, "VALID", 5) == 0 && pads[0] + pads[1] + pads[2] + pads[3] == 0;
        if (!not_set && !valid)
            return build_fail(builder, "auto_pad is not supported: give pads");
    }
    *ret_window = (struct graph_window){
        .height = (uint32_t)kernel[0],
        .width = (uint32_t)kernel[1],
        .stride_y = (uint32_t)strides[0],
        .stride_x = (uint32_t)strides[1],
        .dilation_y = (uint32_t)dilations[0],
        .dilation_x = (uint32_t)dilations[1],
        .top = (uint32_t)pads[0],
        .left = (uint32_t)pads[1],
        .bottom = (uint32_t)pads[2],
        .right = (uint32_t)pads[3],
    };
    return true;
}

bool build_conv(struct builder *builder)
{
    static const char *const known[] = {"auto_pad", "dilations", "group", "kernel_shape", "pads", "strides", NULL};
    struct symbol *input;
    const struct onnx_constant *weights;
    if (!build_known_attributes(builder, known) || !build_value(builder, 0, &input) ||
        !build_constant(builder, 1, false, &weights))
        return false;
    if (weights->rank != 4 || input->flat || builder->node->n_input > 3)
        return build_fail(builder, "only 2-D convolution is supported");
    struct graph_node node = assembly_conv;
    int64_t groups = 1;
    if (!build_int(builder, "group", 1, MODEL_SIDE_MAX, &groups) || !read_window(builder, weights, &node.window))
        return false;
    if (weights->dims[0] % groups != 0 || weights->dims[1] * groups > MODEL_ELEMENTS_MAX)
        return build_fail(builder, "group does not divide its channels");
    node.inputs[0] = input->value;
    node.groups = (uint32_t)groups;
    node.input_channels = (uint32_t)(weights->dims[1] * groups);
    node.output_channels = (uint32_t)weights->dims[0];
    return take_weights(builder, weights, &node) && read_vector(builder, 2, node.output_channels, node.bias) &&
           build_add(builder, node, false);
}

/*
 * A fully connected layer: weights (outputs, inputs), or the other way round when `transposed`, as the Conv whose
 * window covers the whole input. A flattened (C, H, W) input makes them (O, C, H, W), which is a Conv's own order.
 */
static bool add_dense(struct builder *builder, const struct symbol *input, const struct onnx_constant *weights,
                      bool transposed, float scale, float bias_scale)
{
    struct graph_shape shape = build_shape_of(builder, input);
    size_t outputs = (size_t)weights->dims[transposed ? 1 : 0], inputs = (size_t)weights->dims[transposed ? 0 : 1];
    if (inputs != graph_shape_count(shape) || shape.height > GRAPH_KERNEL_MAX || shape.width > GRAPH_KERNEL_MAX)
        return build_fail(builder, "its weights are for %zu inputs, it has %zux%zux%zu", inputs, shape.channels,
                          shape.height, shape.width);
    struct graph_node node = assembly_conv;
    node.inputs[0] = input->value;
    node.window.height = (uint32_t)shape.height;
    node.window.width = (uint32_t)shape.width;
    node.input_channels = (uint32_t)shape.channels;
    node.output_channels = (uint32_t)outputs;
    node.whole = true;

    float *ordered = arena_calloc(builder->assembly.scratch, weights->count, sizeof(*ordered));
    if (!ordered)
        return build_fail(builder, "out of memory");
    for (size_t o = 0; o < outputs; o++) {
        for (size_t i = 0; i < inputs; i++)
            ordered[o * inputs + i] =
                scale * onnx_constant_float(weights, transposed ? i * outputs + o : o * inputs + i);
    }
    struct onnx_constant as_conv = {.count = weights->count, .data = ordered};
    if (!take_weights(builder, &as_conv, &node) || !read_vector(builder, 2, outputs, node.bias))
        return false;
    for (size_t o = 0; o < outputs; o++)
        node.bias[o] *= bias_scale;
    return build_add(builder, node, true);
}

bool build_gemm(struct builder *builder)
{
    static const char *const known[] = {"alpha", "beta", "transA", "transB", NULL};
    struct symbol *input;
    const struct onnx_constant *weights;
    int64_t trans_a = 0, trans_b = 0;
    float alpha = 1, beta = 1;
    if (!build_known_attributes(builder, known) || !build_value(builder, 0, &input) ||
        !build_constant(builder, 1, false, &weights) || !build_int(builder, "transA", 0, 0, &trans_a) ||
        !build_int(builder, "transB", 0, 1, &trans_b) || !build_float(builder, "alpha", &alpha) ||
        !build_float(builder, "beta", &beta))
        return false;
    if (!input->flat || weights->rank != 2 || builder->node->n_input > 3)
        return build_fail(builder, "needs a flattened input and a matrix of weights");
    return add_dense(builder, input, weights, trans_b == 0, alpha, beta);
}

bool build_matmul(struct builder *builder)
{
    static const char *const known[] = {NULL};
    struct symbol *input;
    const struct onnx_constant *weights;
    if (!build_known_attributes(builder, known) || !build_value(builder, 0, &input) ||
        !build_constant(builder, 1, false, &weights))
        return false;
    if (!input->flat || weights->rank != 2 || builder->node->n_input != 2)
        return build_fail(builder, "needs a flattened input and a matrix of weights");
    return add_dense(builder, input, weights, true, 1, 1);
}

/* value * scale + shift for each channel. */
static bool add_affine(struct builder *builder, const struct symbol *input, const float *scale, const float *shift)
{
    struct graph_shape shape = build_shape_of(builder, input);
    uint32_t value;
    if (input->flat && shape.height * shape.width != 1)
        return build_fail(builder, "a flattened image may only enter a Gemm or MatMul");
    return assembly_affine(&builder->assembly, input->value, scale, shift, build_uses(builder), &value) &&
           build_give(builder, value, input->flat);
}

bool build_batch_normalization(struct builder *builder)
{
    static const char *const known[] = {"epsilon", "momentum", "training_mode", "spatial", NULL};
    struct symbol *input;
    float epsilon = 1e-5F;
    int64_t training = 0, spatial = 1;
    if (!build_known_attributes(builder, known) || !build_value(builder, 0, &input) ||
        !build_float(builder, "epsilon", &epsilon) || !build_int(builder, "training_mode", 0, 0, &training) ||
        !build_int(builder, "spatial", 1, 1, &spatial))
        return false;
    size_t channels = build_shape_of(builder, input).channels;
    float *vectors =
        arena_calloc(builder->assembly.scratch, channels * 4, sizeof(*vectors)); // scale, shift, mean, variance
    if (!vectors)
        return build_fail(builder, "out of memory");
    float *scale = vectors, *shift = scale + channels, *mean = shift + channels, *variance = mean + channels;
    for (size_t i = 1; i <= 4; i++) {
        const struct onnx_constant *constant;
        if (!build_constant(builder, i, false, &constant) ||
            !read_finite(builder, constant, channels, vectors + (i - 1) * channels))
            return false;
    }
    for (size_t c = 0; c < channels; c++) {
        float spread = variance[c] + epsilon;
        if (!(spread > 0))
            return build_fail(builder, "its variance is not positive");
        scale[c] /= sqrtf(spread);
        shift[c] -= mean[c] * scale[c];
    }
    return add_affine(builder, input, scale, shift);
}

/*
 * Spreads a constant over the channels of `input`. It may hold one number, or one for each channel at the place where
 * (1, C, H, W), or (1, C) when flat, has its channels, all other dimensions being 1.
 */
static bool spread_channels(struct builder *builder, const struct symbol *input, const struct onnx_constant *constant,
                            size_t channels, float *ret_values)
{
    uint32_t behind = input->flat ? 0 : 2; // dimensions after the channels
    bool fits = constant->count == 1;
    if (constant->count == channels && constant->rank > behind && constant->rank <= behind + 2)
        fits = fits || (size_t)constant->dims[constant->rank - 1 - behind] == channels;
    if (!fits || constant->rank > behind + 2)
        return build_fail(builder, "its constant must be one number, or one for each channel");
    for (size_t c = 0; c < channels; c++)
        ret_values[c] = onnx_constant_float(constant, constant->count == 1 ? 0 : c);
    return true;
}

enum arithmetic { ARITHMETIC_ADD, ARITHMETIC_SUBTRACT, ARITHMETIC_MULTIPLY, ARITHMETIC_DIVIDE };

static bool with_constant(struct builder *builder, enum arithmetic arithmetic, const struct symbol *input,
                          const struct symbol *other)
{
    if (other->constant.whole)
        return build_fail(builder, "its constant must be float32");
    size_t channels = build_shape_of(builder, input).channels;
    float *scale = arena_calloc(builder->assembly.scratch, channels * 2, sizeof(*scale));
    if (!scale)
        return build_fail(builder, "out of memory");
    float *shift = scale + channels;
    bool shifts = arithmetic == ARITHMETIC_ADD || arithmetic == ARITHMETIC_SUBTRACT;
    if (!spread_channels(builder, input, &other->constant, channels, shifts ? shift : scale))
        return false;
    for (size_t c = 0; c < channels; c++) {
        if (shifts)
            scale[c] = 1;
        if (arithmetic == ARITHMETIC_SUBTRACT)
            shift[c] = -shift[c];
        if (arithmetic == ARITHMETIC_DIVIDE)
            scale[c] = 1 / scale[c];
    }
    return add_affine(builder, input, scale, shift);
}

static bool arithmetic_op(struct builder *builder, enum arithmetic arithmetic)
{
    static const char *const known[] = {NULL};
    struct symbol *a = build_input(builder, 0), *b = build_input(builder, 1);
    if (!build_known_attributes(builder, known))
        return false;
    if (!a || !b || builder->node->n_input != 2)
        return build_fail(builder, "must have two inputs");
    bool commutes = arithmetic == ARITHMETIC_ADD || arithmetic == ARITHMETIC_MULTIPLY;
    if (a->kind == SYMBOL_VALUE && b->kind == SYMBOL_CONSTANT)
        return with_constant(builder, arithmetic, a, b);
    if (commutes && a->kind == SYMBOL_CONSTANT && b->kind == SYMBOL_VALUE)
        return with_constant(builder, arithmetic, b, a);
    if (!commutes || a->kind != SYMBOL_VALUE || b->kind != SYMBOL_VALUE)
        return build_fail(builder, "is not supported on these inputs");
    struct graph_shape one = build_shape_of(builder, a), two = build_shape_of(builder, b);
    if (a->flat != b->flat || (a->flat && (one.height * one.width != 1 || two.height * two.width != 1)))
        return build_fail(builder, "a flattened image may only enter a Gemm or MatMul");
    struct graph_node node = {
        .op = arithmetic == ARITHMETIC_ADD ? GRAPH_ADD : GRAPH_MULTIPLY,
        .inputs = {a->value, b->value},
        .input_count = 2,
        .lowest = -INFINITY,
        .highest = INFINITY,
    };
    return build_add(builder, node, a->flat);
}

bool build_add_op(struct builder *builder)
{
    return arithmetic_op(builder, ARITHMETIC_ADD);
}

bool build_multiply_op(struct builder *builder)
{
    return arithmetic_op(builder, ARITHMETIC_MULTIPLY);
}

bool build_subtract_op(struct builder *builder)
{
    return arithmetic_op(builder, ARITHMETIC_SUBTRACT);
}

bool build_divide_op(struct builder *builder)
{
    return arithmetic_op(builder, ARITHMETIC_DIVIDE);
}
