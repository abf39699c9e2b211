/* SPDX-License-Identifier: MIT */
/* TFLite's operators with weights. Their weights lie as the graph wants them: (O, H, W, I), depthwise (1, H, W, O). */
#include "nn/tflite/tflite_build.h"

enum { PADDING_SAME = 0, PADDING_VALID = 1 };

/* Numbers of the options' fields, which differ between the two kinds of convolution. */
struct conv_fields {
    size_t activation, dilation_x, dilation_y;
};

static bool read_step(struct tflite_builder *builder, size_t field, int64_t absent, const char *what,
                      uint32_t *ret_step)
{
    int64_t step = flat_int(builder->options, field, 4, absent);
    if (step < 1 || step > GRAPH_STEP_MAX)
        return tflite_fail(builder, "its %s is %lld, supported are 1 to %d", what, (long long)step, GRAPH_STEP_MAX);
    *ret_step = (uint32_t)step;
    return true;
}

/* Padding of one axis so that there are input / stride outputs, rounded up; an odd one goes to the end. */
static bool pad_same(struct tflite_builder *builder, size_t input, uint32_t kernel, uint32_t dilation, uint32_t stride,
                     uint32_t *ret_before, uint32_t *ret_after)
{
    size_t reach = (size_t)(kernel - 1) * dilation + 1, outputs = (input + stride - 1) / stride;
    size_t needed = (outputs - 1) * stride + reach, total = needed > input ? needed - input : 0;
    if (total > GRAPH_STEP_MAX)
        return tflite_fail(builder, "its padding is %zu, supported are up to %d", total, GRAPH_STEP_MAX);
    *ret_before = (uint32_t)(total / 2);
    *ret_after = (uint32_t)(total - total / 2);
    return true;
}

static bool read_window(struct tflite_builder *builder, const struct tflite_tensor *weights, struct conv_fields fields,
                        struct graph_shape input, struct graph_window *ret_window)
{
    struct graph_window window = {.height = 0};
    int64_t padding = flat_int(builder->options, 0, 1, PADDING_SAME);
    if (weights->dims[1] > GRAPH_KERNEL_MAX || weights->dims[2] > GRAPH_KERNEL_MAX)
        return tflite_fail(builder, "its window is larger than %d", GRAPH_KERNEL_MAX);
    window.height = (uint32_t)weights->dims[1];
    window.width = (uint32_t)weights->dims[2];
    if (!read_step(builder, 1, 0, "stride", &window.stride_x) ||
        !read_step(builder, 2, 0, "stride", &window.stride_y) ||
        !read_step(builder, fields.dilation_x, 1, "dilation", &window.dilation_x) ||
        !read_step(builder, fields.dilation_y, 1, "dilation", &window.dilation_y))
        return false;
    if (padding != PADDING_SAME && padding != PADDING_VALID)
        return tflite_fail(builder, "its padding is neither SAME nor VALID");
    if (padding == PADDING_SAME && (!pad_same(builder, input.height, window.height, window.dilation_y, window.stride_y,
                                              &window.top, &window.bottom) ||
                                    !pad_same(builder, input.width, window.width, window.dilation_x, window.stride_x,
                                              &window.left, &window.right)))
        return false;
    if (padding == PADDING_SAME && (window.stride_y > 1 || window.stride_x > 1))
        builder->assembly.graph->sized = true;
    *ret_window = window;
    return true;
}

/* Input 1 as the node's weights, input 2 as its bias: zeros when it is left out. */
static bool take_weights(struct tflite_builder *builder, const struct tflite_tensor *weights, struct graph_node *node)
{
    size_t count = graph_weight_count(node), outputs = node->output_channels;
    if (weights->count != count)
        return tflite_fail(builder, "its weights hold %zu values where %zu are needed", weights->count, count);
    node->weights = assembly_weights(&builder->assembly, count);
    node->bias = node->weights ? assembly_weights(&builder->assembly, outputs) : NULL;
    if (!node->bias || !assembly_copy_finite(&builder->assembly, weights->data, count, node->weights))
        return false;
    memset(node->bias, 0, outputs * sizeof(*node->bias));
    if (!tflite_has_input(builder, 2))
        return true;
    const struct tflite_tensor *bias;
    if (!tflite_constant(builder, 2, false, &bias))
        return false;
    if (bias->count != outputs)
        return tflite_fail(builder, "its bias holds %zu values where %zu are needed", bias->count, outputs);
    return assembly_copy_finite(&builder->assembly, bias->data, outputs, node->bias);
}

static bool add_conv(struct tflite_builder *builder, struct conv_fields fields, bool depthwise)
{
    struct tflite_tensor *input;
    const struct tflite_tensor *weights;
    if (!tflite_value(builder, 0, &input) || !tflite_constant(builder, 1, false, &weights))
        return false;
    if (input->flat || weights->rank != 4 || builder->op->input_count > 3)
        return tflite_fail(builder, "only 2-D convolution is supported");
    struct graph_shape shape = tflite_shape_of(builder, input);
    struct graph_node node = assembly_conv;
    node.inputs[0] = input->value;
    node.input_channels = (uint32_t)shape.channels;
    node.output_channels = (uint32_t)weights->dims[depthwise ? 3 : 0];
    if (depthwise && (weights->dims[0] != 1 || node.output_channels != shape.channels))
        return tflite_fail(builder, "is supported with one output for each input channel only");
    if (!depthwise && weights->dims[3] != shape.channels)
        return tflite_fail(builder, "its weights are for %zu input channels, it has %zu", weights->dims[3],
                           shape.channels);
    node.groups = depthwise ? node.input_channels : 1;
    return read_window(builder, weights, fields, shape, &node.window) &&
           tflite_activation(builder, fields.activation, &node.lowest, &node.highest) &&
           take_weights(builder, weights, &node) && tflite_add(builder, node, false);
}

bool tflite_conv(struct tflite_builder *builder)
{
    return add_conv(builder, (struct conv_fields){.activation = 3, .dilation_x = 4, .dilation_y = 5}, false);
}

bool tflite_depthwise(struct tflite_builder *builder)
{
    return add_conv(builder, (struct conv_fields){.activation = 4, .dilation_x = 5, .dilation_y = 6}, true);
}

/* Weights (outputs, inputs), as the Conv whose window covers the whole input: flattened it is (H, W, C) there too. */
bool tflite_dense(struct tflite_builder *builder)
{
    struct tflite_tensor *input;
    const struct tflite_tensor *weights;
    if (!tflite_value(builder, 0, &input) || !tflite_constant(builder, 1, false, &weights))
        return false;
    struct graph_shape shape = tflite_shape_of(builder, input);
    bool keeps_rank = flat_int(builder->options, 2, 1, 0) != 0 && !input->flat;
    if (weights->rank != 2 || builder->op->input_count > 3 || flat_int(builder->options, 1, 1, 0) != 0)
        return tflite_fail(builder, "needs a plain matrix of weights");
    if (weights->dims[1] != graph_shape_count(shape) || shape.height > GRAPH_KERNEL_MAX ||
        shape.width > GRAPH_KERNEL_MAX)
        return tflite_fail(builder, "its weights are for %zu inputs, it has %zux%zux%zu", weights->dims[1],
                           shape.height, shape.width, shape.channels);
    struct graph_node node = assembly_conv;
    node.inputs[0] = input->value;
    node.window.height = (uint32_t)shape.height;
    node.window.width = (uint32_t)shape.width;
    node.input_channels = (uint32_t)shape.channels;
    node.output_channels = (uint32_t)weights->dims[0];
    node.whole = true;
    return tflite_activation(builder, 0, &node.lowest, &node.highest) && take_weights(builder, weights, &node) &&
           tflite_add(builder, node, !keeps_rank);
}
