/* SPDX-License-Identifier: MIT */
/*
 * Convolution with any window as a product of matrices, in float32: what lies under the windows of a few output pixels
 * is multiplied with the weights where it stands, through a table of where each run of it begins. The activation is
 * applied on the way. Internal to nn.
 *
 * One portable body (conv_body.h) is compiled for AVX-512, for AVX2 with FMA and for the baseline of the
 * architecture; the CPU decides once, when a kernel is chosen.
 */
#ifndef AMS_NN_KERNEL_CONV_H
#define AMS_NN_KERNEL_CONV_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/graph.h"

enum {
    KERNEL_CONV_BLOCK = 16, // outputs whose weights lie side by side
    KERNEL_CONV_BODIES_MAX = 3,
    KERNEL_CONV_ROWS_MAX = 7, // output pixels that are worked on together
};

/* Of a Conv with groups, one group. */
struct kernel_conv {
    const float *input; // (H, W, inputs)
    float *output;      // (H', W', outputs); must not overlap the input
    size_t input_height, input_width, output_height, output_width;
    size_t inputs, outputs;             // channels
    size_t input_stride, output_stride; // elements from one pixel to the next
    struct graph_window window;
    bool pointwise;       // graph_is_pointwise: each output pixel comes from the input pixel in its place
    const float **runs;   // room for kernel_conv_runs_count, of this call alone
    const float *zeros;   // (window.width, inputs): what lies in the padding
    const float *weights; // from kernel_conv_pack
    const float *bias;    // (outputs), and up to KERNEL_CONV_BLOCK - 1 numbers more may be read, as of the slopes
    const float *slopes;  // (outputs) of a PReLU, or NULL: then the bounds
    float lowest, highest;
};

typedef void kernel_conv_run(const struct kernel_conv *conv);

struct kernel_conv_body {
    const char *name; // of the instructions, as a person knows them
    kernel_conv_run *run;
};

/* The bodies that this CPU can run, fastest first; at least one. Returns how many. Thread-safe. */
size_t kernel_conv_bodies(struct kernel_conv_body ret_bodies[static KERNEL_CONV_BODIES_MAX]);

/* Pointers that the table of a convolution with this window takes. */
size_t kernel_conv_runs_count(const struct graph_window *window);

/* Elements that the packed weights of `outputs` rows of `depth` numbers take. */
size_t kernel_conv_packed_count(size_t depth, size_t outputs);

/*
 * Packs `weights`, (outputs, depth), where depth is a window's height * width * inputs in this order: blocks of
 * KERNEL_CONV_BLOCK outputs, in each the outputs side by side for one number of the depth after another; zeros behind
 * the last output.
 */
void kernel_conv_pack(const float *weights, size_t depth, size_t outputs, float *ret_packed);

#endif
