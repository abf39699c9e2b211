/* SPDX-License-Identifier: MIT */
/* 68 landmarks of a face whose box is known, and the five points that alignment needs. For the face room only. */
#ifndef AMS_FACE_LANDMARK_H
#define AMS_FACE_LANDMARK_H

#include <stdbool.h>

#include "face/image/image.h"
#include "face/manifest.h"
#include "nn/model.h"

struct landmarker;

/* NULL with a sentence in `error` when the model does not map (1, n, n, 1) to 136 values. One thread at a time. */
struct landmarker *landmarker_open(const struct model *model, struct tensor_format format,
                                   char error[static FACE_ERROR_SIZE]);

/* NULL is allowed. */
void landmarker_close(struct landmarker *landmarker);

/* `landmarks` in pixels of `image`. */
void landmarker_run(struct landmarker *landmarker, const struct image *image, const struct face_box *box,
                    struct face_point landmarks[static FACE_LANDMARKS]);

/* Eyes, nose tip and mouth corners from the 68. Pure. */
void landmarks_five(const struct face_point landmarks[static FACE_LANDMARKS], struct face_point points[static 5]);

#endif
