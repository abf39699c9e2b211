/* SPDX-License-Identifier: MIT */
#include "support/headscarf.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "support/photo_pixels.h"

enum { COLOURS = HEADSCARVES / 2, QUALITY = 90 };

static const int colours[COLOURS][PHOTO_CHANNELS] = {
    {130, 95, 165}, {30, 30, 35}, {235, 235, 235}, {150, 40, 50}, {40, 80, 150}};

static bool within(float across, float down, float half_width, float half_height)
{
    return (across / half_width) * (across / half_width) + (down / half_height) * (down / half_height) <= 1;
}

/* In sizes of the face's box, from its middle. `open`: how much of the face is free. */
static bool is_cloth(float across, float down, float open)
{
    bool head = within(across, down, .85f, .85f), shoulders = down > .3f && fabsf(across) < 1.1f;
    return (head || shoulders) && !within(across, down, .44f * open, .47f * open);
}

struct face_data_file headscarf_paint(struct face_data_file file, const struct face_detection *detection, size_t which)
{
    struct photo_pixels photo = photo_decode(file);
    const struct face_box *box = &detection->box;
    float width = box->x2 - box->x1, height = box->y2 - box->y1, open = which < COLOURS ? 1 : .92f;
    float middle_x = (box->x1 + box->x2) / 2, middle_y = (box->y1 + box->y2) / 2 + .04f * height;
    for (int i = 0; i < photo.width * photo.height; i++) {
        float across = ((float)(i % photo.width) - middle_x) / width,
              down = ((float)(i / photo.width) - middle_y) / height;
        if (!is_cloth(across, down, open))
            continue;
        float fold = sinf(9 * down + 6 * across * across + 3 * across), crease = sinf(23 * across + 5 * down);
        float light = 1 - .25f * fabsf(across) + .18f * fold + .1f * crease;
        for (size_t c = 0; c < PHOTO_CHANNELS; c++)
            photo.at[(size_t)i * PHOTO_CHANNELS + c] =
                (uint8_t)fminf(fmaxf((float)colours[which % COLOURS][c] * light, 0), UINT8_MAX);
    }
    struct face_data_file made = photo_encode(&photo, QUALITY);
    free(photo.at);
    return made;
}
