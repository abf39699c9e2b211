/* SPDX-License-Identifier: MIT */
#include "nn/tflite/tflite.h"

#include "base/str.h"

const char *tflite_op_name(int64_t code)
{
    static const struct {
        int64_t code;
        const char *name;
    } names[] = {
        {TFLITE_ADD, "ADD"},
        {TFLITE_AVERAGE_POOL_2D, "AVERAGE_POOL_2D"},
        {TFLITE_CONCATENATION, "CONCATENATION"},
        {TFLITE_CONV_2D, "CONV_2D"},
        {TFLITE_DEPTHWISE_CONV_2D, "DEPTHWISE_CONV_2D"},
        {TFLITE_FULLY_CONNECTED, "FULLY_CONNECTED"},
        {TFLITE_L2_NORMALIZATION, "L2_NORMALIZATION"},
        {TFLITE_LOGISTIC, "LOGISTIC"},
        {TFLITE_MUL, "MUL"},
        {TFLITE_RELU, "RELU"},
        {TFLITE_RELU_N1_TO_1, "RELU_N1_TO_1"},
        {TFLITE_RELU6, "RELU6"},
        {TFLITE_RESHAPE, "RESHAPE"},
        {TFLITE_SOFTMAX, "SOFTMAX"},
        {TFLITE_MEAN, "MEAN"},
        {TFLITE_SUB, "SUB"},
        {TFLITE_SQUEEZE, "SQUEEZE"},
        {TFLITE_PRELU, "PRELU"},
        {TFLITE_ABS, "ABS"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (names[i].code == code)
            return names[i].name;
    }
    return NULL;
}
