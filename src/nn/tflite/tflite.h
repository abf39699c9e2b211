/* SPDX-License-Identifier: MIT */
/* The TFLite file's own structures, read safely: tensors and operators of its one graph. Internal to nn. */
#ifndef AMS_NN_TFLITE_H
#define AMS_NN_TFLITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/assembly.h"
#include "nn/tflite/flat.h"
#include "nn/graph.h"

enum {
    TFLITE_RANK_MAX = 4,
    TFLITE_NONE = UINT16_MAX, // an input that is left out; no tensor has this number
};
_Static_assert((int)MODEL_TENSORS_MAX < (int)TFLITE_NONE, "a tensor's number fits");

/* Operators by their number in the schema; in the file they have no names. */
enum tflite_code {
    TFLITE_ADD = 0,
    TFLITE_AVERAGE_POOL_2D = 1,
    TFLITE_CONCATENATION = 2,
    TFLITE_CONV_2D = 3,
    TFLITE_DEPTHWISE_CONV_2D = 4,
    TFLITE_FULLY_CONNECTED = 9,
    TFLITE_L2_NORMALIZATION = 11,
    TFLITE_LOGISTIC = 14,
    TFLITE_MUL = 18,
    TFLITE_RELU = 19,
    TFLITE_RELU_N1_TO_1 = 20,
    TFLITE_RELU6 = 21,
    TFLITE_RESHAPE = 22,
    TFLITE_SOFTMAX = 25,
    TFLITE_MEAN = 40,
    TFLITE_SUB = 41,
    TFLITE_SQUEEZE = 43,
    TFLITE_PRELU = 54,
    TFLITE_ABS = 101,
};

struct tflite_tensor {
    const char *name; // in the file
    bool whole;       // int32; otherwise float32
    size_t rank;
    size_t dims[TFLITE_RANK_MAX]; // as the file says, the batch first
    size_t count;
    const uint8_t *data; // of a constant, may be unaligned; NULL: computed
    uint32_t maker;      // its operator; TFLITE_NONE: a constant or the input
    uint32_t uses;       // inputs of operators and outputs of the graph that name it

    uint32_t value; // once it was computed: where, and whether it is (1, H*W*C)
    bool flat;
};

struct tflite_operator {
    const char *name; // of its output: operators have none
    const char *op_name;
    int64_t code; // enum tflite_code, or another number
    uint32_t inputs[GRAPH_INPUTS_MAX];
    size_t input_count;
    uint32_t output;
    int64_t options_type; // 0: none
    struct flat_table options;
    float slope_scale; // PRELU: what its slopes are to be multiplied with
    bool joined;       // part of another operator: not computed
};

struct tflite_file {
    struct tflite_tensor *tensors;
    size_t tensor_count;
    struct tflite_operator *operators;
    size_t operator_count;
    uint32_t input;
    uint32_t outputs[GRAPH_OUTPUTS_MAX];
    size_t output_count;
};

/*
 * Reads all of `bytes` into the assembly's scratch: every tensor's data has the size its shape says, every operator has
 * one output that no other has, and its inputs are there before it. False with the reason in the assembly's error.
 */
bool tflite_decode(struct flat_file *bytes, struct assembly *assembly, struct tflite_file *ret_file);

/*
 * Finds PReLU written as Relu(x) + c * (x - |x|), as TensorFlow 1 exports it, and makes its last operator a PRELU of x
 * with slopes c and scale 2, the same to the last bit.
 */
void tflite_join_prelu(struct tflite_file *file);

/* The schema's name of an operator, or NULL for one that is not supported. */
const char *tflite_op_name(int64_t code);

/* The whole way, as build_graph does for ONNX. */
bool tflite_read(const void *bytes, size_t size, struct arena *scratch, struct arena *memory, struct graph *ret_graph,
                 char error[static MODEL_ERROR_SIZE]);

/* Whether the bytes say of themselves that they are a TFLite file. */
bool tflite_is(const void *bytes, size_t size);

#endif
