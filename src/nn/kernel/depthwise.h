/* SPDX-License-Identifier: MIT */
/*
 * Depthwise 3x3 convolution. The activation is applied on the way. Internal to nn.
 *
 * One portable body is compiled for AVX-512, for AVX2 with FMA and for the baseline; the CPU decides once, when a
 * kernel is chosen. On other architectures there is the baseline, in whatever vectors the compiler has.
 */
#ifndef AMS_NN_KERNEL_DEPTHWISE_H
#define AMS_NN_KERNEL_DEPTHWISE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    KERNEL_LANES = 16, // channels are computed in groups of this many
    KERNEL_DEPTHWISE_BODIES_MAX = 3,
};

/* A 3x3 window with stride 1 or 2, padding 0 or 1 at the top and left, dilation 1. */
struct kernel_depthwise {
    const float *input; // (H, W, C)
    float *output;      // (H', W', C); must not overlap the input
    size_t input_height, input_width, output_height, output_width;
    size_t channels;                    // at least KERNEL_LANES
    size_t input_stride, output_stride; // elements from one pixel to the next
    size_t stride;                      // of the window: 1 or 2
    size_t top, left;                   // padding
    const float *weights;               // (3, 3, C)
    const float *bias;                  // (C)
    const float *slopes;                // (C) of a PReLU, or NULL: then the bounds
    float lowest, highest;
    const float *zeros; // (C): what lies in the padding
};

typedef void kernel_depthwise_run(const struct kernel_depthwise *conv);

struct kernel_depthwise_body {
    const char *name; // of the instructions
    kernel_depthwise_run *run;
};

/* The bodies that this CPU can run, fastest first; at least one. Returns how many. Thread-safe. */
size_t kernel_depthwise_bodies(struct kernel_depthwise_body ret_bodies[static KERNEL_DEPTHWISE_BODIES_MAX]);

#endif
