/* SPDX-License-Identifier: MIT */
#include "face/sample.h"

#include <math.h>
#include <string.h>

enum { WIDTH_MAX = 1024 }; // columns of a net's input

/* One pixel's channels; the fourth is whatever follows and is never stored. */
typedef float channels __attribute__((vector_size(16)));
typedef uint8_t four_bytes __attribute__((vector_size(4)));

/* Where one output column or row reads: source[first] and source[second], `weight` for the second. */
struct tap {
    size_t first;
    size_t second;
    float weight;
};

/* The half-pixel rule of bilinear scaling: output i lies at (i + 1/2) * ratio - 1/2 of the source. */
static struct tap scale_tap(size_t i, double ratio, size_t length)
{
    double at = ((double)i + 0.5) * ratio - 0.5;
    if (at <= 0)
        return (struct tap){0, 0, 0};
    size_t first = (size_t)at;
    if (first + 1 >= length)
        return (struct tap){length - 1, length - 1, 0};
    return (struct tap){first, first + 1, (float)(at - (double)first)};
}

static inline channels load(const uint8_t *pixel)
{
    four_bytes bytes;
    memcpy(&bytes, pixel, sizeof(bytes));
    return __builtin_convertvector(bytes, channels);
}

static inline channels mix(channels a, channels b, float weight)
{
    return a + (b - a) * weight;
}

static inline void store(channels value, struct tensor_format format, float *out)
{
    value = (value - format.mean) * format.scale;
    out[0] = value[format.bgr ? 2 : 0];
    out[1] = value[1];
    out[2] = value[format.bgr ? 0 : 2];
}

void sample_padded_size(const struct image *image, size_t width, size_t height, size_t *ret_width, size_t *ret_height)
{
    double ratio = (double)width / (double)height;
    size_t wide = (size_t)lrint((double)image->height * ratio), high = (size_t)lrint((double)image->width / ratio);
    *ret_width = wide > image->width ? wide : image->width;
    *ret_height = high > image->height ? high : image->height;
}

static channels load_padded(const struct image *image, size_t x, size_t y, float pad)
{
    if (x < image->width && y < image->height)
        return load(image->pixels + (y * image->width + x) * 3);
    return (channels){pad, pad, pad, pad};
}

/* One output row whose two source rows lie inside the frame, up to the first column that touches the padding. */
static void sample_inside(const uint8_t *upper, const uint8_t *lower, float weight, const struct tap *columns,
                          size_t count, struct tensor_format format, float *out)
{
    for (size_t x = 0; x < count; x++, out += 3) {
        size_t first = columns[x].first * 3, second = columns[x].second * 3;
        channels top = mix(load(upper + first), load(upper + second), columns[x].weight);
        channels bottom = mix(load(lower + first), load(lower + second), columns[x].weight);
        store(mix(top, bottom, weight), format, out);
    }
}

void sample_frame(const struct image *image, struct tensor_format format, size_t width, size_t height, float *tensor)
{
    struct tap columns[WIDTH_MAX];
    size_t padded_width, padded_height, inside = 0;
    sample_padded_size(image, width, height, &padded_width, &padded_height);
    for (size_t x = 0; x < width; x++) {
        columns[x] = scale_tap(x, (double)padded_width / (double)width, padded_width);
        inside += columns[x].second < image->width;
    }
    for (size_t y = 0; y < height; y++) {
        struct tap row = scale_tap(y, (double)padded_height / (double)height, padded_height);
        float *out = tensor + y * width * 3;
        size_t x = 0;
        if (row.second < image->height) {
            sample_inside(image->pixels + row.first * image->width * 3, image->pixels + row.second * image->width * 3,
                          row.weight, columns, inside, format, out);
            x = inside;
        }
        for (; x < width; x++) {
            struct tap column = columns[x];
            channels top = mix(load_padded(image, column.first, row.first, format.mean),
                               load_padded(image, column.second, row.first, format.mean), column.weight);
            channels bottom = mix(load_padded(image, column.first, row.second, format.mean),
                                  load_padded(image, column.second, row.second, format.mean), column.weight);
            store(mix(top, bottom, row.weight), format, out + x * 3);
        }
    }
}

static size_t clamp(long value, size_t length)
{
    if (value < 0)
        return 0;
    return (size_t)value < length ? (size_t)value : length - 1;
}

static float grey(channels rgb)
{
    return .299f * rgb[0] + .587f * rgb[1] + .114f * rgb[2];
}

void sample_grey(const struct image *image, struct tensor_format format, struct sample_box box, size_t size,
                 float *tensor)
{
    struct column {
        size_t first, second; // bytes into a row
        float weight;
    } columns[WIDTH_MAX];
    for (size_t x = 0; x < size; x++) {
        struct tap tap = scale_tap(x, (double)box.width / (double)size, (size_t)box.width);
        columns[x].first = clamp(box.left + (long)tap.first, image->width) * 3;
        columns[x].second = clamp(box.left + (long)tap.second, image->width) * 3;
        columns[x].weight = tap.weight;
    }
    for (size_t y = 0; y < size; y++) {
        struct tap row = scale_tap(y, (double)box.height / (double)size, (size_t)box.height);
        const uint8_t *upper = image->pixels + clamp(box.top + (long)row.first, image->height) * image->width * 3;
        const uint8_t *lower = image->pixels + clamp(box.top + (long)row.second, image->height) * image->width * 3;
        for (size_t x = 0; x < size; x++) {
            struct column column = columns[x];
            channels value =
                mix(mix(load(upper + column.first), load(upper + column.second), column.weight),
                    mix(load(lower + column.first), load(lower + column.second), column.weight), row.weight);
            *tensor++ = (grey(value) - format.mean) * format.scale;
        }
    }
}

static channels load_or_black(const struct image *image, long x, long y)
{
    if (x < 0 || y < 0 || (size_t)x >= image->width || (size_t)y >= image->height)
        return (channels){0, 0, 0, 0};
    return load(image->pixels + ((size_t)y * image->width + (size_t)x) * 3);
}

static channels warp_pixel(const struct image *image, double x, double y)
{
    if (!(x > -1 && y > -1 && x < (double)image->width && y < (double)image->height))
        return (channels){0, 0, 0, 0};
    long left = (long)floor(x), top = (long)floor(y);
    float weight_x = (float)(x - (double)left), weight_y = (float)(y - (double)top);
    channels upper = mix(load_or_black(image, left, top), load_or_black(image, left + 1, top), weight_x);
    channels lower = mix(load_or_black(image, left, top + 1), load_or_black(image, left + 1, top + 1), weight_x);
    return mix(upper, lower, weight_y);
}

void sample_warp(const struct image *image, const struct affine *to_frame, size_t size, uint8_t *pixels)
{
    for (size_t y = 0; y < size; y++)
        for (size_t x = 0; x < size; x++, pixels += 3) {
            double column = (double)x, row = (double)y;
            channels value = warp_pixel(image, to_frame->a * column + to_frame->b * row + to_frame->c,
                                        to_frame->d * column + to_frame->e * row + to_frame->f);
            value += .5f;
            pixels[0] = (uint8_t)value[0];
            pixels[1] = (uint8_t)value[1];
            pixels[2] = (uint8_t)value[2];
        }
}
