/* SPDX-License-Identifier: MIT */
#include "face/image/image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "face/image/image_file.h"

void image_init(struct image *image)
{
    *image = (struct image){.pixels = NULL};
}

void image_release(struct image *image)
{
    free(image->pixels);
    free(image->turned);
    if (image->jpeg)
        tjDestroy(image->jpeg);
    image_init(image);
}

/*
 * Orientation o of a stored picture: 2, 3, 4 mirror it in x, both, y; 5 to 8 swap the axes first. Each row of the
 * upright picture is a walk through the stored one with a constant step.
 */
static void turn_pixels(const struct image *image, unsigned orientation, uint8_t *upright)
{
    bool swapped = orientation >= 5;
    bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    ptrdiff_t step_x = from_right ? -3 : 3;
    ptrdiff_t step_y = (ptrdiff_t)image->width * (from_bottom ? -3 : 3);
    const uint8_t *corner = image->pixels + (from_right ? (image->width - 1) * 3 : 0) +
                            (from_bottom ? (image->height - 1) * image->width * 3 : 0);
    size_t columns = swapped ? image->height : image->width;
    size_t rows = swapped ? image->width : image->height;
    ptrdiff_t along = swapped ? step_y : step_x;
    ptrdiff_t across = swapped ? step_x : step_y;
    for (size_t y = 0; y < rows; y++) {
        const uint8_t *from = corner + (ptrdiff_t)y * across;
        for (size_t x = 0; x < columns; x++, upright += 3)
            memcpy(upright, from + (ptrdiff_t)x * along, 3);
    }
}

bool image_turn(struct image *image, unsigned orientation)
{
    if (orientation == 1)
        return true;
    if (!image_grow(&image->turned, &image->turned_size, image->width * image->height * 3 + IMAGE_SLACK))
        return false;
    turn_pixels(image, orientation, image->turned);
    struct image upright = *image;
    upright.pixels = image->turned;
    upright.pixels_size = image->turned_size;
    upright.turned = image->pixels;
    upright.turned_size = image->pixels_size;
    if (orientation >= 5) {
        upright.width = image->height;
        upright.height = image->width;
        upright.full_width = image->full_height;
        upright.full_height = image->full_width;
    }
    *image = upright;
    return true;
}

enum face_reason image_decode(struct image *image, const uint8_t *bytes, size_t size, const struct image_limits *limits)
{
    static const struct {
        const char *magic; // '?' matches any byte
        size_t length;
        enum face_reason (*decode)(struct image *, struct bytes, const struct image_limits *, unsigned *);
    } formats[] = {
        {"\xFF\xD8\xFF", 3, image_decode_jpeg},
        {"\x89PNG\r\n\x1A\n", 8, image_decode_png},
        {"RIFF????WEBP", 12, image_decode_webp},
        {"????ftyp", 8, image_decode_heif},
    };
    if (size > limits->bytes_max)
        return FACE_IMAGE_TOO_LARGE;
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        size_t same = 0;
        while (same < formats[i].length && same < size &&
               (formats[i].magic[same] == '?' || (uint8_t)formats[i].magic[same] == bytes[same]))
            same++;
        if (same < formats[i].length)
            continue;
        unsigned orientation = 1;
        errno = 0;
        enum face_reason reason = formats[i].decode(image, (struct bytes){bytes, size}, limits, &orientation);
        // turbojpeg and libpng report a damaged file and a lack of memory alike; malloc leaves its mark.
        if (reason == FACE_BAD_IMAGE && errno == ENOMEM)
            return FACE_FAULT;
        if (reason != FACE_OK)
            return reason;
        return image_turn(image, orientation) ? FACE_OK : FACE_FAULT;
    }
    return FACE_BAD_IMAGE;
}
