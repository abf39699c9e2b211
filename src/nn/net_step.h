/* SPDX-License-Identifier: MIT */
/* One call of a net's run: the fastest of the ways there are for a node. Internal to nn. */
#ifndef AMS_NN_NET_STEP_H
#define AMS_NN_NET_STEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "nn/graph.h"
#include "nn/kernel/conv.h"
#include "nn/kernel/depthwise.h"
#include "nn/kernel/plain.h"
#include "nn/kernel/pointwise.h"
#include "nn/net.h"

struct step {
    void (*run)(const struct step *step);
    const struct graph_node *node; // NULL: a copy
    struct operand inputs[2];
    struct operand output;

    // What a Conv runs with: one of these.
    union {
        struct kernel_conv conv; // its first group
        struct kernel_depthwise depthwise;
        struct kernel_pointwise pointwise;
    };
    union {
        kernel_conv_run *run_conv;
        kernel_depthwise_run *run_depthwise;
        kernel_pointwise_run *run_pointwise;
    };
};

/*
 * Prepares `node` (any op but GRAPH_CONCAT) on these operands. What it needs besides comes from `arena`. False when
 * memory lacks. There is nothing to release but the arena.
 */
bool step_init(struct step *step, const struct graph_node *node, const struct operand *inputs,
               const struct operand *output, enum net_precision precision, struct arena *arena);

/* A copy, for GRAPH_CONCAT. */
void step_init_copy(struct step *step, const struct operand *input, const struct operand *output);

#endif
