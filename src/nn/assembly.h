/* SPDX-License-Identifier: MIT */
/*
 * A graph being put together from a file's nodes, whatever the file's format: its values with their shapes and uses,
 * its weights, and what can be joined to the node before. Internal to nn.
 *
 * Every function that adds to the graph takes `uses`: how often the file names what the current node gives. It returns
 * the value that this is, which may be one that was there before. False: the reason is in `error`, with the name of the
 * current node.
 */
#ifndef AMS_NN_ASSEMBLY_H
#define AMS_NN_ASSEMBLY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "nn/graph.h"
#include "nn/model.h"

enum { ASSEMBLY_NAME_SHOWN = 48 }; // characters of a name of the file that an error shows

struct assembly {
    struct arena *scratch; // weights in their final order, and what is needed only while reading
    struct arena *memory;  // what the graph keeps
    struct graph *graph;
    struct graph_shape *shapes; // of each value
    uint32_t *uses;             // of each value: by nodes of the file and as its outputs
    uint32_t *producers;        // node of each value; none for value 0
    size_t weights_taken;       // elements
    size_t nodes_max;
    const char *node_name; // the file's node being read; NULL: none
    const char *op_name;
    char *error; // [MODEL_ERROR_SIZE]
};

/* Makes room for the values of `nodes` nodes and the input. The arenas, the graph (all zero) and the error are set. */
bool assembly_init(struct assembly *assembly, size_t nodes);

/* Puts `format` after the current node's name and op into the error; always false. */
bool assembly_fail(struct assembly *assembly, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool assembly_fail_list(struct assembly *assembly, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* The graph's one input, value 0. Its uses are set later. */
bool assembly_input(struct assembly *assembly, const char *name, struct graph_shape shape);

/* Room for `count` weights, counted against the limit; NULL with the reason. */
float *assembly_weights(struct assembly *assembly, size_t count);

/* Copies `count` floats, which may be unaligned; false for one that would poison every result. */
bool assembly_copy_finite(struct assembly *assembly, const void *from, size_t count, float *ret_values);

/* A Conv of one 1x1 window, to be filled in. */
extern const struct graph_node assembly_conv;

/* Adds `node`, whose shape is inferred. */
bool assembly_add(struct assembly *assembly, struct graph_node node, uint32_t uses, uint32_t *ret_value);

/* What the current node gives is `value` itself. */
void assembly_same(struct assembly *assembly, uint32_t value, uint32_t uses);

/* Bounds on a value: given to the node that makes it where possible, otherwise a node of their own. */
bool assembly_bounds(struct assembly *assembly, uint32_t value, float lowest, float highest, uint32_t uses,
                     uint32_t *ret_value);

/* A PReLU with `slopes`, from assembly_weights, one for each channel: joined to the Conv before it where possible. */
bool assembly_slopes(struct assembly *assembly, uint32_t value, float *slopes, uint32_t uses, uint32_t *ret_value);

/* value * scale + shift for each channel: into the Conv before it where possible. */
bool assembly_affine(struct assembly *assembly, uint32_t value, const float *scale, const float *shift, uint32_t uses,
                     uint32_t *ret_value);

/* An op that needs nothing but its one input: Sigmoid, Pool, Softmax, Normalise. */
bool assembly_plain(struct assembly *assembly, enum graph_op op, uint32_t value, uint32_t uses, uint32_t *ret_value);

/* Makes `value` the graph's next output. */
bool assembly_output(struct assembly *assembly, const char *name, uint32_t value, bool flat);

/* Drops nodes that no output needs. */
bool assembly_prune(struct assembly *assembly);

#endif
