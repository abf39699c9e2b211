/* SPDX-License-Identifier: MIT */
/* Models, engines and two people for tests of the school, opened once a program. */
#ifndef AMS_TESTS_SUPPORT_SCHOOL_FACES_H
#define AMS_TESTS_SUPPORT_SCHOOL_FACES_H

#include <stddef.h>

#include "face/face.h"
#include "face/pool.h"
#include "support/face_people.h"

/* All NULL where there are no models here, `people` also where there are no photos. */
struct school_faces {
    struct face_models *models;
    struct face_pool *pool;
    struct face_people *people;
};

/* For a group's setup: 0, or -1 with a line on stderr when the models are there and cannot be opened. */
int school_faces_open(struct school_faces *faces, size_t engines);
void school_faces_close(struct school_faces *faces);

#endif
