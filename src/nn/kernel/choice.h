/* SPDX-License-Identifier: MIT */
/* Which of the kernels there are this CPU runs: looked at and measured once, at the first question. Internal to nn. */
#ifndef AMS_NN_KERNEL_CHOICE_H
#define AMS_NN_KERNEL_CHOICE_H

#include <stdbool.h>

#include "nn/kernel/conv.h"
#include "nn/kernel/depthwise.h"
#include "nn/kernel/pointwise.h"

enum { KERNEL_CHOICE_TEXT_SIZE = 64 };

struct kernel_choice {
    struct kernel_conv_body conv;
    struct kernel_depthwise_body depthwise;
    struct kernel_pointwise_body pointwise; // in bfloat16, the fastest; `run` NULL: this CPU cannot
    bool pointwise_pays;                    // it was faster than conv, which is not so on every CPU that can
    char text[KERNEL_CHOICE_TEXT_SIZE];     // for a person: "AVX-512", "AVX-512, 1x1 layers in AMX bfloat16"
};

/* Lives as long as the program. Thread-safe. The first call takes a millisecond or two. */
const struct kernel_choice *kernel_choice(void);

#endif
