/* SPDX-License-Identifier: MIT */
/* A small JPEG of a part of a picture, for people to look at. For the face room only. */
#ifndef AMS_FACE_IMAGE_CROP_H
#define AMS_FACE_IMAGE_CROP_H

#include "face/image/image.h"

/*
 * The square around a face's box, with some hair and chin, scaled to size x size. `ret_bytes` is the caller's to free.
 * False without memory.
 */
bool image_crop_jpeg(const struct image *image, const struct face_box *box, size_t size, uint8_t **ret_bytes,
                     size_t *ret_size);

#endif
