/* SPDX-License-Identifier: MIT */
#include "face/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "face/blend.h"

enum {
    SIZE_MAX_OF_NET = 1024,                // columns of a net's input
    WARP_BITS = 10,                        // of a coordinate's fraction while it is summed up
    WARP_HALF_STEP = 1 << (WARP_BITS - 6), // rounds to 1 / BLEND_STEPS
};

/* Where one output column or row reads. */
struct tap {
    size_t first, second;
    struct blend_weights weights;
};

/* The half-pixel rule of bilinear scaling: output i lies at (i + 1/2) * ratio - 1/2 of the source. */
static struct tap scale_tap(size_t i, double ratio, size_t length)
{
    float at = (float)(((double)i + 0.5) * ratio - 0.5);
    float whole = floorf(at), part = at - whole;
    struct blend_weights weights = {(int16_t)lrintf((1 - part) * BLEND_ONE), (int16_t)lrintf(part * BLEND_ONE)};
    if (at < 0)
        return (struct tap){0, 0, weights};
    size_t first = (size_t)whole;
    if (first + 1 >= length)
        return (struct tap){length - 1, length - 1, weights};
    return (struct tap){first, first + 1, weights};
}

void sample_padded_size(const struct image *image, size_t width, size_t height, size_t *ret_width, size_t *ret_height)
{
    double ratio = (double)width / (double)height;
    size_t wide = (size_t)lrint((double)image->height * ratio), high = (size_t)lrint((double)image->width / ratio);
    *ret_width = wide > image->width ? wide : image->width;
    *ret_height = high > image->height ? high : image->height;
}

static void swap_red_and_blue(float *tensor, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++) {
        float red = tensor[3 * i];
        tensor[3 * i] = tensor[3 * i + 2];
        tensor[3 * i + 2] = red;
    }
}

/* One output row of which both source rows lie in the frame, up to the first column that touches the padding. */
static size_t sample_inside(const uint8_t *upper, const uint8_t *lower, struct blend_weights rows,
                            const struct tap *columns, size_t count, struct tensor_format format, float *out)
{
    for (size_t x = 0; x < count; x++, out += 3) {
        size_t left = 3 * columns[x].first, right = 3 * columns[x].second;
        struct blend_pixels pixels = {upper + left, upper + right, lower + left, lower + right};
        blend_scaled(pixels, columns[x].weights, rows, format.mean, format.scale, out);
    }
    return count;
}

static const uint8_t *pixel_or_padding(const struct image *image, size_t x, size_t y, const uint8_t *padding)
{
    return x < image->width && y < image->height ? image->pixels + (y * image->width + x) * 3 : padding;
}

void sample_frame(const struct image *image, struct tensor_format format, size_t width, size_t height, float *tensor)
{
    struct tap columns[SIZE_MAX_OF_NET];
    size_t padded_width, padded_height, inside = 0, stride = image->width * 3;
    uint8_t pad = (uint8_t)lrintf(format.mean);
    const uint8_t padding[4] = {pad, pad, pad, pad};
    sample_padded_size(image, width, height, &padded_width, &padded_height);
    for (size_t x = 0; x < width; x++) {
        columns[x] = scale_tap(x, (double)padded_width / (double)width, padded_width);
        inside += columns[x].second < image->width;
    }
    for (size_t y = 0; y < height; y++) {
        struct tap row = scale_tap(y, (double)padded_height / (double)height, padded_height);
        float *out = tensor + 3 * y * width;
        size_t x = 0;
        if (row.second < image->height)
            x = sample_inside(image->pixels + row.first * stride, image->pixels + row.second * stride, row.weights,
                              columns, inside, format, out);
        for (; x < width; x++) {
            struct tap column = columns[x];
            struct blend_pixels pixels = {pixel_or_padding(image, column.first, row.first, padding),
                                          pixel_or_padding(image, column.second, row.first, padding),
                                          pixel_or_padding(image, column.first, row.second, padding),
                                          pixel_or_padding(image, column.second, row.second, padding)};
            blend_scaled(pixels, column.weights, row.weights, format.mean, format.scale, out + 3 * x);
        }
    }
    if (format.bgr)
        swap_red_and_blue(tensor, width * height);
}

static size_t clamp(long value, size_t length)
{
    if (value < 0)
        return 0;
    return (size_t)value < length ? (size_t)value : length - 1;
}

/* .299 R + .587 G + .114 B in 14 bits. */
static int grey(const uint8_t *pixel)
{
    return (4899 * pixel[0] + 9617 * pixel[1] + 1868 * pixel[2] + 8192) >> 14;
}

void sample_grey(const struct image *image, struct tensor_format format, struct sample_box box, size_t size,
                 float *tensor)
{
    struct tap columns[SIZE_MAX_OF_NET];
    for (size_t x = 0; x < size; x++) {
        columns[x] = scale_tap(x, (double)box.width / (double)size, (size_t)box.width);
        columns[x].first = clamp(box.left + (long)columns[x].first, image->width) * 3;
        columns[x].second = clamp(box.left + (long)columns[x].second, image->width) * 3;
    }
    for (size_t y = 0; y < size; y++) {
        struct tap row = scale_tap(y, (double)box.height / (double)size, (size_t)box.height);
        const uint8_t *upper = image->pixels + clamp(box.top + (long)row.first, image->height) * image->width * 3;
        const uint8_t *lower = image->pixels + clamp(box.top + (long)row.second, image->height) * image->width * 3;
        for (size_t x = 0; x < size; x++) {
            struct tap column = columns[x];
            int above[2] = {grey(upper + column.first), grey(upper + column.second)};
            int below[2] = {grey(lower + column.first), grey(lower + column.second)};
            int value = blend_grey(above, below, column.weights, row.weights);
            *tensor++ = ((float)value - format.mean) * format.scale;
        }
    }
}

/* Where pixel `at` of an endless row of mirrors lies: ... 2 1 0 1 2 ... length-2 length-1 length-2 ... */
static size_t mirrored(long at, size_t length)
{
    long last = (long)length - 1;
    if (at >= 0 && at <= last)
        return (size_t)at;
    if (last == 0)
        return 0;
    long within = labs(at) % (2 * last);
    return (size_t)(within <= last ? within : 2 * last - within);
}

void sample_colour(const struct image *image, struct tensor_format format, struct sample_box box, size_t size,
                   float *tensor)
{
    struct tap columns[SIZE_MAX_OF_NET];
    size_t stride = image->width * 3;
    for (size_t x = 0; x < size; x++) {
        columns[x] = scale_tap(x, (double)box.width / (double)size, (size_t)box.width);
        columns[x].first = mirrored(box.left + (long)columns[x].first, image->width) * 3;
        columns[x].second = mirrored(box.left + (long)columns[x].second, image->width) * 3;
    }
    for (size_t y = 0; y < size; y++) {
        struct tap row = scale_tap(y, (double)box.height / (double)size, (size_t)box.height);
        const uint8_t *upper = image->pixels + mirrored(box.top + (long)row.first, image->height) * stride;
        const uint8_t *lower = image->pixels + mirrored(box.top + (long)row.second, image->height) * stride;
        for (size_t x = 0; x < size; x++) {
            size_t left = columns[x].first, right = columns[x].second;
            struct blend_pixels four = {upper + left, upper + right, lower + left, lower + right};
            blend_scaled(four, columns[x].weights, row.weights, format.mean, format.scale, tensor + 3 * (y * size + x));
        }
    }
    if (format.bgr)
        swap_red_and_blue(tensor, size * size);
}

/* A source pixel's share of the output pixel it begins in; the rest belongs to the next. At most 1 in all. */
struct share {
    size_t first;
    float of_first, of_next;
};

static struct share share_of(size_t at, double ratio, size_t size)
{
    size_t first = (size_t)((double)at / ratio);
    first = first < size ? first : size - 1;
    double end = (double)(first + 1) * ratio, inside = fmin(end - (double)at, 1);
    return (struct share){first, (float)(inside / ratio), first + 1 < size ? (float)((1 - inside) / ratio) : 0};
}

/* One row of the box, averaged across, into `across` (size, 3). */
static void average_row(const uint8_t *row, size_t width, struct sample_box box, size_t size, float *across)
{
    double ratio = (double)box.width / (double)size;
    memset(across, 0, 3 * size * sizeof(*across));
    for (long x = 0; x < box.width; x++) {
        struct share share = share_of((size_t)x, ratio, size);
        const uint8_t *pixel = row + mirrored(box.left + x, width) * 3;
        float *out = across + 3 * share.first;
        for (size_t c = 0; c < 3; c++)
            out[c] += share.of_first * (float)pixel[c];
        for (size_t c = 0; share.of_next > 0 && c < 3; c++)
            out[3 + c] += share.of_next * (float)pixel[c];
    }
}

void sample_colour_areas(const struct image *image, struct tensor_format format, struct sample_box box, size_t size,
                         float *tensor)
{
    float across[3 * SIZE_MAX_OF_NET];
    double ratio = (double)box.height / (double)size;
    memset(tensor, 0, 3 * size * size * sizeof(*tensor));
    for (long y = 0; y < box.height; y++) {
        struct share share = share_of((size_t)y, ratio, size);
        float *out = tensor + 3 * size * share.first;
        average_row(image->pixels + mirrored(box.top + y, image->height) * image->width * 3, image->width, box, size,
                    across);
        for (size_t i = 0; i < 3 * size; i++)
            out[i] += share.of_first * across[i];
        for (size_t i = 0; share.of_next > 0 && i < 3 * size; i++)
            out[3 * size + i] += share.of_next * across[i];
    }
    for (size_t i = 0; i < 3 * size * size; i++)
        tensor[i] = (rintf(tensor[i]) - format.mean) * format.scale;
    if (format.bgr)
        swap_red_and_blue(tensor, size * size);
}

static const uint8_t *pixel_or_black(const struct image *image, long x, long y)
{
    static const uint8_t black[4] = {0, 0, 0, 0};
    bool inside = x >= 0 && y >= 0 && (size_t)x < image->width && (size_t)y < image->height;
    return inside ? image->pixels + ((size_t)y * image->width + (size_t)x) * 3 : black;
}

static struct blend_pixels neighbours(const struct image *image, long x, long y)
{
    if (x >= 0 && y >= 0 && (size_t)x + 1 < image->width && (size_t)y + 1 < image->height) {
        const uint8_t *pixel = image->pixels + ((size_t)y * image->width + (size_t)x) * 3;
        const uint8_t *below = pixel + image->width * 3;
        return (struct blend_pixels){pixel, pixel + 3, below, below + 3};
    }
    return (struct blend_pixels){pixel_or_black(image, x, y), pixel_or_black(image, x + 1, y),
                                 pixel_or_black(image, x, y + 1), pixel_or_black(image, x + 1, y + 1)};
}

/* A coordinate in fixed point; what lies far outside stays there. */
static long fixed(double value)
{
    const double bound = 1L << 40;
    return value >= -bound && value <= bound ? lrint(value * (1 << WARP_BITS)) : 1L << 51;
}

void sample_warp(const struct image *image, const struct affine *to_frame, size_t size, uint8_t *pixels)
{
    for (size_t y = 0; y < size; y++) {
        long row_x = fixed(to_frame->b * (double)y + to_frame->c) + WARP_HALF_STEP;
        long row_y = fixed(to_frame->e * (double)y + to_frame->f) + WARP_HALF_STEP;
        for (size_t x = 0; x < size; x++, pixels += 3) {
            long at_x = (row_x + fixed(to_frame->a * (double)x)) >> (WARP_BITS - 5);
            long at_y = (row_y + fixed(to_frame->d * (double)x)) >> (WARP_BITS - 5);
            struct blend_pixels four = neighbours(image, at_x >> 5, at_y >> 5);
            blend_between(four, (int)(at_x & (BLEND_STEPS - 1)), (int)(at_y & (BLEND_STEPS - 1)), pixels);
        }
    }
}
