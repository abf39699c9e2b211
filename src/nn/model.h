/* SPDX-License-Identifier: MIT */
/*
 * An ONNX file, read and checked: every offset, shape and attribute is validated before anything is kept.
 *
 * The graph that comes out is in order of execution, in channels-last layout (NHWC), with shape plumbing resolved to
 * constants, Conv+BatchNormalization folded into the weights and Relu fused into the node before it.
 */
#ifndef AMS_NN_MODEL_H
#define AMS_NN_MODEL_H

#include <stddef.h>
#include <stdint.h>

enum {
    MODEL_ERROR_SIZE = 256,
    MODEL_FILE_MAX = 256 << 20, // bytes; a larger file is refused before it is read
};

struct model;

/*
 * Reads the file at `path` (mapped read-only while it is parsed). NULL on failure, and `error` then names what is
 * wrong: the file, or the node with its name and op, never a crash, whatever the bytes are. Release with model_close.
 * The result is immutable: any number of threads may share it.
 */
struct model *model_open(const char *path, char error[static MODEL_ERROR_SIZE]);

/* The same from memory, which may go away afterwards. */
struct model *model_open_bytes(const void *bytes, size_t size, char error[static MODEL_ERROR_SIZE]);

/* NULL is allowed. No net may be left that runs on it. */
void model_close(struct model *model);

#endif
