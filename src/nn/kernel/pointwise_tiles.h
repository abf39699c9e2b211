/* SPDX-License-Identifier: MIT */
/* The body with AMX: products of whole tiles, 16 pixels by 32 inputs with 32 inputs by 16 outputs. x86-64 only. */
#ifndef AMS_NN_KERNEL_POINTWISE_TILES_H
#define AMS_NN_KERNEL_POINTWISE_TILES_H

#include "nn/kernel/pointwise.h"

/* Whether this CPU has tiles and the kernel lets this process use them, for which it is asked once. Thread-safe. */
bool pointwise_tiles_allowed(void);

/* On a CPU that rounds to bfloat16; where pointwise_tiles_allowed() is false its first instruction is illegal. */
void pointwise_tiles(const struct kernel_pointwise *conv);

#endif
