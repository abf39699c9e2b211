/* SPDX-License-Identifier: MIT */
/*
 * The gate a frame must pass before it may mark or enrol anybody. Every limit was set on the LFW images of folds 1 to 5
 * so that each refuses fewer than 1 in 100 of them (docs/ACCURACY.md has the figures). Pure functions; for the face
 * room only.
 */
#ifndef AMS_FACE_QUALITY_H
#define AMS_FACE_QUALITY_H

#include <stddef.h>
#include <stdint.h>

#include "face/align.h"
#include "face/face.h"
#include "face/image/image.h"

/* Fills brightness, sharpness, burnt and eyes from the aligned face: (112, 112, 3) RGB. */
void quality_measure_pixels(const uint8_t pixels[static ALIGN_BYTES], struct face_detection *detection);

/* Fills yaw, pitch and roll from the five points. */
void quality_measure_pose(struct face_detection *detection);

/* Fills surroundings: the picture beside and above the box against the brightness that was measured before. */
void quality_measure_surroundings(const struct image *image, struct face_detection *detection);

/* What the boxes alone say, best first, of a picture of width x height: FACE_OK, or why no further step is needed. */
enum face_reason quality_check_boxes(const struct face_box *boxes, size_t count, size_t width, size_t height);

/* What the points say: FACE_OK, FACE_CUT_OFF, FACE_TURNED_AWAY or FACE_TILTED. */
enum face_reason quality_check_pose(const struct face_detection *detection, size_t width, size_t height);

/* The same for a head that was asked to turn: FACE_TURNED_AWAY only where landmarks and identity fail. */
enum face_reason quality_check_turned(const struct face_detection *detection, size_t width, size_t height);

/* What the light says: FACE_OK, FACE_TOO_DARK, FACE_BACKLIT, FACE_TOO_BRIGHT, FACE_BURNT or FACE_BLURRED. */
enum face_reason quality_check_pixels(const struct face_detection *detection);

/* FACE_OK, or FACE_COVERED: dark glasses, or something dark over the lower face. A hint: pale masks pass it. */
enum face_reason quality_check_cover(const struct face_detection *detection);

#endif
