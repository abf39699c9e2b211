/* SPDX-License-Identifier: MIT */
/*
 * An ONNX or TFLite file, read and checked: every offset, shape and attribute is validated before anything is kept.
 * Which of the two it is its first bytes say: TFLite files carry "TFL3" as their FlatBuffers identifier.
 *
 * The graph that comes out is in order of execution, in channels-last layout (NHWC), with shape plumbing resolved to
 * constants, Conv+BatchNormalization folded into the weights, and Relu, Clip and PRelu joined to the node before them.
 *
 * Accepted of ONNX: one float32 input (1, C, H, W), opsets 7 to 17, and these ops on it: Conv, BatchNormalization,
 * Relu, Clip, PRelu, Add, Mul, Sub, Div, Sigmoid, GlobalAveragePool, Concat of channels, Flatten and Reshape to (1,
 * C*H*W), Gemm, MatMul, Softmax of channels, Identity; and Constant, Shape, Gather, Slice, Unsqueeze, Squeeze, Cast,
 * Concat of whole numbers before them.
 *
 * The tail. A Transpose to channels-last, (0, 2, 3, 1), ends the graph: its input becomes an output as it is, channels
 * last, and what the file does with it afterwards (reshape, softmax, box arithmetic with constants made for one size of
 * input) is left to the caller. Outputs come in this order: first the file's own outputs that need no tail, as the file
 * lists them, then the tensors that left by a Transpose, in the order of the nodes.
 *
 * Accepted of TFLite: schema version 3, one graph with one float32 input (N, H, W, C), of which the graph runs one
 * image, constants in float32 (nothing quantized), and these operators: CONV_2D, DEPTHWISE_CONV_2D with one output for
 * each input channel, FULLY_CONNECTED, ADD, SUB, MUL, RELU, RELU6, RELU_N1_TO_1 and the same as fused activations,
 * PRELU, also written as RELU(x) + c * (x - ABS(x)), LOGISTIC, SOFTMAX, L2_NORMALIZATION, MEAN over height and width,
 * AVERAGE_POOL_2D of the whole image, CONCATENATION of channels, RESHAPE and SQUEEZE to (N, H*W*C) and back. Padding
 * SAME with a stride fixes the size of the input.
 */
#ifndef AMS_NN_MODEL_H
#define AMS_NN_MODEL_H

#include <stddef.h>
#include <stdint.h>

enum {
    MODEL_ERROR_SIZE = 256,
    MODEL_FILE_MAX = 256 << 20,   // bytes; a larger file is refused before it is read
    MODEL_NODES_MAX = 512,        // nodes of the file
    MODEL_TENSORS_MAX = 4096,     // initializers of the file
    MODEL_ELEMENTS_MAX = 1 << 26, // elements of one tensor, be it weights or activations
    MODEL_WEIGHTS_MAX = 1 << 26,  // weights of all nodes together, in elements
    MODEL_CHANNELS_MAX = 1 << 16, // of one tensor
    MODEL_SIDE_MAX = 8192,        // height or width of an input, in pixels
};

struct model;

/*
 * Reads the file at `path` (mapped read-only while it is parsed). NULL on failure, and `error` then names what is
 * wrong: the file, or the node with its name and op, never a crash, whatever the bytes are. Release with model_close.
 * The result is immutable (its weights are write-protected): any number of threads may share it.
 */
struct model *model_open(const char *path, char error[static MODEL_ERROR_SIZE]);

/* The same from memory, which may go away afterwards. */
struct model *model_open_bytes(const void *bytes, size_t size, char error[static MODEL_ERROR_SIZE]);

/* NULL is allowed. No net may be left that runs on it. */
void model_close(struct model *model);

#endif
