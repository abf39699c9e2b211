/* SPDX-License-Identifier: MIT */
/*
 * What a net does beside its large convolutions, as plain loops that the compiler turns into vectors. Internal to nn.
 * Outputs must not overlap inputs, except that kernel_binary, kernel_slopes, kernel_clamp and kernel_sigmoid may write
 * each number over the one it comes from.
 */
#ifndef AMS_NN_KERNEL_PLAIN_H
#define AMS_NN_KERNEL_PLAIN_H

#include <stddef.h>

#include "nn/graph.h"

/* A tensor in memory: pixels of `shape.channels` numbers, `stride` elements apart. */
struct operand {
    float *data;
    struct graph_shape shape;
    size_t stride;
};

size_t operand_pixels(const struct operand *operand);

/* GRAPH_ADD or GRAPH_MULTIPLY of `inputs[2]`, with the node's bounds; an input of one pixel counts for every pixel. */
void kernel_binary(const struct graph_node *node, const struct operand *inputs, const struct operand *output);

/* A PReLU with the node's slopes; a clamp to its bounds. */
void kernel_slopes(const struct graph_node *node, const struct operand *input, const struct operand *output);
void kernel_clamp(const struct graph_node *node, const struct operand *input, const struct operand *output);

/* 1 / (1 + exp(-x)) of each number. */
void kernel_sigmoid(const struct operand *input, const struct operand *output);

/* The softmax of each pixel over its channels. */
void kernel_softmax(const struct operand *input, const struct operand *output);

/* Each pixel divided by its length, and by 1e-6 at least, as TFLite does. */
void kernel_normalise(const struct operand *input, const struct operand *output);

/* The mean of each channel over all pixels, within the node's bounds. */
void kernel_pool(const struct graph_node *node, const struct operand *input, const struct operand *output);

void kernel_copy(const struct operand *input, const struct operand *output);

/* A depthwise Conv with any window, strides and dilations; slopes or bounds as the node says. */
void kernel_any_depthwise(const struct graph_node *node, const struct operand *input, const struct operand *output);

#endif
