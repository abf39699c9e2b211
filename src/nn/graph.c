/* SPDX-License-Identifier: MIT */
#include "nn/graph.h"

#include "nn/kernel/conv.h"
#include "nn/model.h"

bool graph_is_depthwise(const struct graph_node *node)
{
    return node->groups == node->input_channels && node->groups == node->output_channels;
}

bool graph_is_pointwise(const struct graph_node *node)
{
    const struct graph_window *window = &node->window;
    return node->op == GRAPH_CONV && window->height == 1 && window->width == 1 && window->stride_y == 1 &&
           window->stride_x == 1 && window->top + window->left + window->bottom + window->right == 0 &&
           node->groups == 1;
}

size_t graph_weight_count(const struct graph_node *node)
{
    if (node->op != GRAPH_CONV)
        return 0;
    size_t group_inputs = node->input_channels / node->groups;
    return (size_t)node->window.height * node->window.width * group_inputs * node->output_channels;
}

size_t graph_packed_count(const struct graph_node *node)
{
    if (node->op != GRAPH_CONV || graph_is_depthwise(node))
        return graph_weight_count(node);
    size_t depth = (size_t)node->window.height * node->window.width * (node->input_channels / node->groups);
    return node->groups * kernel_conv_packed_count(depth, node->output_channels / node->groups);
}

size_t graph_shape_count(struct graph_shape shape)
{
    return shape.height * shape.width * shape.channels;
}

/* Output positions of one axis of a window; 0 when the padded input is smaller than the window. */
static size_t window_positions(size_t input, uint32_t before, uint32_t after, uint32_t kernel, uint32_t dilation,
                               uint32_t stride)
{
    size_t padded = input + before + after;
    size_t reach = (size_t)(kernel - 1) * dilation + 1;
    return padded < reach ? 0 : (padded - reach) / stride + 1;
}

static bool infer_conv(const struct graph_node *node, struct graph_shape in, struct graph_shape *ret_shape,
                       const char **reason)
{
    const struct graph_window *window = &node->window;
    if (in.channels != node->input_channels) {
        *reason = "its weights are for another number of input channels";
        return false;
    }
    if (node->whole && (in.height != window->height || in.width != window->width)) {
        *reason = "its weights are for another input size: the model is not fully convolutional";
        return false;
    }
    struct graph_shape out = {.channels = node->output_channels};
    out.height =
        window_positions(in.height, window->top, window->bottom, window->height, window->dilation_y, window->stride_y);
    out.width =
        window_positions(in.width, window->left, window->right, window->width, window->dilation_x, window->stride_x);
    if (out.height == 0 || out.width == 0) {
        *reason = "its window is larger than its padded input";
        return false;
    }
    if (out.height * out.width > GRAPH_WINDOW_TAPS_MAX / ((size_t)window->height * window->width)) {
        *reason = "its window is too large for so large an input";
        return false;
    }
    *ret_shape = out;
    return true;
}

/* Of two shapes one may be a single pixel, which then counts for every pixel of the other. */
static bool infer_binary(struct graph_shape a, struct graph_shape b, struct graph_shape *ret_shape)
{
    if (a.channels != b.channels)
        return false;
    bool same = a.height == b.height && a.width == b.width;
    if (!same && a.height * a.width != 1 && b.height * b.width != 1)
        return false;
    *ret_shape = a.height * a.width >= b.height * b.width ? a : b;
    return true;
}

static bool infer_concat(const struct graph_node *node, const struct graph_shape *shapes, struct graph_shape *ret_shape)
{
    struct graph_shape out = shapes[node->inputs[0]];
    for (uint32_t i = 1; i < node->input_count; i++) {
        struct graph_shape part = shapes[node->inputs[i]];
        if (part.height != out.height || part.width != out.width)
            return false;
        out.channels += part.channels;
    }
    *ret_shape = out;
    return true;
}

bool graph_infer_node(const struct graph_node *node, struct graph_shape *shapes, const char **reason)
{
    struct graph_shape in = shapes[node->inputs[0]];
    struct graph_shape out = in;
    *reason = "the shapes of its inputs do not fit each other";
    bool fits = true;
    switch (node->op) {
    case GRAPH_CONV:
        fits = infer_conv(node, in, &out, reason);
        break;
    case GRAPH_ADD:
    case GRAPH_MULTIPLY:
        fits = infer_binary(in, shapes[node->inputs[1]], &out);
        break;
    case GRAPH_CONCAT:
        fits = infer_concat(node, shapes, &out);
        break;
    case GRAPH_POOL:
        out = (struct graph_shape){1, 1, in.channels};
        break;
    case GRAPH_PRELU:
    case GRAPH_CLAMP:
    case GRAPH_SIGMOID:
    case GRAPH_SOFTMAX:
    case GRAPH_NORMALISE:
        break;
    }
    if (!fits)
        return false;
    // Sides stay below 2^14, so their product fits.
    if (out.channels > MODEL_CHANNELS_MAX || out.height * out.width > MODEL_ELEMENTS_MAX / out.channels) {
        *reason = "its output is larger than a tensor may be";
        return false;
    }
    shapes[node->output] = out;
    return true;
}
