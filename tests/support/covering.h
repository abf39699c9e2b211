/* SPDX-License-Identifier: MIT */
/* Paints what people have before their faces over the face of a picture: masks, a scarf, a hand. */
#ifndef AMS_TESTS_SUPPORT_COVERING_H
#define AMS_TESTS_SUPPORT_COVERING_H

#include <stdint.h>

#include "face/face.h"
#include "support/face_data.h"

enum covering {
    COVERING_SURGICAL, // pale blue or green, folded, to over the nose
    COVERING_WHITE,    // stiff and white, with a seam
    COVERING_DARK,     // black or dark cloth
    COVERING_COLOURED, // cloth of any colour, with a pattern
    COVERING_SCARF,    // from the nose down over the neck
    COVERING_HAND,     // in the skin's own colour, before mouth and chin
    COVERING_COUNT,
};

const char *covering_name(enum covering covering);

/* The JPEG with the face at the five points covered; colour, cut and seat follow from `seed`. Its bytes are to be
 * freed. */
struct face_data_file covering_paint(struct face_data_file file, const struct face_point points[static 5],
                                     enum covering covering, uint64_t seed);

#endif
