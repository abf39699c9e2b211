/* SPDX-License-Identifier: MIT */
/* The ONNX file's own structures, read safely: decoding, constants and attributes. Internal to nn. */
#ifndef AMS_NN_ONNX_H
#define AMS_NN_ONNX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "nn/model.h"
#include "onnx.pb-c.h"

enum {
    ONNX_DEPTH_MAX = 16, // nesting of messages in the file; ours need 6
    ONNX_RANK_MAX = 8,
    ONNX_INTS_MAX = 16, // whole numbers in one attribute or shape constant
};

/*
 * Decodes a whole file into `arena`, which must be limited: a hostile file may ask for many times its own size. NULL
 * with the reason in `error` when it is no ONNX model, is nested too deeply, or passes the arena's limit.
 */
const Onnx__ModelProto *onnx_decode(const void *bytes, size_t size, struct arena *arena,
                                    char error[static MODEL_ERROR_SIZE]);

/* A tensor that is known when the file is read. `data` may be unaligned and lives as long as the decoded file. */
struct onnx_constant {
    bool whole; // int64; otherwise float32
    uint32_t rank;
    int64_t dims[ONNX_RANK_MAX];
    size_t count;
    const void *data;
};

/* Reads and checks `tensor`. NULL when it is sound, otherwise what is wrong with it (a static phrase). */
const char *onnx_constant_read(const Onnx__TensorProto *tensor, struct onnx_constant *ret_constant);

/* index < count. */
float onnx_constant_float(const struct onnx_constant *constant, size_t index);
int64_t onnx_constant_int(const struct onnx_constant *constant, size_t index);

/* NULL when the node has no attribute `name`. */
const Onnx__AttributeProto *onnx_attribute(const Onnx__NodeProto *node, const char *name);

/* The empty string when `text` is NULL. */
const char *onnx_text(const char *text);

#endif
