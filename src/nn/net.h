/* SPDX-License-Identifier: MIT */
/*
 * A model made ready to run on this CPU (XNNPACK). One net is one runtime with its own working memory: one thread at a
 * time. Nets of the same model share its weights.
 */
#ifndef AMS_NN_NET_H
#define AMS_NN_NET_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/model.h"

enum { NET_OUTPUTS_MAX = 16 };

struct net;

/* How the numbers inside are kept where there is a choice. */
enum net_precision {
    NET_EXACT, // float32
    NET_FAST,  // bfloat16 inputs and weights, float32 sums, in 1x1 convolutions on CPUs with AVX512_BF16
};

/* A tensor of a net: float32, channels last, contiguous; `data` belongs to the net and stays at its address. */
struct net_tensor {
    const char *name;
    float *data;
    size_t dims[4]; // (N, H, W, C); trailing dims of lower-rank tensors are 1
    size_t count;   // product of dims
};

/*
 * Builds a runtime for inputs of `height` x `width` (0, 0: as the file says). Models whose graph fixes another size
 * accept it when they are fully convolutional. NULL on failure, with the reason in `error`.
 */
struct net *net_open(const struct model *model, size_t height, size_t width, enum net_precision precision,
                     char error[static MODEL_ERROR_SIZE]);

/* NULL is allowed. */
void net_close(struct net *net);

/* The one input: write (1, H, W, C) float32 here, then call net_run. */
struct net_tensor net_input(const struct net *net);

size_t net_output_count(const struct net *net);

/* Outputs in the order of the graph; index < net_output_count. Valid after net_run, until the next one. */
struct net_tensor net_output(const struct net *net, size_t index);

/* Runs once. False when XNNPACK refuses, which is a fault of the program or of memory, never of the input's values. */
bool net_run(struct net *net);

#endif
