/* SPDX-License-Identifier: MIT */
#include "support/covering.h"

#include <math.h>
#include <stdlib.h>

#include "support/photo_pixels.h"

enum { CHANNELS = PHOTO_CHANNELS, QUALITY = 92 };

/* What one picture's covering is like. Lengths in distances between the eyes, from the middle between them. */
struct cover {
    enum covering kind;
    float origin_x, origin_y, unit, along_x, along_y; // the face's axes: `along` from eye to eye
    float drift;                                      // of the nose from the middle: a head that is turned
    float top, bottom, half_width;
    float colour[CHANNELS], light_left, light_right;
    float lean, pitch; // of a hand, of a pattern
};

static const uint8_t *pixel_at(const struct photo_pixels *photo, const struct cover *cover, float u, float v)
{
    float x = cover->origin_x + cover->unit * (u * cover->along_x - v * cover->along_y);
    float y = cover->origin_y + cover->unit * (u * cover->along_y + v * cover->along_x);
    int column = (int)fminf(fmaxf(x, 0), (float)photo->width - 1);
    int row = (int)fminf(fmaxf(y, 0), (float)photo->height - 1);
    return photo->at + ((size_t)row * (size_t)photo->width + (size_t)column) * CHANNELS;
}

/* The mean of a patch of skin. */
static void patch(const struct photo_pixels *photo, const struct cover *cover, float u, float v,
                  float ret_mean[static CHANNELS])
{
    enum { STEPS = 5 };
    for (size_t c = 0; c < CHANNELS; c++)
        ret_mean[c] = 0;
    for (int i = 0; i < STEPS * STEPS; i++) {
        const uint8_t *pixel = pixel_at(photo, cover, u + .04f * (float)(i % STEPS), v + .04f * (float)(i / STEPS));
        for (size_t c = 0; c < CHANNELS; c++)
            ret_mean[c] += (float)pixel[c] / (STEPS * STEPS);
    }
}

static float luma(const float colour[static CHANNELS])
{
    return .299f * colour[0] + .587f * colour[1] + .114f * colour[2];
}

static void set_colour(struct cover *cover, float red, float green, float blue)
{
    cover->colour[0] = red;
    cover->colour[1] = green;
    cover->colour[2] = blue;
}

static void choose_colour(struct cover *cover, const float skin[static CHANNELS], uint64_t *seed)
{
    float shade;
    switch (cover->kind) {
    case COVERING_SURGICAL:
        set_colour(cover, photo_draw(seed, 130, 190), photo_draw(seed, 185, 225), photo_draw(seed, 200, 240));
        break;
    case COVERING_WHITE:
        shade = photo_draw(seed, 210, 250);
        set_colour(cover, shade, shade, shade + photo_draw(seed, -12, 5));
        break;
    case COVERING_DARK:
        shade = photo_draw(seed, 15, 60);
        set_colour(cover, shade, shade + photo_draw(seed, -5, 5), shade + photo_draw(seed, -5, 25));
        break;
    case COVERING_HAND:
        shade = photo_draw(seed, .85f, 1.1f);
        set_colour(cover, skin[0] * shade, skin[1] * shade, skin[2] * shade);
        break;
    default:
        set_colour(cover, photo_draw(seed, 20, 240), photo_draw(seed, 20, 240), photo_draw(seed, 20, 240));
    }
}

static struct cover cover_of(const struct photo_pixels *photo, const struct face_point *p, enum covering kind,
                             uint64_t *seed)
{
    float left[CHANNELS], right[CHANNELS], skin[CHANNELS];
    float dx = p[1].x - p[0].x, dy = p[1].y - p[0].y, unit = hypotf(dx, dy);
    struct cover cover = {.kind = kind,
                          .origin_x = (p[0].x + p[1].x) / 2,
                          .origin_y = (p[0].y + p[1].y) / 2,
                          .unit = unit,
                          .along_x = dx / unit,
                          .along_y = dy / unit};
    cover.drift = ((p[2].x - cover.origin_x) * cover.along_x + (p[2].y - cover.origin_y) * cover.along_y) / unit;
    patch(photo, &cover, -.55f + cover.drift / 2, .5f, left);
    patch(photo, &cover, .4f + cover.drift / 2, .5f, right);
    for (size_t c = 0; c < CHANNELS; c++)
        skin[c] = (left[c] + right[c]) / 2;
    choose_colour(&cover, skin, seed);
    // Lit as the face is, and by how bright that is: cloth of one colour is darker in the dark.
    float bright = kind == COVERING_HAND ? 1 : fminf(.45f + luma(skin) / 230, 1.15f), mean = fmaxf(luma(skin), 1);
    cover.light_left = bright * fminf(fmaxf(luma(left) / mean, .6f), 1.4f);
    cover.light_right = bright * fminf(fmaxf(luma(right) / mean, .6f), 1.4f);
    cover.top = kind == COVERING_HAND ? photo_draw(seed, .55f, .85f) : photo_draw(seed, .22f, .5f);
    cover.bottom = kind == COVERING_SCARF ? 2.6f : photo_draw(seed, 1.65f, 1.9f);
    cover.half_width = kind == COVERING_HAND ? photo_draw(seed, .55f, .8f) : photo_draw(seed, .85f, 1.05f);
    cover.lean = photo_draw(seed, -.5f, .5f);
    cover.pitch = photo_draw(seed, 9, 40);
    return cover;
}

/* Whether the covering is at this place of the face. */
static bool covers(const struct cover *cover, float u, float v)
{
    float across = u / cover->half_width;
    if (fabsf(across) > 1)
        return false;
    if (cover->kind == COVERING_HAND) {
        float middle = (cover->top + cover->bottom) / 2, half = (cover->bottom - cover->top) / 2;
        return across * across + (v - middle) * (v - middle) / (half * half) < 1;
    }
    float top = cover->top + .18f * across * across;
    float bottom =
        cover->kind == COVERING_SCARF ? cover->bottom : cover->bottom - .55f * across * across * across * across;
    return v > top && v < bottom;
}

/* Folds, seams, stripes, fingers: how much lighter or darker it is at this place. */
static float relief(const struct cover *cover, float u, float v)
{
    float turned = u * cosf(cover->lean) + v * sinf(cover->lean), along = v * cosf(cover->lean) - u * sinf(cover->lean);
    float round = 1 - .25f * (u / cover->half_width) * (u / cover->half_width);
    switch (cover->kind) {
    case COVERING_SURGICAL:
        return round * (1 - .12f * (sinf(v * 14) > .8f));
    case COVERING_WHITE:
        return round * (1 - .18f * (fabsf(u) < .02f)) * (v > .95f ? .95f : 1);
    case COVERING_COLOURED:
        return round * (1 + .3f * sinf(turned * cover->pitch) * sinf(along * cover->pitch));
    case COVERING_SCARF:
        return round * (1 + .15f * sinf(along * 7 + turned * 2));
    case COVERING_HAND:
        return fabsf(sinf(turned * 8)) < .12f ? .6f : 1 - .1f * cosf(turned * 16);
    default:
        return round * (1 - .05f * sinf(v * 9));
    }
}

static void paint(const struct photo_pixels *photo, const struct cover *cover, uint64_t *seed)
{
    for (int i = 0; i < photo->width * photo->height; i++) {
        float x = ((float)(i % photo->width) - cover->origin_x) / cover->unit;
        float y = ((float)(i / photo->width) - cover->origin_y) / cover->unit;
        float v = y * cover->along_x - x * cover->along_y;
        float u = x * cover->along_x + y * cover->along_y - cover->drift * fminf(v, 1.2f);
        if (!covers(cover, u, v))
            continue;
        float side = fminf(fmaxf(.5f + u / 2, 0), 1);
        float light = (cover->light_left * (1 - side) + cover->light_right * side) * relief(cover, u, v);
        for (size_t c = 0; c < CHANNELS; c++)
            photo->at[(size_t)i * CHANNELS + c] =
                (uint8_t)fminf(fmaxf(cover->colour[c] * light + photo_draw(seed, -4, 4), 0), UINT8_MAX);
    }
}

const char *covering_name(enum covering covering)
{
    static const char *const names[COVERING_COUNT] = {"surgical", "white", "dark", "coloured", "scarf", "hand"};
    return names[covering];
}

struct face_data_file covering_paint(struct face_data_file file, const struct face_point points[static 5],
                                     enum covering covering, uint64_t seed)
{
    struct photo_pixels photo = photo_decode(file);
    seed = (seed + 1) * 0x9e3779b97f4a7c15U + (uint64_t)covering;
    struct cover cover = cover_of(&photo, points, covering, &seed);
    paint(&photo, &cover, &seed);
    struct face_data_file covered = photo_encode(&photo, QUALITY);
    free(photo.at);
    return covered;
}
