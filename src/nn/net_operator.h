/* SPDX-License-Identifier: MIT */
/* One node as XNNPACK operators. Internal to nn; only net_operator.c and net.c know XNNPACK. */
#ifndef AMS_NN_NET_OPERATOR_H
#define AMS_NN_NET_OPERATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/graph.h"

struct xnn_operator;

/* A tensor in memory: pixels of `shape.channels` numbers, `stride` elements apart. */
struct operand {
    float *data;
    struct graph_shape shape;
    size_t stride;
};

/* Starts XNNPACK; any number of times, from any thread. */
bool operator_start(void);

/*
 * Makes the operator of `node` (any op but GRAPH_CONCAT and GRAPH_NORMALISE; a Conv without its slopes) on these
 * operands, ready to run. `inputs` has node->input_count of them. False when XNNPACK refuses or memory lacks. Release
 * with operator_close.
 */
bool operator_open(const struct graph_node *node, const struct operand *inputs, const struct operand *output,
                   struct xnn_operator **ret_operator);

/*
 * A 1x1 Conv, or the PRelu joined to one, to be run on one run of pixels after another: so that what the first writes
 * is still in the cache when the second reads it. Strides as in the operands.
 */
bool operator_open_pointwise(const struct graph_node *node, const struct operand *input, const struct operand *output,
                             struct xnn_operator **ret_operator);
bool operator_open_slopes(const struct graph_node *node, const struct operand *input, const struct operand *output,
                          struct xnn_operator **ret_operator);
bool operator_run_pointwise(struct xnn_operator *operator, size_t pixels, const float *input, float *output);
bool operator_run_slopes(struct xnn_operator *operator, size_t pixels, const float *input, float *output);

/* Copies a tensor to another place, for Concat. */
bool operator_open_copy(const struct operand *input, const struct operand *output, struct xnn_operator **ret_operator);

bool operator_run(struct xnn_operator *operator);

/* NULL is allowed. */
void operator_close(struct xnn_operator *operator);

#endif
