/* SPDX-License-Identifier: MIT */
#include "face/aside.h"

#include <math.h>

#include "face/sample.h"

static const float margin = 1.6f;    // times the box's longer side
static const float doubtful = 1.7f;  // times the manifest's limit: further above it a face is turned for certain
static const float less_clear = .9f; // of its clarity: what an upright one has less than in every other turn

/*
 * What the embedder makes of the face when its surroundings are turned by so many quarters: how much it is like a
 * turned one, and how clear. False where it reads nothing.
 */
static bool read_in_turn(struct aside *aside, const struct image *image, const struct face_box *box, unsigned quarters,
                         float *ret_likeness, float *ret_clarity)
{
    static const double cosines[4] = {1, 0, -1, 0}, sines[4] = {0, 1, 0, -1};
    float width = box->x2 - box->x1, height = box->y2 - box->y1, middle = ASIDE_SIZE / 2.f;
    double scale = (double)(margin * fmaxf(width, height)) / ASIDE_SIZE, half = (ASIDE_SIZE - 1) / 2.;
    double cosine = cosines[quarters] * scale, sine = sines[quarters] * scale;
    double x = (double)(box->x1 + box->x2 - 1) / 2, y = (double)(box->y1 + box->y2 - 1) / 2;
    struct affine to_frame = {cosine, -sine, x - half * (cosine - sine), sine, cosine, y - half * (sine + cosine)};
    sample_warp(image, &to_frame, ASIDE_SIZE, aside->pixels);

    struct image turned = {.pixels = aside->pixels, .width = ASIDE_SIZE, .height = ASIDE_SIZE};
    float half_width = (quarters % 2 ? height : width) / 2 / (float)scale;
    float half_height = (quarters % 2 ? width : height) / 2 / (float)scale;
    struct face_box inside = {middle - half_width, middle - half_height, middle + half_width, middle + half_height, 1};
    struct face_point landmarks[FACE_LANDMARKS], points[5];
    struct face_template made;
    landmarker_run(aside->landmarker, &turned, &inside, landmarks);
    landmarks_five(landmarks, points);
    if (!align_face(&turned, points, aside->aligned) ||
        !embedder_run(aside->embedder, aside->aligned, made.values, ret_clarity))
        return false;
    *ret_likeness = embedding_likeness(aside->turned, made.values);
    return true;
}

bool aside_stands_upright(struct aside *aside, const struct image *image, const struct face_box *box, float likeness,
                          float clarity)
{
    float other_likeness, other_clarity, limit = aside->turned->max;
    if (likeness <= limit)
        return true;
    if (likeness > doubtful * limit)
        return false;
    for (unsigned quarters = 1; quarters < 4; quarters++)
        if (read_in_turn(aside, image, box, quarters, &other_likeness, &other_clarity) &&
            !(other_likeness > likeness && other_clarity < less_clear * clarity))
            return false;
    return true;
}
