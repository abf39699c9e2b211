/* SPDX-License-Identifier: MIT */
/* turbojpeg, libpng (its simplified interface) and libwebp. Sizes are checked before each decodes. */
#include "face/image/image_file.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#include <webp/decode.h>
#include <webp/demux.h>

/* The largest of 1, 2, 4, 8 at which the long side stays at least `wanted`: libjpeg's fast scales. */
static int jpeg_denominator(size_t long_side, size_t wanted)
{
    int denominator = 1;
    while (denominator < 8 && long_side / (size_t)(denominator * 2) >= wanted)
        denominator *= 2;
    return denominator;
}

static size_t whole_max(const struct image_limits *limits)
{
    return limits->whole_max < limits->pixels_max ? limits->whole_max : limits->pixels_max;
}

/* Ink to light, as screens show it without a profile: what an ink leaves times what black leaves. */
static void print_to_screen(const uint8_t *inks, size_t pixels, bool left_out, uint8_t *out)
{
    uint8_t turn = left_out ? 0 : 255;
    for (size_t i = 0; i < pixels; i++, inks += 4)
        for (size_t c = 0; c < 3; c++)
            *out++ = (uint8_t)(((inks[c] ^ turn) * (inks[3] ^ turn) + 127) / 255);
}

/* Into image->pixels, which has room. `flags` of turbojpeg. Its verdict: 0, or -1 with tjGetErrorCode(). */
static int decompress(struct image *image, struct bytes file, int colours, bool adobe, int flags)
{
    int width = (int)image->width, height = (int)image->height;
    if (colours != TJCS_CMYK && colours != TJCS_YCCK)
        return tjDecompress2(image->jpeg, file.at, file.size, image->pixels, width, 0, height, TJPF_RGB, flags);
    int status = tjDecompress2(image->jpeg, file.at, file.size, image->turned, width, 0, height, TJPF_CMYK, flags);
    print_to_screen(image->turned, image->width * image->height, adobe, image->pixels);
    return status;
}

/*
 * A file whose end marker is missing, as after a broken copy: whole when it decodes without a warning once it has one.
 * What lost more than that would be grey below.
 */
static bool decompress_endless(struct image *image, struct bytes file, int colours, bool adobe)
{
    uint8_t *copy = malloc(file.size + 2);
    if (!copy)
        return false;
    memcpy(copy, file.at, file.size);
    memcpy(copy + file.size, "\xFF\xD9", 2);
    int status = decompress(image, (struct bytes){copy, file.size + 2}, colours, adobe, TJFLAG_LIMITSCANS);
    free(copy);
    return status == 0;
}

/* The picture behind a header that was found acceptable. `ended`: its end marker was seen. */
static enum face_reason decode_scan(struct image *image, struct bytes file, const struct jpeg_header *header,
                                    size_t long_side, bool ended)
{
    int width, height, subsampling, colours;
    if (tjDecompressHeader3(image->jpeg, file.at, file.size, &width, &height, &subsampling, &colours) != 0)
        return FACE_BAD_IMAGE;
    // A second frame header behind the first would have slipped past the check of its size.
    if ((size_t)width != header->width || (size_t)height != header->height)
        return FACE_BAD_IMAGE;

    int denominator = jpeg_denominator((size_t)(width > height ? width : height), long_side);
    tjscalingfactor scale = {1, denominator};
    int scaled_width = TJSCALED(width, scale), scaled_height = TJSCALED(height, scale);
    if (!image_reserve(image, (size_t)scaled_width, (size_t)scaled_height))
        return FACE_FAULT;
    bool inks = colours == TJCS_CMYK || colours == TJCS_YCCK;
    if (inks && !image_grow(&image->turned, &image->turned_size, image->width * image->height * 4 + IMAGE_SLACK))
        return FACE_FAULT;
    if (!ended) {
        image->full_width = (size_t)width;
        image->full_height = (size_t)height;
        return decompress_endless(image, file, colours, header->adobe) ? FACE_OK : FACE_BAD_IMAGE;
    }
    int status = decompress(image, file, colours, header->adobe, TJFLAG_LIMITSCANS);
    // Warnings (stray bytes before a marker, say) come from real cameras; the picture is whole, its end was seen.
    if (status != 0 && tjGetErrorCode(image->jpeg) == TJERR_FATAL)
        return FACE_BAD_IMAGE;
    image->full_width = (size_t)width;
    image->full_height = (size_t)height;
    return FACE_OK;
}

enum face_reason image_decode_jpeg(struct image *image, struct bytes file, const struct image_limits *limits,
                                   unsigned *ret_orientation)
{
    struct jpeg_header header;
    if (!jpeg_header_read(file, &header))
        return FACE_BAD_IMAGE;
    size_t pixels_max = header.progressive ? whole_max(limits) : limits->pixels_max;
    if (header.progressive && pixels_max > IMAGE_PROGRESSIVE_MAX)
        pixels_max = IMAGE_PROGRESSIVE_MAX;
    enum face_reason reason = image_check_size(header.width, header.height, pixels_max);
    if (reason != FACE_OK)
        return reason;
    bool ended;
    if (jpeg_scans(file, header.scan, &ended) > IMAGE_SCANS_MAX)
        return FACE_BAD_IMAGE;

    if (!image->jpeg && !(image->jpeg = tjInitDecompress()))
        return FACE_FAULT;
    reason = decode_scan(image, file, &header, limits->long_side, ended);
    if (reason == FACE_OK) {
        *ret_orientation = image_orientation(header.exif, header.xmp);
        return FACE_OK;
    }
    // turbojpeg 2.1 refuses even good files on a handle that has met a damaged header.
    tjDestroy(image->jpeg);
    image->jpeg = NULL;
    return reason;
}

enum face_reason image_decode_png(struct image *image, struct bytes file, const struct image_limits *limits,
                                  unsigned *ret_orientation)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&png, file.at, file.size)) {
        png_image_free(&png);
        return FACE_BAD_IMAGE;
    }
    enum face_reason reason = image_check_size(png.width, png.height, whole_max(limits));
    if (reason != FACE_OK || !image_reserve(image, png.width, png.height)) {
        png_image_free(&png);
        return reason != FACE_OK ? reason : FACE_FAULT;
    }
    png.format = PNG_FORMAT_RGB;
    png_color grey = {127, 127, 127};
    bool read = png_image_finish_read(&png, &grey, image->pixels, 0, NULL) != 0;
    // A warning is a damaged or cut chunk; the rows behind it are not the picture.
    bool whole = read && (png.warning_or_error & (PNG_IMAGE_WARNING | PNG_IMAGE_ERROR)) == 0;
    png_image_free(&png);
    if (!whole)
        return FACE_BAD_IMAGE;
    *ret_orientation = image_orientation(png_exif(file), png_xmp(file));
    return FACE_OK;
}

/* A WebP without animation into the image's pixels at `at`, whose rows are `stride` bytes apart. It is of this size. */
static enum face_reason decode_still(struct bytes file, size_t width, size_t height, uint8_t *at, size_t stride)
{
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config))
        return FACE_FAULT;
    if (WebPGetFeatures(file.at, file.size, &config.input) != VP8_STATUS_OK || config.input.width != (int)width ||
        config.input.height != (int)height)
        return FACE_BAD_IMAGE;
    config.output.colorspace = MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = at;
    config.output.u.RGBA.stride = (int)stride;
    config.output.u.RGBA.size = stride * (height - 1) + width * 3;
    VP8StatusCode status = WebPDecode(file.at, file.size, &config);
    WebPFreeDecBuffer(&config.output);
    if (status != VP8_STATUS_OK)
        return status == VP8_STATUS_OUT_OF_MEMORY ? FACE_FAULT : FACE_BAD_IMAGE;
    return FACE_OK;
}

/* The first frame on its canvas, which the image has room for; grey where it leaves the canvas free. */
static enum face_reason decode_first_frame(struct image *image, const WebPIterator *frame)
{
    size_t stride = image->width * 3;
    if (frame->x_offset < 0 || frame->y_offset < 0 || frame->width <= 0 || frame->height <= 0)
        return FACE_BAD_IMAGE;
    size_t left = (size_t)frame->x_offset, top = (size_t)frame->y_offset;
    size_t width = (size_t)frame->width, height = (size_t)frame->height;
    if (left > image->width || width > image->width - left || top > image->height || height > image->height - top)
        return FACE_BAD_IMAGE;
    if (width < image->width || height < image->height)
        memset(image->pixels, 127, stride * image->height);
    return decode_still((struct bytes){frame->fragment.bytes, frame->fragment.size}, width, height,
                        image->pixels + top * stride + left * 3, stride);
}

static enum face_reason decode_animated(struct image *image, struct bytes file)
{
    WebPDemuxer *demuxer = WebPDemux(&(WebPData){file.at, file.size});
    if (!demuxer)
        return FACE_BAD_IMAGE;
    WebPIterator frame;
    enum face_reason reason = FACE_BAD_IMAGE;
    if (WebPDemuxGetFrame(demuxer, 1, &frame)) {
        reason = decode_first_frame(image, &frame);
        WebPDemuxReleaseIterator(&frame);
    }
    WebPDemuxDelete(demuxer);
    return reason;
}

enum face_reason image_decode_webp(struct image *image, struct bytes file, const struct image_limits *limits,
                                   unsigned *ret_orientation)
{
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(file.at, file.size, &features) != VP8_STATUS_OK || features.width <= 0 || features.height <= 0)
        return FACE_BAD_IMAGE;
    size_t width = (size_t)features.width, height = (size_t)features.height;
    enum face_reason reason = image_check_size(width, height, whole_max(limits));
    if (reason != FACE_OK)
        return reason;
    if (!image_reserve(image, width, height))
        return FACE_FAULT;
    reason = features.has_animation ? decode_animated(image, file)
                                    : decode_still(file, width, height, image->pixels, width * 3);
    if (reason == FACE_OK)
        *ret_orientation = image_orientation(webp_exif(file), webp_xmp(file));
    return reason;
}
