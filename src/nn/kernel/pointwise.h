/* SPDX-License-Identifier: MIT */
/*
 * 1x1 convolution in bfloat16 with float32 sums, for CPUs with AVX512_BF16: twice the multiply-adds of float32 in the
 * same time, and sixteen times where AMX has tiles for them. The activation is applied on the way. Internal to nn.
 *
 * Weights are packed to bfloat16 once; inputs are rounded to it as they are read. bfloat16 keeps 8 of float32's 24
 * significant bits, so each product is off by at most one part in 128, at random: see NET_FAST for what that does to a
 * whole net.
 */
#ifndef AMS_NN_KERNEL_POINTWISE_H
#define AMS_NN_KERNEL_POINTWISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    KERNEL_POINTWISE_INPUTS_MAX = 1024, // channels
    KERNEL_POINTWISE_BODIES_MAX = 2,
};

struct kernel_pointwise {
    const float *input; // (pixels, inputs)
    float *output;      // (pixels, outputs); must not overlap the input
    size_t pixels;
    size_t inputs, outputs;             // channels: 1 to KERNEL_POINTWISE_INPUTS_MAX; at least 1
    size_t input_stride, output_stride; // elements from one pixel to the next
    const uint16_t *weights;            // from kernel_pointwise_pack
    const float *bias;                  // (outputs)
    const float *slopes;                // (outputs) of a PReLU, or NULL: then the bounds
    float lowest, highest;
};

typedef void kernel_pointwise_run(const struct kernel_pointwise *conv);

struct kernel_pointwise_body {
    const char *name; // of the numbers and instructions, as a person knows them
    kernel_pointwise_run *run;
};

/* Whether this CPU rounds to bfloat16, as every body needs. Thread-safe. */
bool kernel_pointwise_rounds(void);

/* The bodies that this CPU runs and the system lets it; returns how many, 0 to KERNEL_POINTWISE_BODIES_MAX. Which of
 * them is faster is for the caller to measure. Thread-safe. */
size_t kernel_pointwise_bodies(struct kernel_pointwise_body ret_bodies[static KERNEL_POINTWISE_BODIES_MAX]);

/* Elements that packed weights take. */
size_t kernel_pointwise_packed_count(size_t inputs, size_t outputs);

/*
 * Packs `weights`, (outputs, inputs), rounding to nearest even: vectors of 16 outputs, two of them side by side as
 * long as there are two, by pairs of inputs, in sixteens; zeros where inputs or outputs end. On any CPU.
 */
void kernel_pointwise_pack(const float *weights, size_t inputs, size_t outputs, uint16_t *ret_packed);

/* The bfloat16 nearest to a finite number, to even when in the middle. */
uint16_t kernel_pointwise_round(float value);

#endif
