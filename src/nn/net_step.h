/* SPDX-License-Identifier: MIT */
/* One call of a net's run: the fastest of the ways there are for a node. Internal to nn. */
#ifndef AMS_NN_NET_STEP_H
#define AMS_NN_NET_STEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "nn/graph.h"
#include "nn/kernel.h"
#include "nn/kernel_pointwise.h"
#include "nn/net_operator.h"

struct step {
    bool (*run)(const struct step *step);
    struct xnn_operator *operator; // NULL: a kernel of our own
    struct xnn_operator *slopes;   // the PRelu joined to a Conv; NULL: none, or the kernel does it
    const struct graph_node *node;
    struct operand input, output;
    size_t band;                       // pixels at a time, of a 1x1 Conv and its PRelu
    struct kernel_depthwise depthwise; // for a kernel of our own
    kernel_run *kernel;
    struct kernel_pointwise pointwise; // for the other
    kernel_pointwise_run *pointwise_kernel;
};

/*
 * Prepares `node` (any op but GRAPH_CONCAT) on these operands. What it needs besides comes from `arena`. `fast`: see
 * NET_FAST. False when XNNPACK refuses or memory lacks. Release with step_release, after failure too.
 */
bool step_init(struct step *step, const struct graph_node *node, const struct operand *inputs,
               const struct operand *output, bool fast, struct arena *arena);

/* A copy, for GRAPH_CONCAT. */
bool step_init_copy(struct step *step, const struct operand *input, const struct operand *output);

void step_release(struct step *step);

#endif
