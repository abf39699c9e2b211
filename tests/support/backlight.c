/* SPDX-License-Identifier: MIT */
#include "support/backlight.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "support/photo_pixels.h"

enum { QUALITY = 80 };

static const float gamma_of_screens = 2.2f;
static const float shot = 4e-4f,
                   dark = .004f; // noise of a small sensor, in shares of its white: by the light, and without any

/* About normal: mean 0, deviation 1. */
static float noise(uint64_t *seed)
{
    float sum = 0;
    for (int i = 0; i < 6; i++)
        sum += photo_draw(seed, 0, 1);
    return (sum - 3) * 1.414f;
}

/* Head and shoulders: an ellipse about the box, and what is below it. */
static bool is_person(const struct face_box *box, float x, float y)
{
    float width = box->x2 - box->x1, height = box->y2 - box->y1;
    float across = (x - (box->x1 + box->x2) / 2) / width, down = (y - (box->y1 + box->y2) / 2) / height;
    return (across / .62f) * (across / .62f) + (down / .7f) * (down / .7f) < 1 ||
           (down > .55f && fabsf(across) < .35f + 2 * (down - .55f));
}

static float dimmed(float value, float gain, uint64_t *seed)
{
    float light = powf(value / UINT8_MAX * gain, gamma_of_screens);
    light += noise(seed) * sqrtf(shot * light + dark * dark);
    return fminf(UINT8_MAX * powf(fmaxf(light, 0), 1 / gamma_of_screens), UINT8_MAX);
}

struct face_data_file backlight_paint(struct face_data_file file, const struct face_detection *detection,
                                      float brightness, uint64_t seed)
{
    struct photo_pixels photo = photo_decode(file);
    float gain = brightness / detection->brightness;
    seed = (seed + 1) * 0x9e3779b97f4a7c15U;
    for (int i = 0; i < photo.width * photo.height; i++) {
        bool person = is_person(&detection->box, (float)(i % photo.width), (float)(i / photo.width));
        for (int c = 0; c < PHOTO_CHANNELS; c++) {
            uint8_t *value = &photo.at[(size_t)i * PHOTO_CHANNELS + (size_t)c];
            *value = (uint8_t)(person ? dimmed(*value, gain, &seed) : 215 + (float)*value * .15f);
        }
    }
    struct face_data_file made = photo_encode(&photo, QUALITY);
    free(photo.at);
    return made;
}
