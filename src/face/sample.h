/* SPDX-License-Identifier: MIT */
/*
 * Bilinear sampling: from the pixels of a frame to the inputs of the nets, touching only the pixels needed. Channels
 * last. For the face room only.
 */
#ifndef AMS_FACE_SAMPLE_H
#define AMS_FACE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/image/image.h"
#include "face/manifest.h"

/* x' = a x + b y + c, y' = d x + e y + f */
struct affine {
    double a, b, c;
    double d, e, f;
};

/* The padded size of a frame: right and bottom padding alone bring it to width : height, nothing is stretched. */
void sample_padded_size(const struct image *image, size_t width, size_t height, size_t *ret_width, size_t *ret_height);

/*
 * The frame padded to width : height with `format.mean`, scaled to width x height with half-pixel centres, into
 * `tensor` (height, width, 3).
 */
void sample_frame(const struct image *image, struct tensor_format format, size_t width, size_t height, float *tensor);

/* Whole pixels of a frame; may lie outside it. */
struct sample_box {
    long left, top;
    long width, height; // at least 1
};

/*
 * The box, its border repeated where it leaves the frame, scaled to size x size with half-pixel centres, grey, into
 * `tensor` (size, size, 1).
 */
void sample_grey(const struct image *image, struct tensor_format format, struct sample_box box, size_t size,
                 float *tensor);

/*
 * The box in colour, what lies outside the frame mirrored about its outermost pixels (which are not repeated), scaled
 * to size x size, rounded to whole values, into `tensor` (size, size, 3) by `format`. Bilinear with half-pixel centres;
 * the other averages areas: each output pixel is the mean of what it covers, for squares that are to shrink.
 */
void sample_colour(const struct image *image, struct tensor_format format, struct sample_box box, size_t size,
                   float *tensor);
void sample_colour_areas(const struct image *image, struct tensor_format format, struct sample_box box, size_t size,
                         float *tensor);

/*
 * `pixels` (size, size, 3) RGB: each pixel centre mapped into the frame by `to_frame`, black outside. Integer
 * coordinates are pixel centres on both sides.
 */
void sample_warp(const struct image *image, const struct affine *to_frame, size_t size, uint8_t *pixels);

#endif
