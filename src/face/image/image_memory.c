/* SPDX-License-Identifier: MIT */
#include "face/image/image.h"

#include <stdlib.h>

#include "face/image/image_file.h"

enum face_reason image_check_size(size_t width, size_t height, size_t pixels_max)
{
    if (width == 0 || height == 0)
        return FACE_BAD_IMAGE;
    if (width > IMAGE_SIDE_MAX || height > IMAGE_SIDE_MAX || width * height > pixels_max)
        return FACE_IMAGE_TOO_LARGE;
    return FACE_OK;
}

bool image_grow(uint8_t **buffer, size_t *size, size_t wanted)
{
    if (*size >= wanted)
        return true;
    uint8_t *grown = malloc(wanted);
    if (!grown)
        return false;
    free(*buffer);
    *buffer = grown;
    *size = wanted;
    return true;
}

bool image_reserve(struct image *image, size_t width, size_t height)
{
    if (!image_grow(&image->pixels, &image->pixels_size, width * height * 3 + IMAGE_SLACK))
        return false;
    image->width = image->full_width = width;
    image->height = image->full_height = height;
    return true;
}
