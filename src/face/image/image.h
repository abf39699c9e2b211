/* SPDX-License-Identifier: MIT */
/*
 * JPEG, PNG, WebP and HEIC bytes -> upright RGB pixels, with every limit checked against the file's header before a
 * pixel is decoded. For the face room only. One image belongs to one thread at a time.
 */
#ifndef AMS_FACE_IMAGE_H
#define AMS_FACE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/face.h"

enum {
    IMAGE_SIDE_MAX = 20000,            // pixels; a longer side is refused
    IMAGE_PROGRESSIVE_MAX = 12000000,  // pixels of a progressive JPEG: it needs 6 bytes a pixel before the first row
    IMAGE_SCANS_MAX = 64,              // scans of a progressive JPEG: each costs a pass over the whole picture
    IMAGE_ALL_PIXELS = IMAGE_SIDE_MAX, // as `long_side`: never decode at a smaller scale
    IMAGE_SLACK = 16,                  // readable bytes behind the last pixel, for samplers that load four at once
};

/* Pixels of one picture, kept from call to call: memory is taken only when a picture is larger than all before. */
struct image {
    uint8_t *pixels; // (height, width, 3) RGB, no gaps between rows, IMAGE_SLACK readable bytes after the last
    size_t width;    // of `pixels`
    size_t height;
    size_t full_width; // upright size of the file; larger than `width` when decoded at a smaller scale
    size_t full_height;
    uint8_t *turned; // the other buffer, for orientation; swapped with `pixels`
    size_t pixels_size;
    size_t turned_size;
    void *jpeg; // turbojpeg's handle, made at the first JPEG
};

struct image_limits {
    size_t bytes_max;  // of the file
    size_t pixels_max; // declared width x height
    size_t whole_max;  // the same of a picture that cannot be decoded smaller at less cost: PNG, WebP, HEIC,
                       // progressive JPEG
    size_t long_side;  // a JPEG is decoded at 1/2, 1/4 or 1/8 when its long side stays at least this
};

/* A zeroed struct is ready too. */
void image_init(struct image *image);
void image_release(struct image *image);

/*
 * Decodes `bytes` and turns them upright by their EXIF or XMP orientation, HEIC by its own boxes. Of an animated WebP
 * the first frame counts, on grey where it does not fill the canvas. FACE_OK, FACE_BAD_IMAGE (not a JPEG, PNG, WebP or
 * HEIC; cut short by more than its end marker; damaged; HEIC where libheif has no decoder of HEVC),
 * FACE_IMAGE_TOO_LARGE (by its header) or FACE_FAULT (no memory). On failure the pixels are undefined but the image
 * stays usable.
 */
enum face_reason image_decode(struct image *image, const uint8_t *bytes, size_t size,
                              const struct image_limits *limits);

/*
 * Makes ready what a decoder loads from files at its first picture: libheif's plugins. To be called before the process
 * is shut in; image_decode does it else. Whether HEIC can be read. Any thread, any number of times.
 */
bool image_prepare(void);

/* Turns the pixels as if they were stored with this EXIF orientation (1 to 8). False without memory. */
bool image_turn(struct image *image, unsigned orientation);

#endif
