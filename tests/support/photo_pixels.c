/* SPDX-License-Identifier: MIT */
#include "support/photo_pixels.h"

#include <stdio.h>
#include <stdlib.h>
#include <turbojpeg.h>

__attribute__((noreturn)) static void die(const char *what)
{
    fprintf(stderr, "photo pixels: %s failed\n", what);
    exit(99);
}

struct photo_pixels photo_decode(struct face_data_file file)
{
    struct photo_pixels pixels = {0};
    int subsampling, colours;
    tjhandle decoder = tjInitDecompress();
    if (!decoder || tjDecompressHeader3(decoder, file.bytes, (unsigned long)file.size, &pixels.width, &pixels.height,
                                        &subsampling, &colours) != 0)
        die("reading a photo");
    pixels.at = malloc((size_t)pixels.width * (size_t)pixels.height * PHOTO_CHANNELS);
    if (!pixels.at || tjDecompress2(decoder, file.bytes, (unsigned long)file.size, pixels.at, pixels.width, 0,
                                    pixels.height, TJPF_RGB, 0) != 0)
        die("decoding a photo");
    tjDestroy(decoder);
    return pixels;
}

struct face_data_file photo_encode(const struct photo_pixels *pixels, int quality)
{
    struct face_data_file file = {NULL, 0};
    unsigned long size = 0;
    tjhandle encoder = tjInitCompress();
    if (!encoder || tjCompress2(encoder, pixels->at, pixels->width, 0, pixels->height, TJPF_RGB, &file.bytes, &size,
                                TJSAMP_420, quality, 0) != 0)
        die("encoding a picture");
    tjDestroy(encoder);
    file.size = size;
    return file; // turbojpeg's memory is malloc's
}

float photo_draw(uint64_t *seed, float lowest, float highest)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return lowest + (highest - lowest) * (float)(*seed >> 40) / (float)(1 << 24);
}
