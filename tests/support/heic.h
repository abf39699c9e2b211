/* SPDX-License-Identifier: MIT */
/* HEIC files for the tests, made by libheif's own encoder (x265) where this machine has one. */
#ifndef AMS_TESTS_HEIC_H
#define AMS_TESTS_HEIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heic_options {
    bool quarter_turn; // a box says: a quarter to the right
    bool exif;         // EXIF says the same
};

/* Writes width x height RGB pixels as a HEIC file to `out` and returns its size; 0 when libheif cannot write HEVC, or
 * cannot read it, or `room` is too little. `options` may be NULL. */
size_t heic_encode(const uint8_t *pixels, size_t width, size_t height, const struct heic_options *options, uint8_t *out,
                   size_t room);

#endif
