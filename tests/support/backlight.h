/* SPDX-License-Identifier: MIT */
/*
 * A person before a window: what a camera makes of a picture that it exposes for the light behind a head. The face gets
 * a given brightness, with the noise of so little light, and what is around it becomes nearly white.
 */
#ifndef AMS_TESTS_SUPPORT_BACKLIGHT_H
#define AMS_TESTS_SUPPORT_BACKLIGHT_H

#include <stdint.h>

#include "face/face.h"
#include "support/face_data.h"

/* Of a JPEG and what was measured of its face; `brightness` is the face's mean luma wanted. To be freed: bytes. */
struct face_data_file backlight_paint(struct face_data_file file, const struct face_detection *detection,
                                      float brightness, uint64_t seed);

#endif
