/* SPDX-License-Identifier: MIT */
/*
 * What the pixels of one frame say about how it came to be: cheap, physical, and each of them weak alone. Pure
 * functions; for the face room only.
 */
#ifndef AMS_FACE_LIVE_CUES_H
#define AMS_FACE_LIVE_CUES_H

#include <stddef.h>
#include <stdint.h>

#include "face/align.h"
#include "face/face.h"
#include "face/image/image.h"

enum {
    CUES_SPECTRUM = 128, // pixels of the square whose spectrum is looked at
};

/* Scratch of cues_moire. */
struct cues_spectrum {
    float real[CUES_SPECTRUM * CUES_SPECTRUM];
    float imaginary[CUES_SPECTRUM * CUES_SPECTRUM];
    float cosines[CUES_SPECTRUM / 2], sines[CUES_SPECTRUM / 2];
};

/*
 * Share of the face's middle and high frequencies that stands in narrow peaks, as the beat of a pixel grid against the
 * camera's leaves them; 0..1. 0 when the picture is smaller than the square.
 */
float cues_moire(const struct image *image, const struct face_box *box, struct cues_spectrum *spectrum);

/* Share of the face's neighbourhood that is burnt out white; 0..1. */
float cues_glare(const struct image *image, const struct face_box *box);

/*
 * Steps at the borders of 8 x 8 blocks over steps elsewhere, for the strongest grid that is not the file's own: above 1
 * when the picture was compressed, moved and compressed again. 1 for a picture decoded at a smaller scale.
 */
float cues_blockiness(const struct image *image, const struct face_box *box);

/*
 * The straightest long edge beside the head, as a device or a sheet of paper leaves it: the steepest mean step along a
 * whole row or column over the usual one. 1 and more.
 */
float cues_border(const struct image *image, const struct face_box *box);

/* Mean linear R, G, B, 0..1, of the skin in an aligned face: forehead, nose, cheeks. */
void cues_face_colour(const uint8_t aligned[static ALIGN_BYTES], float ret_colour[static 3]);

/* The same of the picture away from the head; zeros when the head fills it. */
void cues_background_colour(const struct image *image, const struct face_box *box, float ret_colour[static 3]);

#endif
