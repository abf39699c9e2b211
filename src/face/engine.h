/* SPDX-License-Identifier: MIT */
/* What face.c and burst.c share of the models. For the face room only. */
#ifndef AMS_FACE_ENGINE_H
#define AMS_FACE_ENGINE_H

#include "face/face.h"
#include "face/manifest.h"
#include "nn/model.h"

struct face_models {
    struct manifest manifest;
    struct model *models[MANIFEST_ROLES];
};

const struct face_models *face_engine_models(const struct face_engine *engine);

#endif
