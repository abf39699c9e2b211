/* SPDX-License-Identifier: MIT */
/*
 * HEIC by libheif, which reads other codecs in the same boxes too: what a file holds is looked at by hand first, so
 * that a stranger's bytes meet HEVC's decoder alone. libheif is C++: where it finds no memory it ends the process,
 * which is a worker.
 */
#include "face/image/image_file.h"

#include <libheif/heif.h>
#include <pthread.h>
#include <string.h>

static pthread_once_t prepared = PTHREAD_ONCE_INIT;
static bool has_decoder;

static void find_decoder(void)
{
    heif_init(NULL);
    has_decoder = heif_have_decoder_for_format(heif_compression_HEVC) != 0;
}

bool image_prepare(void)
{
    (void)pthread_once(&prepared, find_decoder);
    return has_decoder;
}

static enum face_reason reason_of(struct heif_error error)
{
    if (error.code == heif_error_Ok)
        return FACE_OK;
    if (error.subcode == heif_suberror_Security_limit_exceeded)
        return FACE_IMAGE_TOO_LARGE;
    return error.code == heif_error_Memory_allocation_error ? FACE_FAULT : FACE_BAD_IMAGE;
}

static void set_limits(struct heif_context *context, size_t pixels_max)
{
    heif_context_set_maximum_image_size_limit(context, IMAGE_SIDE_MAX);
    // In the calling thread.
    heif_context_set_max_decoding_threads(context, 0);
#if LIBHEIF_HAVE_VERSION(1, 19, 0)
    struct heif_security_limits *bounds = heif_context_get_security_limits(context);
    if (bounds)
        bounds->max_image_size_pixels = pixels_max;
#else
    (void)pixels_max;
#endif
}

static enum face_reason copy_pixels(struct image *image, const struct heif_image *decoded, size_t pixels_max)
{
    int stride = 0;
    int width = heif_image_get_width(decoded, heif_channel_interleaved);
    int height = heif_image_get_height(decoded, heif_channel_interleaved);
    const uint8_t *rows = heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
    if (!rows || width <= 0 || height <= 0 || stride < width * 3)
        return FACE_BAD_IMAGE;
    // What was decoded may be larger than what was declared.
    enum face_reason reason = image_check_size((size_t)width, (size_t)height, pixels_max);
    if (reason != FACE_OK)
        return reason;
    if (!image_reserve(image, (size_t)width, (size_t)height))
        return FACE_FAULT;
    for (size_t y = 0; y < (size_t)height; y++)
        memcpy(image->pixels + y * (size_t)width * 3, rows + y * (size_t)stride, (size_t)width * 3);
    return FACE_OK;
}

static enum face_reason decode_primary(struct image *image, const struct heif_image_handle *handle, size_t pixels_max)
{
    int width = heif_image_handle_get_width(handle), height = heif_image_handle_get_height(handle);
    if (width <= 0 || height <= 0)
        return FACE_BAD_IMAGE;
    enum face_reason reason = image_check_size((size_t)width, (size_t)height, pixels_max);
    if (reason != FACE_OK)
        return reason;
    struct heif_decoding_options *options = heif_decoding_options_alloc();
    if (!options)
        return FACE_FAULT;
    options->convert_hdr_to_8bit = 1;
    struct heif_image *decoded = NULL;
    reason = reason_of(heif_decode_image(handle, &decoded, heif_colorspace_RGB, heif_chroma_interleaved_RGB, options));
    heif_decoding_options_free(options);
    if (reason == FACE_OK)
        reason = copy_pixels(image, decoded, pixels_max);
    if (decoded)
        heif_image_release(decoded);
    return reason;
}

enum face_reason image_decode_heif(struct image *image, struct bytes file, const struct image_limits *limits,
                                   unsigned *ret_orientation)
{
    size_t pixels_max = limits->whole_max < limits->pixels_max ? limits->whole_max : limits->pixels_max;
    size_t width = 0, height = 0;
    if (!heif_is_hevc(file) || !image_prepare())
        return FACE_BAD_IMAGE;
    heif_coded_size(file, &width, &height);
    if (width > IMAGE_SIDE_MAX + HEIF_BLOCK || height > IMAGE_SIDE_MAX + HEIF_BLOCK ||
        width * height > pixels_max + (width + height) * HEIF_BLOCK)
        return FACE_IMAGE_TOO_LARGE;

    struct heif_context *context = heif_context_alloc();
    if (!context)
        return FACE_FAULT;
    set_limits(context, pixels_max);
    struct heif_image_handle *handle = NULL;
    enum face_reason reason = reason_of(heif_context_read_from_memory_without_copy(context, file.at, file.size, NULL));
    if (reason == FACE_OK)
        reason = reason_of(heif_context_get_primary_image_handle(context, &handle));
    if (reason == FACE_OK)
        reason = decode_primary(image, handle, pixels_max);
    if (handle)
        heif_image_handle_release(handle);
    heif_context_free(context);
    // libheif has turned it by the file's own boxes; EXIF, which repeats them, does not count in HEIC.
    *ret_orientation = 1;
    return reason;
}
