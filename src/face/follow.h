/* SPDX-License-Identifier: MIT */
/* Where a face was in the frame before: the next frame of the same person is looked at there first. Pure. For face.c.
 */
#ifndef AMS_FACE_FOLLOW_H
#define AMS_FACE_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "face/face.h"

/* Where landmarks lie: their middle and extent, pixels. */
struct follow_span {
    float x, y, width, height;
};

/* A zeroed one follows nobody. */
struct follow {
    bool on;              // the frames are one person's, moments apart
    bool known;           // there was a good face
    size_t width, height; // of its frame, as decoded
    struct face_box box;
    struct follow_span span;
};

/* Keeps a good face of a frame of this size, when `on`. */
void follow_keep(struct follow *follow, size_t width, size_t height, const struct face_detection *detection);

/* Whether a frame of this size may show the face where it was. */
bool follow_may(const struct follow *follow, size_t width, size_t height);

/* Whether landmarks that were put into the box of before lie much as they did; then detection->box moves with them. */
bool follow_move(const struct follow *follow, struct face_detection *detection);

#endif
