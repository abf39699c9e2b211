/* SPDX-License-Identifier: MIT */
/* From the decoded ONNX file to the graph. Internal to nn. */
#ifndef AMS_NN_BUILD_H
#define AMS_NN_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "nn/assembly.h"
#include "nn/onnx/onnx.h"

/* What a name of the file stands for while its nodes are read in order. */
enum symbol_kind {
    SYMBOL_PENDING, // the output of a node not read yet
    SYMBOL_VALUE,
    SYMBOL_CONSTANT,
    SYMBOL_TAIL, // comes after a Transpose to channels-last: the caller's part
};

struct symbol {
    const char *name;
    enum symbol_kind kind;
    uint32_t value; // SYMBOL_VALUE
    bool flat;      // SYMBOL_VALUE: rank 2 in the file, (1, C*H*W) in the file's order
    uint32_t uses;  // inputs of nodes and outputs of the graph that name it
    struct onnx_constant constant;
};

struct builder {
    struct assembly assembly; // what comes of it
    const Onnx__GraphProto *file;
    int64_t opset;
    struct symbol *symbols;      // a hash table, open addressing
    size_t symbol_slots;         // a power of two
    const Onnx__NodeProto *node; // the one being read
};

/* The whole way. False with the reason in `error`; the graph is then unusable. Weights lie in `scratch`. */
bool build_graph(const Onnx__ModelProto *model, struct arena *scratch, struct arena *memory, struct graph *ret_graph,
                 char error[static MODEL_ERROR_SIZE]);

/* Puts `format` after the current node's name and op into the error; always false. */
bool build_fail(struct builder *builder, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Input `index` of the current node; NULL when it is absent or empty. */
struct symbol *build_input(struct builder *builder, size_t index);

/* Output 0 of the current node. */
struct symbol *build_output(struct builder *builder);

/* Input `index`, which must be a value; false with the reason otherwise. */
bool build_value(struct builder *builder, size_t index, struct symbol **ret_symbol);

/* Input `index`, which must be a float32 (or int64 when `whole`) constant; false with the reason otherwise. */
bool build_constant(struct builder *builder, size_t index, bool whole, const struct onnx_constant **ret_constant);

/* Attributes of the current node, checked for range. Absent: *ret_value keeps what it holds. */
bool build_int(struct builder *builder, const char *name, int64_t lowest, int64_t highest, int64_t *ret_value);
bool build_float(struct builder *builder, const char *name, float *ret_value);

/* `count` whole numbers; absent: `values` keeps what it holds. */
bool build_ints(struct builder *builder, const char *name, size_t count, int64_t lowest, int64_t highest,
                int64_t *values);

/* Refuses attributes whose name is not in the NULL-terminated `known`. */
bool build_known_attributes(struct builder *builder, const char *const *known);

/* The shape of a symbol's value. */
struct graph_shape build_shape_of(const struct builder *builder, const struct symbol *symbol);

/* How often the file names the current node's output. */
uint32_t build_uses(struct builder *builder);

/* Makes the current node's output `value`, which the assembly gave for it; always true. */
bool build_give(struct builder *builder, uint32_t value, bool flat);

/* Adds `node` to the graph and makes the current node's output its value. */
bool build_add(struct builder *builder, struct graph_node node, bool flat);

/* Makes the current node's output another name of `symbol`'s value. */
void build_alias(struct builder *builder, const struct symbol *symbol, bool flat);

/* The ops, each in its family's file. */
bool build_conv(struct builder *builder);
bool build_gemm(struct builder *builder);
bool build_matmul(struct builder *builder);
bool build_batch_normalization(struct builder *builder);
bool build_add_op(struct builder *builder);
bool build_multiply_op(struct builder *builder);
bool build_subtract_op(struct builder *builder);
bool build_divide_op(struct builder *builder);

bool build_relu(struct builder *builder);
bool build_clip(struct builder *builder);
bool build_prelu(struct builder *builder);
bool build_sigmoid(struct builder *builder);
bool build_pool(struct builder *builder);
bool build_softmax(struct builder *builder);

bool build_constant_op(struct builder *builder);
bool build_shape(struct builder *builder);
bool build_gather(struct builder *builder);
bool build_slice(struct builder *builder);
bool build_unsqueeze(struct builder *builder);
bool build_squeeze(struct builder *builder);
bool build_cast(struct builder *builder);
bool build_concat(struct builder *builder);
bool build_reshape(struct builder *builder);
bool build_flatten(struct builder *builder);
bool build_transpose(struct builder *builder);
bool build_identity(struct builder *builder);

/* What the file calls `name`, and what it shall be called; NULL, and false, when there is none or no room. */
struct symbol *build_symbol(struct builder *builder, const char *name);
bool build_symbol_add(struct builder *builder, const char *name, struct symbol symbol);

#endif
