/* SPDX-License-Identifier: MIT */
#include "face/image/image_logo.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "face/image/image.h"
#include "face/image/image_file.h"
#include "worker/serve.h"
#include "worker/worker.h"

#define OP "image.logo"

enum { LIMIT_MS = 30000, ANSWER_SLACK = 64, PNG_HEAD = 24 };

static const uint8_t png_magic[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

/* ---- in the worker ---- */

struct pixels {
    uint8_t *rgba; // (height, width, 4), owned
    size_t width, height;
};

static bool pixels_take(struct pixels *pixels, size_t width, size_t height)
{
    pixels->rgba = malloc(width * height * 4);
    pixels->width = width;
    pixels->height = height;
    return pixels->rgba != NULL;
}

static enum face_reason read_png(const uint8_t *bytes, size_t size, struct pixels *pixels)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    enum face_reason reason = FACE_BAD_IMAGE;
    if (png_image_begin_read_from_memory(&png, bytes, size)) {
        reason = image_check_size(png.width, png.height, LOGO_PIXELS_MAX);
        png.format = PNG_FORMAT_RGBA;
        if (reason == FACE_OK && !pixels_take(pixels, png.width, png.height))
            reason = FACE_FAULT;
        if (reason == FACE_OK && (!png_image_finish_read(&png, NULL, pixels->rgba, 0, NULL) ||
                                  (png.warning_or_error & (PNG_IMAGE_WARNING | PNG_IMAGE_ERROR)) != 0))
            reason = FACE_BAD_IMAGE;
    }
    png_image_free(&png);
    return reason;
}

static enum face_reason read_jpeg(const uint8_t *bytes, size_t size, struct pixels *pixels)
{
    const struct image_limits limits = {.bytes_max = LOGO_SENT_MAX,
                                        .pixels_max = LOGO_PIXELS_MAX,
                                        .whole_max = LOGO_PIXELS_MAX,
                                        .long_side = 2 * LOGO_SIDE_MAX};
    struct image image;
    image_init(&image);
    enum face_reason reason = image_decode(&image, bytes, size, &limits);
    if (reason == FACE_OK && !pixels_take(pixels, image.width, image.height))
        reason = FACE_FAULT;
    for (size_t i = 0; reason == FACE_OK && i < image.width * image.height; i++) {
        memcpy(pixels->rgba + 4 * i, image.pixels + 3 * i, 3);
        pixels->rgba[4 * i + 3] = 255;
    }
    image_release(&image);
    return reason;
}

/* The mean of the pixels [left, right) x [top, bottom), each as far as it is seen. */
static void mean_of(const struct pixels *from, size_t left, size_t right, size_t top, size_t bottom, uint8_t *out)
{
    uint64_t sums[3] = {0}, seen = 0, count = (uint64_t)(right - left) * (bottom - top);
    for (size_t y = top; y < bottom; y++)
        for (size_t x = left; x < right; x++) {
            const uint8_t *pixel = from->rgba + (y * from->width + x) * 4;
            for (size_t c = 0; c < 3; c++)
                sums[c] += (uint64_t)pixel[c] * pixel[3];
            seen += pixel[3];
        }
    for (size_t c = 0; c < 3; c++)
        out[c] = (uint8_t)(seen > 0 ? (sums[c] + seen / 2) / seen : 0);
    out[3] = (uint8_t)((seen + count / 2) / count);
}

/* Makes the longer side LOGO_SIDE_MAX. False without memory. */
static bool shrink(struct pixels *pixels)
{
    size_t longer = pixels->width > pixels->height ? pixels->width : pixels->height;
    struct pixels small;
    if (longer <= LOGO_SIDE_MAX)
        return true;
    size_t width = (pixels->width * LOGO_SIDE_MAX + longer / 2) / longer;
    size_t height = (pixels->height * LOGO_SIDE_MAX + longer / 2) / longer;
    if (!pixels_take(&small, width > 0 ? width : 1, height > 0 ? height : 1))
        return false;
    for (size_t y = 0; y < small.height; y++)
        for (size_t x = 0; x < small.width; x++)
            mean_of(pixels, x * pixels->width / small.width, (x + 1) * pixels->width / small.width,
                    y * pixels->height / small.height, (y + 1) * pixels->height / small.height,
                    small.rgba + (y * small.width + x) * 4);
    free(pixels->rgba);
    *pixels = small;
    return true;
}

static enum face_reason write_png(const struct pixels *pixels, uint8_t **ret_bytes, size_t *ret_size)
{
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)pixels->width,
                     .height = (png_uint_32)pixels->height,
                     .format = PNG_FORMAT_RGBA};
    png_alloc_size_t size = LOGO_BYTES_MAX;
    uint8_t *bytes = malloc(size);
    if (bytes && png_image_write_to_memory(&png, bytes, &size, 0, pixels->rgba, 0, NULL)) {
        *ret_bytes = bytes;
        *ret_size = size;
        return FACE_OK;
    }
    png_image_free(&png);
    free(bytes);
    return FACE_FAULT;
}

static bool run(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    struct pixels pixels = {0};
    uint8_t *bytes = NULL;
    size_t written = 0;
    (void)context;
    enum face_reason reason = FACE_BAD_IMAGE;
    if (size > sizeof(png_magic) && memcmp(request, png_magic, sizeof(png_magic)) == 0)
        reason = read_png(request, size, &pixels);
    else if (size > 3 && memcmp(request, "\xFF\xD8\xFF", 3) == 0)
        reason = read_jpeg(request, size, &pixels);
    if (reason == FACE_OK && !shrink(&pixels))
        reason = FACE_FAULT;
    if (reason == FACE_OK)
        reason = write_png(&pixels, &bytes, &written);
    pack_u32(answer, (uint32_t)reason);
    pack_block(answer, bytes, written);
    free(bytes);
    free(pixels.rgba);
    return true;
}

void image_logo_op(struct worker_op *op)
{
    *op = (struct worker_op){OP, LOGO_SENT_MAX, LOGO_BYTES_MAX + ANSWER_SLACK, run, NULL};
}

/* ---- in the server ---- */

static unsigned number_at(const uint8_t *bytes)
{
    return (unsigned)bytes[0] << 24 | (unsigned)bytes[1] << 16 | (unsigned)bytes[2] << 8 | bytes[3];
}

/* Whether this begins as what was asked for. */
static bool is_logo(const uint8_t *bytes, size_t size, struct logo_picture *picture)
{
    if (!bytes || size < PNG_HEAD || memcmp(bytes, png_magic, sizeof(png_magic)) != 0)
        return false;
    picture->width = number_at(bytes + 16);
    picture->height = number_at(bytes + 20);
    return picture->width >= 1 && picture->width <= LOGO_SIDE_MAX && picture->height >= 1 &&
           picture->height <= LOGO_SIDE_MAX;
}

enum face_reason image_logo(struct workers *workers, const void *bytes, size_t size, struct arena *arena,
                            struct logo_picture *ret_picture)
{
    CLOSES(pack_release) struct pack answer = {.max = 0};
    const struct iovec part = {(void *)(uintptr_t)bytes, size};
    const struct worker_call call = {
        .name = OP, .parts = &part, .count = 1, .answer_max = LOGO_BYTES_MAX + ANSWER_SLACK, .limit_ms = LIMIT_MS};
    struct logo_picture picture = {0};
    if (size > LOGO_SENT_MAX)
        return FACE_IMAGE_TOO_LARGE;
    if (workers_call(workers, &call, &answer) != WORKER_DONE)
        return FACE_NOT_LOOKED;
    struct unpack unpack = {.at = answer.bytes, .left = answer.size};
    uint32_t reason = unpack_u32(&unpack);
    const uint8_t *png = unpack_block(&unpack, LOGO_BYTES_MAX, &picture.size);
    if (!unpack_done(&unpack) || reason >= FACE_REASON_COUNT)
        return FACE_FAULT;
    if (reason != FACE_OK)
        return (enum face_reason)reason;
    if (!is_logo(png, picture.size, &picture))
        return FACE_FAULT;
    uint8_t *kept = arena_alloc(arena, picture.size);
    if (!kept)
        return FACE_FAULT;
    memcpy(kept, png, picture.size);
    picture.bytes = kept;
    *ret_picture = picture;
    return FACE_OK;
}
