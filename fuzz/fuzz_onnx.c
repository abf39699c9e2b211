/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as an ONNX file. */
#include "open_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    open_model(bytes, size);
    return 0;
}
