/* SPDX-License-Identifier: MIT */
#include "face/live/live_cues.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 8,
};

static float luma(const uint8_t *pixel)
{
    return .299f * (float)pixel[0] + .587f * (float)pixel[1] + .114f * (float)pixel[2];
}

static const uint8_t *pixel_at(const struct image *image, size_t x, size_t y)
{
    return image->pixels + (y * image->width + x) * 3;
}

/* In place, length CUES_SPECTRUM, elements `stride` apart. Decimation in time after bit reversal. */
static void transform(const struct cues_spectrum *tables, float *real, float *imaginary, size_t stride)
{
    for (size_t i = 1, j = 0; i < CUES_SPECTRUM; i++) {
        size_t bit = CUES_SPECTRUM / 2;
        for (; j & bit; bit /= 2)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            float re = real[i * stride], im = imaginary[i * stride];
            real[i * stride] = real[j * stride];
            imaginary[i * stride] = imaginary[j * stride];
            real[j * stride] = re;
            imaginary[j * stride] = im;
        }
    }
    for (size_t half = 1; half < CUES_SPECTRUM; half *= 2) {
        for (size_t k = 0; k < half; k++) {
            float c = tables->cosines[k * (CUES_SPECTRUM / 2 / half)];
            float s = -tables->sines[k * (CUES_SPECTRUM / 2 / half)];
            for (size_t i = k; i < CUES_SPECTRUM; i += 2 * half) {
                size_t p = i * stride, q = (i + half) * stride;
                float re = real[q] * c - imaginary[q] * s, im = real[q] * s + imaginary[q] * c;
                real[q] = real[p] - re;
                imaginary[q] = imaginary[p] - im;
                real[p] += re;
                imaginary[p] += im;
            }
        }
    }
}

/* The top left corner of the square about the box's centre, moved inside the picture. */
static size_t corner(float centre, size_t side, size_t length)
{
    float at = centre - (float)side / 2;
    if (!(at > 0))
        return 0;
    size_t whole = (size_t)at;
    return whole + side > length ? length - side : whole;
}

/* Power in each ring of equal frequency, and the share of it in points far above their ring's mean. */
static float peaks(const struct cues_spectrum *spectrum)
{
    enum { RINGS = CUES_SPECTRUM / 2, FIRST_RING = 12 };
    const float peak = 9; // of exponentially spread powers 1 in 8,000 is that high
    float sums[RINGS] = {0}, counts[RINGS] = {0}, total = 0, high = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t y = 0; y < CUES_SPECTRUM; y++)
            for (size_t x = 1; x < CUES_SPECTRUM / 2; x++) {
                float v = y < CUES_SPECTRUM / 2 ? (float)y : (float)y - CUES_SPECTRUM;
                size_t ring = (size_t)sqrtf(v * v + (float)(x * x));
                // The axes belong to the picture's own straight edges and to the JPEG's blocks.
                if (ring < FIRST_RING || ring >= RINGS || x < 2 || fabsf(v) < 2)
                    continue;
                size_t i = y * CUES_SPECTRUM + x;
                float power = spectrum->real[i] * spectrum->real[i] + spectrum->imaginary[i] * spectrum->imaginary[i];
                if (pass == 0) {
                    sums[ring] += power;
                    counts[ring]++;
                    continue;
                }
                float whitened = sums[ring] > 0 ? power * counts[ring] / sums[ring] : 0;
                total += whitened;
                high += whitened > peak ? whitened : 0;
            }
    return total > 0 ? high / total : 0;
}

float cues_moire(const struct image *image, const struct face_box *box, struct cues_spectrum *spectrum)
{
    if (image->width < CUES_SPECTRUM || image->height < CUES_SPECTRUM)
        return 0;
    size_t left = corner((box->x1 + box->x2) / 2, CUES_SPECTRUM, image->width);
    size_t top = corner((box->y1 + box->y2) / 2, CUES_SPECTRUM, image->height);
    float window[CUES_SPECTRUM];
    for (size_t k = 0; k < CUES_SPECTRUM / 2; k++) {
        spectrum->cosines[k] = cosf(2 * (float)M_PI * (float)k / CUES_SPECTRUM);
        spectrum->sines[k] = sinf(2 * (float)M_PI * (float)k / CUES_SPECTRUM);
    }
    for (size_t i = 0; i < CUES_SPECTRUM; i++)
        window[i] = .5f - .5f * cosf(2 * (float)M_PI * ((float)i + .5f) / CUES_SPECTRUM);
    for (size_t y = 0; y < CUES_SPECTRUM; y++)
        for (size_t x = 0; x < CUES_SPECTRUM; x++) {
            spectrum->real[y * CUES_SPECTRUM + x] =
                window[x] * window[y] * (luma(pixel_at(image, left + x, top + y)) - 128);
            spectrum->imaginary[y * CUES_SPECTRUM + x] = 0;
        }
    for (size_t y = 0; y < CUES_SPECTRUM; y++)
        transform(spectrum, spectrum->real + y * CUES_SPECTRUM, spectrum->imaginary + y * CUES_SPECTRUM, 1);
    for (size_t x = 0; x < CUES_SPECTRUM / 2; x++)
        transform(spectrum, spectrum->real + x, spectrum->imaginary + x, CUES_SPECTRUM);
    return peaks(spectrum);
}

struct span {
    size_t left, top, right, bottom; // right and bottom excluded
};

/* The box, `factor` times as large about its centre, as far as the picture goes. */
static struct span around(const struct image *image, const struct face_box *box, float factor)
{
    float x = (box->x1 + box->x2) / 2, y = (box->y1 + box->y2) / 2;
    float half_x = (box->x2 - box->x1) * factor / 2, half_y = (box->y2 - box->y1) * factor / 2;
    float right = (float)image->width, bottom = (float)image->height;
    return (struct span){(size_t)fminf(fmaxf(x - half_x, 0), right), (size_t)fminf(fmaxf(y - half_y, 0), bottom),
                         (size_t)fminf(fmaxf(x + half_x, 0), right), (size_t)fminf(fmaxf(y + half_y, 0), bottom)};
}

float cues_glare(const struct image *image, const struct face_box *box)
{
    struct span span = around(image, box, 1.2f);
    size_t burnt = 0, count = 0;
    for (size_t y = span.top; y < span.bottom; y += 2)
        for (size_t x = span.left; x < span.right; x += 2) {
            const uint8_t *p = pixel_at(image, x, y);
            burnt += p[0] >= 250 && p[1] >= 250 && p[2] >= 250;
            count++;
        }
    return count > 0 ? (float)burnt / (float)count : 0;
}

/* Adds |second difference| across the border between `at` - 1 and `at`, per phase of the 8-pixel grid. */
static void add_steps(const uint8_t *row, size_t stride, size_t from, size_t to, float sums[static BLOCK],
                      size_t counts[static BLOCK])
{
    for (size_t at = from < 2 ? 2 : from; at + 1 < to; at++) {
        const uint8_t *p = row + at * stride;
        float step = fabsf(luma(p) - luma(p - stride)), before = fabsf(luma(p - stride) - luma(p - 2 * stride)),
              after = fabsf(luma(p + stride) - luma(p));
        sums[at % BLOCK] += fmaxf(step - (before + after) / 2, 0);
        counts[at % BLOCK]++;
    }
}

static float strongest_phase(const float sums[static BLOCK], const size_t counts[static BLOCK])
{
    float means[BLOCK], strongest = 0, rest = 0;
    for (size_t phase = 0; phase < BLOCK; phase++) {
        if (counts[phase] == 0)
            return 1;
        means[phase] = sums[phase] / (float)counts[phase];
    }
    size_t best = 1;
    for (size_t phase = 1; phase < BLOCK; phase++)
        best = means[phase] > means[best] ? phase : best;
    for (size_t phase = 1; phase < BLOCK; phase++)
        rest += phase == best ? 0 : means[phase] / (BLOCK - 2);
    strongest = means[best];
    return rest > 1e-3f ? strongest / rest : 1;
}

float cues_blockiness(const struct image *image, const struct face_box *box)
{
    if (image->full_width != image->width || image->full_height != image->height)
        return 1;
    struct span span = around(image, box, 1.6f);
    float across[BLOCK] = {0}, down[BLOCK] = {0};
    size_t across_counts[BLOCK] = {0}, down_counts[BLOCK] = {0};
    for (size_t y = span.top; y < span.bottom; y++)
        add_steps(pixel_at(image, 0, y), 3, span.left, span.right, across, across_counts);
    for (size_t x = span.left; x < span.right; x += 2)
        add_steps(pixel_at(image, x, 0), image->width * 3, span.top, span.bottom, down, down_counts);
    return fminf(strongest_phase(across, across_counts), strongest_phase(down, down_counts));
}

/* Mean step across column (or row) `at` over `count` places that are `along` apart. */
static float mean_step(const uint8_t *first, size_t across, size_t along, size_t count)
{
    float sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += luma(first + i * along) - luma(first + i * along - across);
    return count > 0 ? fabsf(sum) / (float)count : 0;
}

float cues_border(const struct image *image, const struct face_box *box)
{
    struct span head = around(image, box, 1.3f);
    size_t row = image->width * 3;
    float steepest = 0, sum = 0;
    size_t count = 0;
    for (size_t x = 1; x < image->width; x++) {
        if (x >= head.left && x < head.right)
            continue;
        float step = mean_step(pixel_at(image, x, head.top), 3, row, head.bottom - head.top);
        steepest = fmaxf(steepest, step);
        sum += step;
        count++;
    }
    for (size_t y = 1; y < head.top; y++) {
        float step = mean_step(pixel_at(image, head.left, y), row, 3, head.right - head.left);
        steepest = fmaxf(steepest, step);
        sum += step;
        count++;
    }
    return count > 8 && sum > 0 ? steepest / (sum / (float)count) : 1;
}

/* sRGB's curve; its exact form matters less than that equal light gives equal numbers. */
static float linear(size_t value)
{
    float v = (float)value / 255;
    return v <= .04045f ? v / 12.92f : powf((v + .055f) / 1.055f, 2.4f);
}

/* How often each channel has each value: the curve is then applied once a value. */
struct colour_sum {
    uint32_t counts[3][256];
    size_t count;
};

static void add_colour(struct colour_sum *sum, const uint8_t *pixel)
{
    for (size_t c = 0; c < 3; c++)
        sum->counts[c][pixel[c]]++;
    sum->count++;
}

static void mean_colour(const struct colour_sum *sum, float ret_colour[static 3])
{
    for (size_t c = 0; c < 3; c++) {
        float total = 0;
        for (size_t value = 0; value < 256; value++)
            total += sum->counts[c][value] > 0 ? (float)sum->counts[c][value] * linear(value) : 0;
        ret_colour[c] = sum->count > 0 ? total / (float)sum->count : 0;
    }
}

void cues_face_colour(const uint8_t aligned[static ALIGN_BYTES], float ret_colour[static 3])
{
    // Of the 112 x 112 crop: forehead, bridge of the nose, the cheeks.
    static const struct span parts[] = {{42, 26, 70, 38}, {51, 52, 61, 68}, {28, 66, 44, 82}, {68, 66, 84, 82}};
    struct colour_sum sum = {0};
    for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++)
        for (size_t y = parts[p].top; y < parts[p].bottom; y += 2)
            for (size_t x = parts[p].left; x < parts[p].right; x += 2)
                add_colour(&sum, aligned + (y * ALIGN_SIZE + x) * 3);
    mean_colour(&sum, ret_colour);
}

void cues_background_colour(const struct image *image, const struct face_box *box, float ret_colour[static 3])
{
    enum { GRID = 48 };
    struct span head = around(image, box, 1.8f);
    struct colour_sum sum = {0};
    for (size_t row = 0; row < GRID; row++)
        for (size_t column = 0; column < GRID; column++) {
            size_t x = (2 * column + 1) * image->width / (2 * GRID), y = (2 * row + 1) * image->height / (2 * GRID);
            // Below the head is the body, which the screen lights as well.
            bool is_head = x >= head.left && x < head.right && y >= head.top;
            if (!is_head)
                add_colour(&sum, pixel_at(image, x, y));
        }
    mean_colour(&sum, ret_colour);
}
