/* SPDX-License-Identifier: MIT */
/* The gate, limit by limit, on made faces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/str.h"
#include "face/quality.h"

/* A frontal face of 100 x 130 px in a 640 x 480 frame. */
static const struct face_box face_box = {270, 150, 370, 280, .99f};
static const struct face_point frontal[5] = {{298, 205}, {342, 205}, {320, 228}, {303, 250}, {337, 250}};

static struct face_detection made_face(void)
{
    struct face_detection detection = {.box = face_box, .brightness = 130, .sharpness = 100};
    memcpy(detection.points, frontal, sizeof(frontal));
    quality_measure_pose(&detection);
    return detection;
}

static void test_boxes(void **state)
{
    (void)state;
    struct face_box boxes[2] = {face_box, {10, 10, 50, 60, .9f}};
    assert_int_equal(quality_check_boxes(boxes, 0, 640, 480), FACE_NO_FACE);
    assert_int_equal(quality_check_boxes(boxes, 1, 640, 480), FACE_OK);
    assert_int_equal(quality_check_boxes(boxes, 2, 640, 480), FACE_OK); // 15 % of the first: somebody far behind
    boxes[1] = (struct face_box){10, 10, 70, 70, .9f};                  // 28 %
    assert_int_equal(quality_check_boxes(boxes, 2, 640, 480), FACE_SEVERAL_FACES);

    struct face_box small = {100, 100, 135, 139, .9f};
    assert_int_equal(quality_check_boxes(&small, 1, 640, 480), FACE_TOO_SMALL);
    small.y2 = 140.5f;
    assert_int_equal(quality_check_boxes(&small, 1, 640, 480), FACE_OK);

    struct face_box leaving = {-5, 150, 95, 280, .9f}; // 5 % outside
    assert_int_equal(quality_check_boxes(&leaving, 1, 640, 480), FACE_OK);
    leaving.x1 = -20;
    leaving.x2 = 80; // 20 %
    assert_int_equal(quality_check_boxes(&leaving, 1, 640, 480), FACE_CUT_OFF);
    struct face_box low = {270, 380, 370, 510, .9f};
    assert_int_equal(quality_check_boxes(&low, 1, 640, 480), FACE_CUT_OFF);
}

static void test_pose(void **state)
{
    (void)state;
    struct face_detection detection = made_face();
    assert_true(fabsf(detection.yaw) < .01f && fabsf(detection.pitch) < .05f);
    assert_int_equal(quality_check_pose(&detection, 640, 480), FACE_OK);

    detection.points[2].x = 347; // the nose beyond one eye
    quality_measure_pose(&detection);
    assert_true(detection.yaw > .6f);
    assert_int_equal(quality_check_pose(&detection, 640, 480), FACE_TURNED_AWAY);
    detection.points[2].x = 293;
    quality_measure_pose(&detection);
    assert_true(detection.yaw < -.6f);
    assert_int_equal(quality_check_pose(&detection, 640, 480), FACE_TURNED_AWAY);

    detection = made_face();
    detection.points[2].y = 206; // the nose as high as the eyes: looking up
    quality_measure_pose(&detection);
    assert_true(detection.pitch < -.9f);
    assert_int_equal(quality_check_pose(&detection, 640, 480), FACE_TURNED_AWAY);
    detection.points[2].y = 249;
    quality_measure_pose(&detection);
    assert_int_equal(quality_check_pose(&detection, 640, 480), FACE_TURNED_AWAY);

    detection = made_face();
    detection.points[4].x = 641;
    assert_int_equal(quality_check_pose(&detection, 640, 480), FACE_CUT_OFF);
}

/* A tilted head is no turned head: the pose is measured in the axes of the eyes' line. */
static void test_tilt_is_allowed(void **state)
{
    (void)state;
    for (int degrees = -40; degrees <= 40; degrees += 20) {
        struct face_detection detection = made_face();
        float sine = sinf((float)degrees * .0174533f), cosine = cosf((float)degrees * .0174533f);
        for (size_t i = 0; i < 5; i++) {
            float x = frontal[i].x - 320, y = frontal[i].y - 228;
            detection.points[i] = (struct face_point){320 + cosine * x - sine * y, 228 + sine * x + cosine * y};
        }
        quality_measure_pose(&detection);
        assert_true(fabsf(detection.yaw) < .02f && fabsf(detection.pitch) < .05f);
    }
}

static void test_nonsense_is_turned_away(void **state)
{
    (void)state;
    struct face_detection detection = made_face();
    for (size_t i = 0; i < 5; i++)
        detection.points[i] = (struct face_point){300, 200};
    quality_measure_pose(&detection);
    assert_int_equal(quality_check_pose(&detection, 640, 480), FACE_TURNED_AWAY);
    detection.points[1].x = NAN;
    quality_measure_pose(&detection);
    assert_int_equal(quality_check_pose(&detection, 640, 480), FACE_CUT_OFF);
}

static void test_pixels(void **state)
{
    (void)state;
    static uint8_t pixels[ALIGN_BYTES];
    struct face_detection detection = made_face();
    for (size_t y = 0; y < ALIGN_SIZE; y++) // stripes of 4 px, 100 and 160
        for (size_t x = 0; x < ALIGN_SIZE; x++)
            memset(pixels + (y * ALIGN_SIZE + x) * 3, x / 4 % 2 ? 160 : 100, 3);
    quality_measure_pixels(pixels, &detection);
    assert_true(fabsf(detection.brightness - 130) < 2);
    assert_true(detection.sharpness > 500);
    assert_int_equal(quality_check_pixels(&detection), FACE_OK);

    memset(pixels, 130, sizeof(pixels));
    quality_measure_pixels(pixels, &detection);
    assert_true(detection.sharpness < 1);
    assert_int_equal(quality_check_pixels(&detection), FACE_BLURRED);
    memset(pixels, 30, sizeof(pixels));
    quality_measure_pixels(pixels, &detection);
    assert_int_equal(quality_check_pixels(&detection), FACE_TOO_DARK);
    memset(pixels, 240, sizeof(pixels));
    quality_measure_pixels(pixels, &detection);
    assert_true(fabsf(detection.brightness - 240) < .1f);
    assert_int_equal(quality_check_pixels(&detection), FACE_TOO_BRIGHT);
}

static void fill(uint8_t *pixels, size_t left, size_t top, size_t right, size_t bottom, int value)
{
    for (size_t y = top; y < bottom; y++)
        for (size_t x = left; x < right; x++)
            memset(pixels + (y * ALIGN_SIZE + x) * 3, value + (x / 4 % 2 ? 8 : -8), 3); // stripes: nothing is blurred
}

static void test_burnt(void **state)
{
    (void)state;
    static uint8_t pixels[ALIGN_BYTES];
    struct face_detection detection = made_face();
    fill(pixels, 0, 0, ALIGN_SIZE, ALIGN_SIZE, 140);
    for (size_t y = 24; y < 100; y++) // a third of the inner face white
        memset(pixels + (y * ALIGN_SIZE + 24) * 3, 255, 22 * 3);
    quality_measure_pixels(pixels, &detection);
    assert_true(detection.burnt > .3f && detection.burnt < .4f);
    assert_int_equal(quality_check_pixels(&detection), FACE_BURNT);
    detection.burnt = .2f;
    assert_int_equal(quality_check_pixels(&detection), FACE_OK);
}

static void test_covered(void **state)
{
    (void)state;
    static uint8_t pixels[ALIGN_BYTES];
    struct face_detection detection = made_face();
    fill(pixels, 0, 0, ALIGN_SIZE, ALIGN_SIZE, 140);
    quality_measure_pixels(pixels, &detection);
    assert_int_equal(quality_check_cover(&detection), FACE_OK);
    fill(pixels, 20, 40, 92, 62, 20); // dark glasses
    quality_measure_pixels(pixels, &detection);
    assert_int_equal(quality_check_pixels(&detection), FACE_OK);
    assert_int_equal(quality_check_cover(&detection), FACE_COVERED);
    // The same face, dark throughout: measured against its own cheeks, so no skin is refused for its colour.
    fill(pixels, 0, 0, ALIGN_SIZE, ALIGN_SIZE, 50);
    fill(pixels, 20, 40, 92, 62, 35);
    quality_measure_pixels(pixels, &detection);
    assert_int_equal(quality_check_cover(&detection), FACE_OK);
    fill(pixels, 0, 0, ALIGN_SIZE, ALIGN_SIZE, 140);
    fill(pixels, 20, 64, 92, 112, 30); // a black mask
    quality_measure_pixels(pixels, &detection);
    assert_int_equal(quality_check_cover(&detection), FACE_COVERED);
}

static void test_backlit(void **state)
{
    (void)state;
    enum { SIDE = 200 };
    static uint8_t pixels[SIDE * SIDE * 3];
    struct image image = {.pixels = pixels, .width = SIDE, .height = SIDE};
    struct face_detection detection = {.box = {70, 70, 130, 150, 1}, .brightness = 60, .sharpness = 100};
    memset(pixels, 60, sizeof(pixels));
    quality_measure_surroundings(&image, &detection);
    assert_true(fabsf(detection.surroundings - 1) < .01f);
    assert_int_equal(quality_check_pixels(&detection), FACE_OK);
    memset(pixels, 200, sizeof(pixels));
    for (size_t y = 70; y < SIDE; y++) // the person
        memset(pixels + (y * SIDE + 70) * 3, 60, 60 * 3);
    quality_measure_surroundings(&image, &detection);
    assert_true(detection.surroundings > 3);
    assert_int_equal(quality_check_pixels(&detection), FACE_OK); // dark skin before a white wall looks the same
    detection.brightness = 35;
    assert_int_equal(quality_check_pixels(&detection), FACE_BACKLIT);
    detection.surroundings = 1; // nothing bright about it: more light helps
    assert_int_equal(quality_check_pixels(&detection), FACE_TOO_DARK);
    detection.brightness = 60;
    detection.box = (struct face_box){-100, -100, 400, 400, 1}; // nothing around it
    quality_measure_surroundings(&image, &detection);
    assert_true(fabsf(detection.surroundings - 1) < .01f);
}

static void test_tilted(void **state)
{
    (void)state;
    for (int degrees = -50; degrees <= 50; degrees += 10) {
        struct face_detection detection = made_face();
        float sine = sinf((float)degrees * .0174533f), cosine = cosf((float)degrees * .0174533f);
        for (size_t i = 0; i < 5; i++) {
            float x = frontal[i].x - 320, y = frontal[i].y - 228;
            detection.points[i] = (struct face_point){320 + cosine * x - sine * y, 228 + sine * x + cosine * y};
        }
        quality_measure_pose(&detection);
        assert_true(fabsf(detection.roll - (float)degrees) < .1f);
        assert_int_equal(quality_check_pose(&detection, 640, 480), abs(degrees) > 35 ? FACE_TILTED : FACE_OK);
        assert_int_equal(quality_check_turned(&detection, 640, 480), FACE_OK);
    }
}

static void test_every_reason_has_its_word(void **state)
{
    (void)state;
    for (int reason = 0; reason < FACE_REASON_COUNT; reason++) {
        const char *code = face_reason_code((enum face_reason)reason);
        assert_non_null(code);
        assert_true(code[0] != '\0' && strspn(code, "abcdefghijklmnopqrstuvwxyz_") == strlen(code));
        for (int other = 0; other < reason; other++)
            assert_string_not_equal(code, face_reason_code((enum face_reason)other));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boxes),           cmocka_unit_test(test_pose),
        cmocka_unit_test(test_tilt_is_allowed), cmocka_unit_test(test_nonsense_is_turned_away),
        cmocka_unit_test(test_burnt),           cmocka_unit_test(test_covered),
        cmocka_unit_test(test_backlit),         cmocka_unit_test(test_tilted),
        cmocka_unit_test(test_pixels),          cmocka_unit_test(test_every_reason_has_its_word),
    };
    return cmocka_run_group_tests_name("face/quality", tests, NULL, NULL);
}
