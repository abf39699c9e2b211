/* SPDX-License-Identifier: MIT */
/*
 * The two convolutions that the XNNPACK of 2022 leaves far below what a core can do: depthwise 3x3, and the first one,
 * over 1 to 4 channels. Both write whole rows of output and apply the activation on the way. Internal to nn.
 *
 * One portable body is compiled for AVX-512, for AVX2 with FMA and for the baseline; the CPU decides once, when a
 * kernel is chosen. On other architectures there is the baseline, in whatever vectors the compiler has.
 */
#ifndef AMS_NN_KERNEL_H
#define AMS_NN_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

enum {
    KERNEL_LANES = 16,           // output channels are computed in groups of this many
    KERNEL_FIRST_INPUTS_MAX = 4, // input channels of a first convolution
};

/* A 3x3 window with stride 1 or 2, padding 0 or 1 at the top and left, at most 1 elsewhere, dilation 1. */
struct kernel_conv {
    const float *input;
    float *output;
    size_t input_height, input_width, input_channels;
    size_t output_height, output_width, output_channels; // output_channels >= KERNEL_LANES
    size_t input_stride, output_stride;                  // elements from one pixel to the next
    size_t stride;                                       // of the window: 1 or 2
    size_t top, left;                                    // padding
    const float *weights;                                // depthwise: (3, 3, C). First: (3, 3, I, O)
    const float *bias;                                   // (O)
    const float *slopes;                                 // (O) of a PReLU, or NULL: then the bounds
    float lowest, highest;
    const float *zeros; // as many as the input has channels: what lies in the padding
};

/* Computes output rows from `first` up to but not including `last`. The output must not overlap the input. */
typedef void kernel_rows(const struct kernel_conv *conv, size_t first, size_t last);

/* The fastest body for this CPU. Thread-safe. */
kernel_rows *kernel_depthwise(void);
kernel_rows *kernel_first(void);

#endif
