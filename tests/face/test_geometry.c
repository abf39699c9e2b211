/* SPDX-License-Identifier: MIT */
/* The arithmetic between the nets: priors, suppression, sampling, the similarity. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/str.h"
#include "face/align.h"
#include "face/boxes.h"
#include "face/detect.h"
#include "face/landmark.h"
#include "face/sample.h"

static const struct tensor_format plain = {.mean = 0, .scale = 1};

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%g is not within %g of %g", value, tolerance, expected);
}

static const struct face_point five[5] = {{30, 40}, {70, 42}, {52, 60}, {35, 81}, {66, 80}};

static struct face_point apply(const struct affine *affine, struct face_point p)
{
    return (struct face_point){(float)(affine->a * (double)p.x + affine->b * (double)p.y + affine->c),
                               (float)(affine->d * (double)p.x + affine->e * (double)p.y + affine->f)};
}

static void test_similarity_finds_known_transforms(void **state)
{
    (void)state;
    static const struct {
        double scale, angle, x, y;
    } cases[] = {{1, 0, 0, 0}, {2.5, .3, -40, 17}, {.2, -2.9, 300, -500}, {1, 3.14159265358979, 5, 5}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        double a = cases[i].scale * cos(cases[i].angle), b = cases[i].scale * sin(cases[i].angle);
        struct affine truth = {a, -b, cases[i].x, b, a, cases[i].y}, found;
        struct face_point moved[5];
        for (size_t p = 0; p < 5; p++)
            moved[p] = apply(&truth, five[p]);
        assert_true(align_similarity(five, moved, 5, &found));
        assert_near(found.a, truth.a, 1e-4);
        assert_near(found.b, truth.b, 1e-4);
        assert_near(found.c, truth.c, 1e-2);
        assert_near(found.d, truth.d, 1e-4);
        assert_near(found.e, truth.e, 1e-4);
        assert_near(found.f, truth.f, 1e-2);
        struct affine back = align_inverse(&found);
        for (size_t p = 0; p < 5; p++) {
            struct face_point again = apply(&back, moved[p]);
            assert_near((double)again.x, (double)five[p].x, 1e-2);
            assert_near((double)again.y, (double)five[p].y, 1e-2);
        }
    }
}

static void test_similarity_never_mirrors(void **state)
{
    (void)state;
    struct face_point mirrored[5];
    struct affine found;
    for (size_t p = 0; p < 5; p++)
        mirrored[p] = (struct face_point){-five[p].x, five[p].y};
    assert_true(align_similarity(five, mirrored, 5, &found));
    assert_true(found.a * found.e - found.b * found.d > 0);
}

static void test_similarity_refuses_nonsense(void **state)
{
    (void)state;
    struct face_point same[5] = {{7, 7}, {7, 7}, {7, 7}, {7, 7}, {7, 7}}, broken[5];
    memcpy(broken, five, sizeof(broken));
    broken[2].x = NAN;
    struct affine untouched = {1, 2, 3, 4, 5, 6}, found = untouched;
    assert_false(align_similarity(same, five, 5, &found));
    assert_false(align_similarity(five, same, 5, &found));
    assert_false(align_similarity(broken, five, 5, &found));
    assert_memory_equal(&found, &untouched, sizeof(found));
}

static void test_suppression(void **state)
{
    (void)state;
    struct face_box boxes[] = {
        {0, 0, 10, 10, .7f},     {1, 1, 11, 11, .9f},  // IoU .68: one face, the better stays
        {20, 0, 30, 10, .8f},                          // apart from both
        {20, 0, 30, 4.1f, .75f},                       // IoU .41 with it: gone
        {50, 0, 60, 10, .6f},    {50, 6, 60, 16, .5f}, // IoU .25: both stay
    };
    size_t count = boxes_suppress(boxes, ARRAY_LENGTH(boxes), .4f, 1, 10);
    assert_int_equal(count, 4);
    static const float scores[] = {.9f, .8f, .6f, .5f};
    for (size_t i = 0; i < count; i++)
        assert_true(boxes[i].score == scores[i]);

    struct face_box nested[] = {{0, 0, 100, 100, .9f}, {40, 40, 60, 60, .8f}};
    assert_int_equal(boxes_suppress(nested, 2, .4f, 1, 10), 2);
    assert_int_equal(boxes_suppress(nested, 2, .4f, .7f, 10), 1);
    assert_true(nested[0].score == .9f);
    assert_int_equal(boxes_suppress(nested, 0, .4f, .7f, 10), 0);
    struct face_box many[] = {{0, 0, 1, 1, .1f}, {5, 0, 6, 1, .3f}, {9, 0, 10, 1, .2f}};
    assert_int_equal(boxes_suppress(many, 3, .4f, 1, 2), 2);
    assert_true(many[0].score == .3f && many[1].score == .2f);
}

static void test_priors(void **state)
{
    (void)state;
    enum { ROWS = 30, COLUMNS = 40, PRIORS = 3 };
    static float scores[ROWS * COLUMNS * PRIORS * 2], offsets[ROWS * COLUMNS * PRIORS * 4];
    struct detector_head head = {scores, offsets, ROWS, COLUMNS, PRIORS};
    size_t plain_one = (4 * COLUMNS + 7) * PRIORS + 1, moved = (ROWS * COLUMNS - 1) * PRIORS;
    scores[2 * plain_one + 1] = 5;
    scores[2 * moved] = -3;
    scores[2 * moved + 1] = 1.5f;
    scores[1] = 1; // sigmoid .73, below the limit
    const float offset[4] = {10, -5, logf(2) / .2f, logf(3) / .2f};
    memcpy(offsets + 4 * moved, offset, sizeof(offset));

    struct face_box boxes[8];
    size_t count = 0;
    detector_decode(&head, 0, 320, 240, .8f, boxes, &count);
    assert_int_equal(count, 2);
    // The second size of stride 8 is 16 pixels, about the middle of cell (7, 4).
    assert_near((double)boxes[0].x1 * 320, 60 - 8, 1e-3);
    assert_near((double)boxes[0].y2 * 240, 36 + 8, 1e-3);
    assert_near((double)boxes[0].score, 1 / (1 + exp(-5)), 1e-6);
    // 10 pixels about (316, 236), moved by (+1, -.5) of its size, twice as wide and three times as high.
    assert_near((double)boxes[1].x1 * 320, 316 + 10 - 10, 1e-3);
    assert_near((double)boxes[1].x2 * 320, 316 + 10 + 10, 1e-3);
    assert_near((double)boxes[1].y1 * 240, 236 - 5 - 15, 1e-3);
    assert_near((double)boxes[1].score, 1 / (1 + exp(-4.5)), 1e-6);
}

static void test_not_a_number_is_no_face(void **state)
{
    (void)state;
    float scores[6] = {NAN, NAN, 0, NAN, NAN, 9}, offsets[12] = {0};
    struct detector_head head = {scores, offsets, 1, 1, 3};
    struct face_box boxes[3];
    size_t count = 0;
    detector_decode(&head, 0, 320, 240, .5f, boxes, &count);
    assert_int_equal(count, 0);
}

/* A picture whose red is 10 x + y, whose green is constant and whose blue is y. */
static struct image ramp(uint8_t *pixels, size_t width, size_t height)
{
    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++) {
            uint8_t *pixel = pixels + (y * width + x) * 3;
            pixel[0] = (uint8_t)(10 * x + y);
            pixel[1] = 77;
            pixel[2] = (uint8_t)y;
        }
    return (struct image){.pixels = pixels, .width = width, .height = height};
}

static void test_frame_of_the_same_size_is_copied(void **state)
{
    (void)state;
    uint8_t pixels[8 * 6 * 3 + IMAGE_SLACK] = {0};
    struct image image = ramp(pixels, 8, 6);
    float tensor[8 * 6 * 3];
    sample_frame(&image, plain, 8, 6, tensor);
    for (size_t i = 0; i < ARRAY_LENGTH(tensor); i++)
        assert_near((double)tensor[i], pixels[i], 1e-4);
    struct tensor_format bgr = {.mean = 127, .scale = 1 / 128.f, .bgr = true};
    sample_frame(&image, bgr, 8, 6, tensor);
    assert_near((double)tensor[3 * 9 + 2], (pixels[3 * 9] - 127) / 128., 1e-5);
    assert_near((double)tensor[3 * 9], (pixels[3 * 9 + 2] - 127) / 128., 1e-5);
}

static void test_frame_is_halved_by_means_of_four(void **state)
{
    (void)state;
    uint8_t pixels[8 * 6 * 3 + IMAGE_SLACK] = {0};
    struct image image = ramp(pixels, 8, 6);
    float tensor[4 * 3 * 3];
    sample_frame(&image, plain, 4, 3, tensor);
    for (size_t y = 0; y < 3; y++)
        for (size_t x = 0; x < 4; x++)
            assert_near((double)tensor[(y * 4 + x) * 3], 10 * (2. * (double)x + .5) + 2. * (double)y + 1,
                        1e-4); // .5 rounds up
}

static void test_frame_is_padded_never_stretched(void **state)
{
    (void)state;
    static const struct {
        size_t width, height, padded_width, padded_height;
    } cases[] = {{250, 250, 333, 250}, {640, 480, 640, 480}, {480, 640, 853, 640}, {100, 10, 100, 75}, {1, 1, 1, 1}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct image image = {.width = cases[i].width, .height = cases[i].height};
        size_t width, height;
        sample_padded_size(&image, 320, 240, &width, &height);
        assert_int_equal(width, cases[i].padded_width);
        assert_int_equal(height, cases[i].padded_height);
    }
    uint8_t pixels[6 * 6 * 3 + IMAGE_SLACK];
    memset(pixels, 200, sizeof(pixels));
    struct image square = {.pixels = pixels, .width = 6, .height = 6}; // padded to 8 x 6
    struct tensor_format format = {.mean = 127, .scale = 1};
    float tensor[8 * 6 * 3];
    sample_frame(&square, format, 8, 6, tensor);
    for (size_t y = 0; y < 6; y++)
        for (size_t x = 0; x < 8; x++)
            assert_near((double)tensor[(y * 8 + x) * 3 + 1], x < 6 ? 73 : 0, 1e-4);
}

static void test_crop_repeats_the_border(void **state)
{
    (void)state;
    uint8_t pixels[4 * 4 * 3 + IMAGE_SLACK];
    memset(pixels, 0, sizeof(pixels));
    for (size_t i = 0; i < 16; i++)
        memset(pixels + 3 * i, (int)(i % 4 * 40), 3);
    struct image image = {.pixels = pixels, .width = 4, .height = 4};
    float tensor[12 * 12];
    sample_grey(&image, plain, (struct sample_box){-4, -4, 12, 12}, 12, tensor);
    for (size_t y = 0; y < 12; y++)
        for (size_t x = 0; x < 12; x++) {
            double expected = x < 4 ? 0 : x >= 8 ? 120 : 40. * (double)(x - 4);
            assert_near((double)tensor[y * 12 + x], expected, 1e-3);
        }
    sample_grey(&image, plain, (struct sample_box){100000, -100000, 1, 1}, 12,
                tensor); // far outside: the nearest corner
    assert_near((double)tensor[0], 120, 1e-3);
}

static void test_warp(void **state)
{
    (void)state;
    uint8_t pixels[8 * 6 * 3 + IMAGE_SLACK] = {0}, out[4 * 4 * 3];
    struct image image = ramp(pixels, 8, 6);
    struct affine shift = {1, 0, 2, 0, 1, 1};
    sample_warp(&image, &shift, 4, out);
    for (size_t y = 0; y < 4; y++)
        for (size_t x = 0; x < 4; x++)
            assert_int_equal(out[(y * 4 + x) * 3], 10 * (x + 2) + y + 1);
    struct affine half = {1, 0, .5, 0, 1, 0};
    sample_warp(&image, &half, 4, out);
    assert_int_equal(out[0], 5);
    struct affine edge = {1, 0, -1.5, 0, 1, 0}; // black outside, blended at the border
    sample_warp(&image, &edge, 4, out);
    assert_int_equal(out[1], 0);
    assert_int_equal(out[4], 39); // half of 77
    assert_int_equal(out[7], 77);
    struct affine nowhere = {NAN, 0, 0, 0, 1e30, -1e30};
    sample_warp(&image, &nowhere, 4, out);
    assert_int_equal(out[0], 0);
}

static void test_five_points(void **state)
{
    (void)state;
    struct face_point landmarks[FACE_LANDMARKS], points[5];
    for (size_t i = 0; i < FACE_LANDMARKS; i++)
        landmarks[i] = (struct face_point){(float)i, (float)(2 * i)};
    landmarks_five(landmarks, points);
    static const float expected[5] = {39, 45, 30, 54, 59};
    for (size_t i = 0; i < 5; i++) {
        assert_near((double)points[i].x, (double)expected[i], 1e-4);
        assert_near((double)points[i].y, 2 * (double)expected[i], 1e-4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_similarity_finds_known_transforms),
        cmocka_unit_test(test_similarity_never_mirrors),
        cmocka_unit_test(test_similarity_refuses_nonsense),
        cmocka_unit_test(test_suppression),
        cmocka_unit_test(test_priors),
        cmocka_unit_test(test_not_a_number_is_no_face),
        cmocka_unit_test(test_frame_of_the_same_size_is_copied),
        cmocka_unit_test(test_frame_is_halved_by_means_of_four),
        cmocka_unit_test(test_frame_is_padded_never_stretched),
        cmocka_unit_test(test_crop_repeats_the_border),
        cmocka_unit_test(test_warp),
        cmocka_unit_test(test_five_points),
    };
    return cmocka_run_group_tests_name("face/geometry", tests, NULL, NULL);
}
