/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as an ONNX file. What opens as a model is also made ready to run. */
#include "nn/net.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char error[MODEL_ERROR_SIZE];
    struct model *model = model_open_bytes(bytes, size, error);
    if (model)
        net_close(net_open(model, 0, 0, NET_FAST, error));
    model_close(model);
    return 0;
}
