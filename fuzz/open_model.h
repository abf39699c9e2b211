/* SPDX-License-Identifier: MIT */
/* What the targets for model files do with any bytes: what opens as a model is also made ready to run. */
#ifndef AMS_FUZZ_OPEN_MODEL_H
#define AMS_FUZZ_OPEN_MODEL_H

#include "nn/net.h"

static inline void open_model(const uint8_t *bytes, size_t size)
{
    char error[MODEL_ERROR_SIZE];
    struct model *model = model_open_bytes(bytes, size, error);
    if (model)
        net_close(net_open(model, 0, 0, NET_FAST, error));
    model_close(model);
}

#endif
