/* SPDX-License-Identifier: MIT */
/*
 * A model made ready to run on this CPU. One net is one runtime with its own working memory: one thread at a
 * time. Nets of the same model share its weights.
 */
#ifndef AMS_NN_NET_H
#define AMS_NN_NET_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/model.h"

struct net;

/*
 * NET_EXACT is float32. NET_ROUNDED rounds the inputs and weights of 1x1 convolutions to bfloat16, and sums in float32,
 * on CPUs with AVX512_BF16; on others it is NET_EXACT. NET_FAST is the faster of the two, measured on this CPU.
 * Measured on a MobileFaceNet and 300 faces: the cosine of the two embeddings of one crop is .99996 on average and at
 * least .9999, so embeddings of both kinds may be compared; the cosine of two faces moves by at most .0054 (.0041 when
 * one embedding is exact).
 */
enum net_precision { NET_EXACT, NET_ROUNDED, NET_FAST };

/* A tensor of a net: float32, channels last, contiguous; `data` belongs to the net and stays at its address. */
struct net_tensor {
    const char *name;
    float *data;
    size_t dims[4]; // (N, H, W, C); trailing dims of lower-rank tensors are 1
    size_t count;   // product of dims
};

/*
 * Builds a runtime for inputs of `height` x `width` (0, 0: as the file says). Models whose graph fixes another size
 * accept it when they are fully convolutional and not padded for that size alone (TFLite's SAME with a stride). NULL on
 * failure, with the reason in `error`.
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

/* The instructions that nets run with on this CPU, for a person: "AVX-512", "AVX-512, 1x1 layers in bfloat16". */
const char *net_kernels(void);

/* Runs once. */
void net_run(struct net *net);

#endif
