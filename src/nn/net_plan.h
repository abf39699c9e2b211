/* SPDX-License-Identifier: MIT */
/* Where each value of a net lies in its working memory. Internal to nn. */
#ifndef AMS_NN_NET_PLAN_H
#define AMS_NN_NET_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "nn/graph.h"
#include "nn/model.h"

enum {
    NET_ELEMENTS_MAX = 1 << 27, // of all working memory
    NET_ALIGNMENT = 16,         // elements, one cache line; so that tensors share none
};

struct plan_value {
    struct graph_shape shape;
    uint32_t home;  // the value whose memory it lies in: its own, that of a Concat, or that of an input it replaces
    size_t channel; // first channel within a pixel of its home
    size_t place;   // elements from the start of the working memory to its first element
    size_t stride;  // elements from one pixel to the next
    uint32_t first, last; // nodes that its memory must live from and to; of homes only
};

struct plan {
    struct plan_value *values;
    size_t elements; // working memory
};

/* Plans `graph` for another size of input, in `arena`. False with the reason in `error`. */
bool plan_make(const struct graph *graph, size_t height, size_t width, struct arena *arena, struct plan *ret_plan,
               char error[static MODEL_ERROR_SIZE]);

/* Whether a Concat must copy its input `index` because it could not be made in place. */
bool plan_concat_copies(const struct plan *plan, const struct graph_node *node, uint32_t index);

#endif
