/* SPDX-License-Identifier: MIT */
#include "nn/net_operator.h"

#include <xnnpack.h>

/* XNNPACK of 2022's end onward asks for a cache of weights when it packs them; none is used. */
#ifdef XNN_FLAG_BASIC_PROFILING
#define WITHOUT_CACHE NULL,
#else
#define WITHOUT_CACHE
#endif

bool operator_start(void)
{
    return xnn_initialize(NULL) == xnn_status_success;
}

static size_t pixels_of(const struct operand *operand)
{
    return operand->shape.height * operand->shape.width;
}

static enum xnn_status open_conv(const struct graph_node *node, const struct operand *in, const struct operand *out,
                                 xnn_operator_t *ret_operator)
{
    const struct graph_window *window = &node->window;
    enum xnn_status status = xnn_create_convolution2d_nhwc_f32(
        window->top, window->right, window->bottom, window->left, window->height, window->width, window->stride_y,
        window->stride_x, window->dilation_y, window->dilation_x, node->groups, node->input_channels / node->groups,
        node->output_channels / node->groups, in->stride, out->stride, node->weights, node->bias, node->lowest,
        node->highest, graph_is_depthwise(node) ? XNN_FLAG_DEPTHWISE_CONVOLUTION : 0, WITHOUT_CACHE ret_operator);
    if (status != xnn_status_success)
        return status;
    return xnn_setup_convolution2d_nhwc_f32(*ret_operator, 1, in->shape.height, in->shape.width, in->data, out->data,
                                            NULL);
}

static enum xnn_status open_binary(const struct graph_node *node, const struct operand *in, const struct operand *out,
                                   xnn_operator_t *ret_operator)
{
    size_t a[3] = {in[0].shape.height, in[0].shape.width, in[0].shape.channels};
    size_t b[3] = {in[1].shape.height, in[1].shape.width, in[1].shape.channels};
    if (node->op == GRAPH_ADD) {
        enum xnn_status status = xnn_create_add_nd_f32(node->lowest, node->highest, 0, ret_operator);
        if (status != xnn_status_success)
            return status;
        return xnn_setup_add_nd_f32(*ret_operator, 3, a, 3, b, in[0].data, in[1].data, out->data, NULL);
    }
    enum xnn_status status = xnn_create_multiply_nd_f32(node->lowest, node->highest, 0, ret_operator);
    if (status != xnn_status_success)
        return status;
    return xnn_setup_multiply_nd_f32(*ret_operator, 3, a, 3, b, in[0].data, in[1].data, out->data, NULL);
}

static enum xnn_status open_prelu(const struct graph_node *node, const struct operand *in, const struct operand *out,
                                  xnn_operator_t *ret_operator)
{
    enum xnn_status status = xnn_create_prelu_nc_f32(in->shape.channels, in->stride, out->stride, node->slopes, 0,
                                                     WITHOUT_CACHE ret_operator);
    if (status != xnn_status_success)
        return status;
    return xnn_setup_prelu_nc_f32(*ret_operator, pixels_of(in), in->data, out->data, NULL);
}

static enum xnn_status open_clamp(const struct graph_node *node, const struct operand *in, const struct operand *out,
                                  xnn_operator_t *ret_operator)
{
    enum xnn_status status = xnn_create_clamp_nc_f32(in->shape.channels, in->stride, out->stride, node->lowest,
                                                     node->highest, 0, ret_operator);
    if (status != xnn_status_success)
        return status;
    return xnn_setup_clamp_nc_f32(*ret_operator, pixels_of(in), in->data, out->data, NULL);
}

static enum xnn_status open_sigmoid(const struct operand *in, const struct operand *out, xnn_operator_t *ret_operator)
{
    enum xnn_status status = xnn_create_sigmoid_nc_f32(in->shape.channels, in->stride, out->stride, 0, ret_operator);
    if (status != xnn_status_success)
        return status;
    return xnn_setup_sigmoid_nc_f32(*ret_operator, pixels_of(in), in->data, out->data, NULL);
}

static enum xnn_status open_softmax(const struct operand *in, const struct operand *out, xnn_operator_t *ret_operator)
{
    enum xnn_status status = xnn_create_softmax_nc_f32(in->shape.channels, in->stride, out->stride, 0, ret_operator);
    if (status != xnn_status_success)
        return status;
    return xnn_setup_softmax_nc_f32(*ret_operator, pixels_of(in), in->data, out->data, NULL);
}

static enum xnn_status open_pool(const struct graph_node *node, const struct operand *in, const struct operand *out,
                                 xnn_operator_t *ret_operator)
{
    enum xnn_status status = xnn_create_global_average_pooling_nwc_f32(in->shape.channels, in->stride, out->stride,
                                                                       node->lowest, node->highest, 0, ret_operator);
    if (status != xnn_status_success)
        return status;
    return xnn_setup_global_average_pooling_nwc_f32(*ret_operator, 1, pixels_of(in), in->data, out->data, NULL);
}

bool operator_open(const struct graph_node *node, const struct operand *inputs, const struct operand *output,
                   struct xnn_operator **ret_operator)
{
    xnn_operator_t operator= NULL;
    enum xnn_status status = xnn_status_unsupported_parameter;
    switch (node->op) {
    case GRAPH_CONV:
        status = open_conv(node, inputs, output, &operator);
        break;
    case GRAPH_ADD:
    case GRAPH_MULTIPLY:
        status = open_binary(node, inputs, output, &operator);
        break;
    case GRAPH_PRELU:
        status = open_prelu(node, inputs, output, &operator);
        break;
    case GRAPH_CLAMP:
        status = open_clamp(node, inputs, output, &operator);
        break;
    case GRAPH_SIGMOID:
        status = open_sigmoid(inputs, output, &operator);
        break;
    case GRAPH_POOL:
        status = open_pool(node, inputs, output, &operator);
        break;
    case GRAPH_SOFTMAX:
        status = open_softmax(inputs, output, &operator);
        break;
    case GRAPH_NORMALISE:
    case GRAPH_CONCAT:
        break;
    }
    if (status != xnn_status_success) {
        operator_close(operator);
        return false;
    }
    *ret_operator = operator;
    return true;
}

bool operator_open_copy(const struct operand *input, const struct operand *output, struct xnn_operator **ret_operator)
{
    xnn_operator_t operator= NULL;
    if (xnn_create_copy_nc_x32(input->shape.channels, input->stride, output->stride, 0, &operator) !=
            xnn_status_success ||
        xnn_setup_copy_nc_x32(operator, pixels_of(input), input->data, output->data, NULL) != xnn_status_success) {
        operator_close(operator);
        return false;
    }
    *ret_operator = operator;
    return true;
}

bool operator_open_pointwise(const struct graph_node *node, const struct operand *input, const struct operand *output,
                             struct xnn_operator **ret_operator)
{
    return xnn_create_fully_connected_nc_f32(node->input_channels, node->output_channels, input->stride, output->stride,
                                             node->weights, node->bias, node->lowest, node->highest, 0,
                                             WITHOUT_CACHE ret_operator) == xnn_status_success;
}

bool operator_open_slopes(const struct graph_node *node, const struct operand *input, const struct operand *output,
                          struct xnn_operator **ret_operator)
{
    return xnn_create_prelu_nc_f32(node->output_channels, input->stride, output->stride, node->slopes, 0,
                                   WITHOUT_CACHE ret_operator) == xnn_status_success;
}

bool operator_run_pointwise(struct xnn_operator *operator, size_t pixels, const float *input, float *output)
{
    return xnn_setup_fully_connected_nc_f32(operator, pixels, input, output, NULL) == xnn_status_success &&
           operator_run(operator);
}

bool operator_run_slopes(struct xnn_operator *operator, size_t pixels, const float *input, float *output)
{
    return xnn_setup_prelu_nc_f32(operator, pixels, input, output, NULL) == xnn_status_success &&
           operator_run(operator);
}

bool operator_run(struct xnn_operator *operator)
{
    return xnn_run_operator(operator, NULL) == xnn_status_success;
}

void operator_close(struct xnn_operator *operator)
{
    if (operator)
        xnn_delete_operator(operator);
}
