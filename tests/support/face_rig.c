/* SPDX-License-Identifier: MIT */
#include "support/face_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/face_picture.h"

void face_rig_need(struct face_rig *rig)
{
    char error[FACE_ERROR_SIZE];
    if (rig->models)
        return;
    const char *directory = rig->embedder ? face_data_models_with("MobileFaceNet.tflite") : face_data_models();
    struct face_data_file first = face_picture_play("Casey_Mears_0001");
    bool there = directory && first.bytes;
    free(first.bytes);
    if (!there) {
        print_message("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    rig->models = face_models_open(directory, rig->embedder, error);
    assert_non_null(rig->models);
    rig->engine = face_engine_open(rig->models, error);
    assert_non_null(rig->engine);
}

void face_rig_close(struct face_rig *rig)
{
    face_engine_close(rig->engine);
    face_models_close(rig->models);
    rig->engine = NULL;
    rig->models = NULL;
}
