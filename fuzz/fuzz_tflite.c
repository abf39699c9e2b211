/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes that say they are a TFLite file; all others are fuzz_onnx's. */
#include "open_model.h"

#include "nn/tflite/tflite.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (tflite_is(bytes, size))
        open_model(bytes, size);
    return 0;
}
