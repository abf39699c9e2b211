/* SPDX-License-Identifier: MIT */
#include "support/heic.h"

#include <libheif/heif.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
/* x265, which only writes the pictures here, keeps some of its memory. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libx265\n";
}
#endif

struct output {
    uint8_t *at;
    size_t size, room;
};

static struct heif_error take(struct heif_context *context, const void *data, size_t size, void *user)
{
    (void)context;
    struct output *output = user;
    if (size <= output->room) {
        memcpy(output->at, data, size);
        output->size = size;
    }
    return (struct heif_error){heif_error_Ok, heif_suberror_Unspecified, ""};
}

static struct heif_image *picture(const uint8_t *pixels, size_t width, size_t height)
{
    struct heif_image *image = NULL;
    int stride = 0;
    if (heif_image_create((int)width, (int)height, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image).code != 0)
        return NULL;
    if (heif_image_add_plane(image, heif_channel_interleaved, (int)width, (int)height, 8).code != 0) {
        heif_image_release(image);
        return NULL;
    }
    uint8_t *rows = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (size_t y = 0; y < height; y++)
        memcpy(rows + y * (size_t)stride, pixels + y * width * 3, width * 3);
    return image;
}

static bool encode(struct heif_context *context, struct heif_encoder *encoder, const struct heif_image *image,
                   const struct heic_options *options)
{
    static const uint8_t exif[] = {'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 1, 0x12, 0,
                                   3,   0,   0, 0,   1, 0, 6, 0, 0, 0, 0, 0,    0};
    struct heif_encoding_options *encoding = heif_encoding_options_alloc();
    struct heif_image_handle *handle = NULL;
    if (options && options->quarter_turn)
        encoding->image_orientation = heif_orientation_rotate_90_cw;
    heif_encoder_set_lossy_quality(encoder, 95);
    bool done = heif_context_encode_image(context, image, encoder, encoding, &handle).code == heif_error_Ok;
    if (done && options && options->exif)
        done = heif_context_add_exif_metadata(context, handle, exif, sizeof(exif)).code == heif_error_Ok;
    if (handle)
        heif_image_handle_release(handle);
    heif_encoding_options_free(encoding);
    return done;
}

size_t heic_encode(const uint8_t *pixels, size_t width, size_t height, const struct heic_options *options, uint8_t *out,
                   size_t room)
{
    struct output output = {out, 0, room};
    struct heif_writer writer = {.writer_api_version = 1, .write = take};
    struct heif_encoder *encoder = NULL;
    heif_init(NULL);
    if (!heif_have_decoder_for_format(heif_compression_HEVC))
        return 0;
    struct heif_context *context = heif_context_alloc();
    struct heif_image *image = picture(pixels, width, height);
    if (image && heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder).code == heif_error_Ok &&
        encode(context, encoder, image, options))
        heif_context_write(context, &writer, &output);
    if (encoder)
        heif_encoder_release(encoder);
    if (image)
        heif_image_release(image);
    heif_context_free(context);
    return output.size;
}
