/* SPDX-License-Identifier: MIT */
#include "support/school_faces.h"

#include <stdio.h>

#include "support/face_data.h"

int school_faces_open(struct school_faces *faces, size_t engines)
{
    char error[FACE_ERROR_SIZE];
    const char *directory = face_data_models();
    if (!directory)
        return 0;
    faces->models = face_models_open(directory, NULL, error);
    faces->pool = faces->models ? face_pool_fork(faces->models, engines, error) : NULL;
    if (!faces->pool) {
        fprintf(stderr, "%s\n", error);
        return -1;
    }
    struct face_engine *engine = face_engine_open(faces->models, error);
    if (!engine)
        return -1;
    faces->people = face_people_open(engine);
    face_engine_close(engine);
    return 0;
}

void school_faces_close(struct school_faces *faces)
{
    face_people_close(faces->people);
    face_pool_close(faces->pool);
    face_models_close(faces->models);
}
