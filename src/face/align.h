/* SPDX-License-Identifier: MIT */
/* From five points to the upright crop that the embedder knows. Pure functions; for the face room only. */
#ifndef AMS_FACE_ALIGN_H
#define AMS_FACE_ALIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "face/face.h"
#include "face/image/image.h"
#include "face/sample.h"

enum {
    ALIGN_SIZE = 112,
    ALIGN_BYTES = ALIGN_SIZE * ALIGN_SIZE * 3,
};

/*
 * The rotation, uniform scale and shift (no reflection) that brings `from` closest to `to` in the sense of least
 * squares. False, and *ret_affine untouched, when the points of `from` coincide or are not finite.
 */
bool align_similarity(const struct face_point *from, const struct face_point *to, size_t count,
                      struct affine *ret_affine);

/* The map back. The affine must be a similarity of scale > 0. */
struct affine align_inverse(const struct affine *affine);

/*
 * The face with these five points as the embedder's template has it: `pixels` (112, 112, 3) RGB. False when the points
 * span nothing.
 */
bool align_face(const struct image *image, const struct face_point points[static 5],
                uint8_t pixels[static ALIGN_BYTES]);

#endif
