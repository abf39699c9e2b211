/* SPDX-License-Identifier: MIT */
#include "face/image/image_crop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "face/sample.h"

enum {
    QUALITY = 80,
    FINER_MAX = 8, // times finer than the crop that a large face is sampled before it is averaged
};

static const double ROOM = 1.7; // side of the square, in heights of the box

/* `pixels` (size * finer, size * finer, 3) -> the mean of each finer x finer block, into its own first rows. */
static void average_blocks(uint8_t *pixels, size_t size, size_t finer)
{
    size_t stride = size * finer * 3, count = finer * finer;
    for (size_t y = 0; y < size; y++)
        for (size_t x = 0; x < size; x++)
            for (size_t c = 0; c < 3; c++) {
                const uint8_t *block = pixels + y * finer * stride + x * finer * 3 + c;
                size_t sum = count / 2;
                for (size_t i = 0; i < count; i++)
                    sum += block[i / finer * stride + i % finer * 3];
                pixels[(y * size + x) * 3 + c] = (uint8_t)(sum / count);
            }
}

static bool compress(const uint8_t *pixels, size_t size, uint8_t **ret_bytes, size_t *ret_size)
{
    unsigned long capacity = tjBufSize((int)size, (int)size, TJSAMP_420), written = capacity;
    uint8_t *bytes = malloc(capacity);
    tjhandle jpeg = tjInitCompress();
    bool done = bytes && jpeg &&
                tjCompress2(jpeg, pixels, (int)size, 0, (int)size, TJPF_RGB, &bytes, &written, TJSAMP_420, QUALITY,
                            TJFLAG_NOREALLOC) == 0;
    if (jpeg)
        tjDestroy(jpeg);
    if (!done) {
        free(bytes);
        return false;
    }
    *ret_bytes = bytes;
    *ret_size = written;
    return true;
}

bool image_crop_jpeg(const struct image *image, const struct face_box *box, size_t size, uint8_t **ret_bytes,
                     size_t *ret_size)
{
    double side = fmax((double)(box->y2 - box->y1), 1) * ROOM;
    size_t finer = (size_t)fmin(fmax(floor(side / (double)size), 1), FINER_MAX);
    size_t samples = size * finer;
    uint8_t *pixels = malloc(samples * samples * 3 + IMAGE_SLACK);
    if (!pixels)
        return false;
    double step = side / (double)samples;
    struct affine to_frame = {
        .a = step,
        .c = (double)(box->x1 + box->x2) / 2 - side / 2 + step / 2 - .5,
        .e = step,
        .f = (double)(box->y1 + box->y2) / 2 - side / 2 + step / 2 - .5,
    };
    sample_warp(image, &to_frame, samples, pixels);
    if (finer > 1)
        average_blocks(pixels, size, finer);
    bool done = compress(pixels, size, ret_bytes, ret_size);
    free(pixels);
    return done;
}
