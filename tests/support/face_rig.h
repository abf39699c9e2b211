/* SPDX-License-Identifier: MIT */
/* An engine on the real models, for tests that look at the people of the sample photos. */
#ifndef AMS_TESTS_SUPPORT_FACE_RIG_H
#define AMS_TESTS_SUPPORT_FACE_RIG_H

#include "face/face.h"

struct face_rig {
    const char *embedder; // NULL: the first of models.json
    struct face_models *models;
    struct face_engine *engine;
};

/* Opens it unless it is open; skips the test, with a word, where there are no models or no photographs. */
void face_rig_need(struct face_rig *rig);

/* Closes what is open; it may be opened again with another embedder. */
void face_rig_close(struct face_rig *rig);

#endif
