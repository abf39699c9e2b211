/* SPDX-License-Identifier: MIT */
#include "face/quality.h"

#include <math.h>

#include "face/boxes.h"

/* Share of LFW's 3,811 images that each limit refuses, in brackets. */
static const float height_min = 40;       // pixels of the box [0 %]
static const float second_area = .25f;    // of the first face's [real second faces, so not counted]
static const float outside_max = .1f;     // share of the box outside the picture [0 %]
static const float brightness_min = 40;   // mean luma, 0..255 [0 %]
static const float brightness_max = 215;  // [0 %]
static const float sharpness_min = 15;    // variance of the Laplacian [0.1 %]
static const float burnt_max = .25f;      // share of white pixels [0 %]
static const float backlit_min = 2.25f;   // surroundings / face, of one that is too dark: why it is
static const float yaw_max = .6f;         // [0.16 %]
static const float pitch_max = .9f;       // [0.08 %]
static const float roll_max = 35;         // degrees [0.03 %]
static const float eyes_min = .3f;        // eyes / cheeks: darker are dark glasses [0.2 %]
static const float eyes_max = 1.5f;       // a lower face that much darker than the eyes is covered [0 %]
static const float turned_yaw_max = .95f; // of heads that were asked to turn; measure() caps both at 1
static const float turned_pitch_max = .99f;

/* The part of the aligned crop that is skin in every face: brows to chin, cheek to cheek. */
enum { INNER_LEFT = 24, INNER_TOP = 24, INNER_RIGHT = 88, INNER_BOTTOM = 100 };

/* Of the aligned crop, where every eye and every cheek is: [left, right) x [top, bottom). */
struct region {
    size_t left, top, right, bottom;
};

static const struct region left_eye = {26, 44, 52, 60}, right_eye = {60, 44, 86, 60};
static const struct region left_cheek = {28, 66, 42, 82}, right_cheek = {70, 66, 84, 82};

static float luma(const uint8_t *pixel)
{
    return .299f * (float)pixel[0] + .587f * (float)pixel[1] + .114f * (float)pixel[2];
}

static float region_mean(const float *plane, const struct region *one, const struct region *two)
{
    const struct region *const regions[2] = {one, two};
    float sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < 2; i++)
        for (size_t y = regions[i]->top; y < regions[i]->bottom; y++)
            for (size_t x = regions[i]->left; x < regions[i]->right; x++, count++)
                sum += plane[y * ALIGN_SIZE + x];
    return sum / (float)count;
}

void quality_measure_pixels(const uint8_t pixels[static ALIGN_BYTES], struct face_detection *detection)
{
    float plane[ALIGN_SIZE * ALIGN_SIZE];
    for (size_t i = 0; i < ALIGN_SIZE * ALIGN_SIZE; i++)
        plane[i] = luma(pixels + 3 * i);
    float sum = 0, edges = 0, edges_squared = 0;
    size_t burnt = 0;
    for (size_t y = INNER_TOP; y < INNER_BOTTOM; y++)
        for (size_t x = INNER_LEFT; x < INNER_RIGHT; x++) {
            const float *at = plane + y * ALIGN_SIZE + x;
            float edge = at[-1] + at[1] + at[-ALIGN_SIZE] + at[ALIGN_SIZE] - 4 * at[0];
            sum += at[0];
            burnt += at[0] >= 250;
            edges += edge;
            edges_squared += edge * edge;
        }
    float count = (INNER_RIGHT - INNER_LEFT) * (INNER_BOTTOM - INNER_TOP);
    detection->burnt = (float)burnt / count;
    detection->eyes =
        region_mean(plane, &left_eye, &right_eye) / fmaxf(region_mean(plane, &left_cheek, &right_cheek), 1);
    detection->brightness = sum / count;
    detection->sharpness = edges_squared / count - edges / count * (edges / count);
}

static float limited(float value)
{
    return isfinite(value) ? fminf(fmaxf(value, -1), 1) : 1;
}

/*
 * In the axes of the eyes' line: a head that turns carries its nose sideways out of the middle (half the eyes' distance
 * = below one eye), a head that nods moves it along the way from the eyes to the mouth, where a level nose stands at
 * .52.
 */
void quality_measure_pose(struct face_detection *detection)
{
    const struct face_point *p = detection->points;
    float eye_x = (p[0].x + p[1].x) / 2, eye_y = (p[0].y + p[1].y) / 2;
    float along_x = p[1].x - p[0].x, along_y = p[1].y - p[0].y;
    float squared = along_x * along_x + along_y * along_y;
    float nose_x = p[2].x - eye_x, nose_y = p[2].y - eye_y;
    float mouth_x = (p[3].x + p[4].x) / 2 - eye_x, mouth_y = (p[3].y + p[4].y) / 2 - eye_y;
    float nose_down = nose_y * along_x - nose_x * along_y, mouth_down = mouth_y * along_x - mouth_x * along_y;
    detection->yaw = limited((nose_x * along_x + nose_y * along_y) / squared);
    detection->roll = atan2f(along_y, along_x) * 57.29578f;
    detection->pitch = mouth_down > 0 ? limited((nose_down / mouth_down - .52f) * 2) : 1;
}

/* A grid of points beside and above the box, half its size away at most: below it are clothes. */
void quality_measure_surroundings(const struct image *image, struct face_detection *detection)
{
    enum { GRID = 40 };
    const struct face_box *box = &detection->box;
    float width = box->x2 - box->x1, height = box->y2 - box->y1, sum = 0;
    size_t count = 0;
    for (size_t row = 0; row < GRID; row++)
        for (size_t column = 0; column < GRID; column++) {
            float x = box->x1 + width * (2 * ((float)column + .5f) / GRID - .5f);
            float y = box->y1 + height * (1.5f * ((float)row + .5f) / GRID - .5f);
            bool in_box = x >= box->x1 && x < box->x2 && y >= box->y1;
            if (in_box || !(x >= 0 && y >= 0 && x < (float)image->width && y < (float)image->height))
                continue;
            sum += luma(image->pixels + 3 * ((size_t)y * image->width + (size_t)x));
            count++;
        }
    // A face that fills the picture has no surroundings: taken as no brighter than itself.
    detection->surroundings = count > 0 ? sum / (float)count / fmaxf(detection->brightness, 1) : 1;
}

enum face_reason quality_check_boxes(const struct face_box *boxes, size_t count, size_t width, size_t height)
{
    if (count == 0)
        return FACE_NO_FACE;
    const struct face_box *face = &boxes[0];
    float area = box_area(face);
    for (size_t i = 1; i < count; i++)
        if (box_area(&boxes[i]) > second_area * area)
            return FACE_SEVERAL_FACES;
    if (face->y2 - face->y1 < height_min)
        return FACE_TOO_SMALL;
    struct face_box picture = {0, 0, (float)width, (float)height, 1};
    return box_intersection(face, &picture) < (1 - outside_max) * area ? FACE_CUT_OFF : FACE_OK;
}

static enum face_reason check_pose(const struct face_detection *detection, size_t width, size_t height, float yaw,
                                   float pitch)
{
    for (size_t i = 0; i < 5; i++) {
        struct face_point point = detection->points[i];
        if (!(point.x >= 0 && point.y >= 0 && point.x <= (float)width && point.y <= (float)height))
            return FACE_CUT_OFF;
    }
    bool turned = fabsf(detection->yaw) > yaw || fabsf(detection->pitch) > pitch;
    return turned ? FACE_TURNED_AWAY : FACE_OK;
}

enum face_reason quality_check_pose(const struct face_detection *detection, size_t width, size_t height)
{
    enum face_reason reason = check_pose(detection, width, height, yaw_max, pitch_max);
    return reason == FACE_OK && !(fabsf(detection->roll) <= roll_max) ? FACE_TILTED : reason;
}

enum face_reason quality_check_turned(const struct face_detection *detection, size_t width, size_t height)
{
    return check_pose(detection, width, height, turned_yaw_max, turned_pitch_max);
}

enum face_reason quality_check_pixels(const struct face_detection *detection)
{
    // A window behind a head, or a white wall behind dark skin, refuses nobody who can be made out. Of whom it hides
    // the advice is another: more light on them helps little.
    if (detection->brightness < brightness_min)
        return detection->surroundings > backlit_min ? FACE_BACKLIT : FACE_TOO_DARK;
    if (detection->brightness > brightness_max)
        return FACE_TOO_BRIGHT;
    if (detection->burnt > burnt_max)
        return FACE_BURNT;
    return detection->sharpness < sharpness_min ? FACE_BLURRED : FACE_OK;
}

enum face_reason quality_check_cover(const struct face_detection *detection)
{
    return detection->eyes < eyes_min || detection->eyes > eyes_max ? FACE_COVERED : FACE_OK;
}
