/* SPDX-License-Identifier: MIT */
/*
 * The graph between the file and the runtime: nodes in order of execution over channels-last values. Internal to nn.
 *
 * A fully connected layer is a Conv whose window covers its whole input, and a per-channel scale and shift is a Conv of
 * depth one with a 1x1 window.
 */
#ifndef AMS_NN_GRAPH_H
#define AMS_NN_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GRAPH_INPUTS_MAX = 16,           // of one node
    GRAPH_OUTPUTS_MAX = 16,          // of the graph
    GRAPH_KERNEL_MAX = 64,           // window height or width
    GRAPH_STEP_MAX = 64,             // stride, dilation or padding
    GRAPH_WINDOW_TAPS_MAX = 1 << 24, // window size * output pixels of one Conv: what its table of pointers grows with
};

enum graph_op {
    GRAPH_CONV,
    GRAPH_PRELU,
    GRAPH_CLAMP,
    GRAPH_ADD,
    GRAPH_MULTIPLY,
    GRAPH_SIGMOID,
    GRAPH_POOL, // global average
    GRAPH_SOFTMAX,
    GRAPH_NORMALISE, // each pixel to length 1
    GRAPH_CONCAT,    // of channels
};

struct graph_window {
    uint32_t height, width;
    uint32_t stride_y, stride_x;
    uint32_t dilation_y, dilation_x;
    uint32_t top, left, bottom, right; // zero padding
};

struct graph_node {
    enum graph_op op;
    const char *name;    // the file's, for errors
    const char *op_name; // the file's, for errors
    uint32_t inputs[GRAPH_INPUTS_MAX];
    uint32_t input_count;
    uint32_t output;
    float lowest, highest; // bounds of the output; -inf, inf: none. Conv, Clamp, Add, Multiply and Pool only

    struct graph_window window; // Conv
    uint32_t groups;            // Conv
    uint32_t input_channels;    // Conv: of all groups together
    uint32_t output_channels;   // Conv, PRelu
    bool whole;                 // Conv: the window must have the size of its input

    // Conv: (O, H, W, I/groups), or (H, W, O) when depthwise. In an open model those of a Conv that is not depthwise
    // are packed by kernel_conv_pack, group by group.
    float *weights;
    float *bias;      // Conv: (O)
    float *slopes;    // PRelu: (O). Conv: the same, when a PRelu is joined to it; its bounds are then none
    uint16_t *packed; // Conv: its weights for kernel_pointwise, where that and this CPU can run it; or NULL
};

/* One channel in and out of each group: such weights lie as (H, W, C). */
bool graph_is_depthwise(const struct graph_node *node);

/* A Conv of single pixels: each output pixel comes from the one input pixel in its place. */
bool graph_is_pointwise(const struct graph_node *node);

/* Elements of a Conv's weights, before and after they are packed; 0 for other ops. */
size_t graph_weight_count(const struct graph_node *node);
size_t graph_packed_count(const struct graph_node *node);

struct graph_shape {
    size_t height, width, channels;
};

size_t graph_shape_count(struct graph_shape shape);

struct graph_output {
    const char *name;
    uint32_t value;
    bool flat; // rank 2 in the file: (1, C)
};

struct graph {
    struct graph_node *nodes;
    uint32_t node_count;
    uint32_t value_count; // value 0 is the input
    const char *input_name;
    struct graph_shape input; // as the file says
    bool sized;               // its padding was worked out for that size of input: no other will do
    struct graph_output outputs[GRAPH_OUTPUTS_MAX];
    uint32_t output_count;
};

/*
 * The shape of `node`'s output into shapes[node->output] from those of its inputs. False, and a sentence without the
 * node's name in `reason`, when they do not fit each other or pass a limit.
 */
bool graph_infer_node(const struct graph_node *node, struct graph_shape *shapes, const char **reason);

struct model;

/* The graph of an open model; it lives as long as the model. */
const struct graph *model_graph(const struct model *model);

#endif
