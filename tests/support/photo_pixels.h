/* SPDX-License-Identifier: MIT */
/* The pixels of a JPEG, and a JPEG of pixels. What breaks ends the program. */
#ifndef AMS_TESTS_SUPPORT_PHOTO_PIXELS_H
#define AMS_TESTS_SUPPORT_PHOTO_PIXELS_H

#include <stdint.h>

#include "support/face_data.h"

enum { PHOTO_CHANNELS = 3 };

struct photo_pixels {
    uint8_t *at; // (height, width, 3) RGB
    int width, height;
};

/* To be freed: `at`. */
struct photo_pixels photo_decode(struct face_data_file file);

/* Its bytes are to be freed. */
struct face_data_file photo_encode(const struct photo_pixels *pixels, int quality);

/* A pseudo-random number, the same everywhere; `seed` moves on. */
float photo_draw(uint64_t *seed, float lowest, float highest);

#endif
