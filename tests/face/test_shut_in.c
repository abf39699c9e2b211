/* SPDX-License-Identifier: MIT */
/*
 * Every format through a real worker: a decoder that opened a file, or asked the system for more than computing, would
 * cost the worker its life, and the answer would be FACE_NOT_LOOKED.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>
#include <webp/encode.h>

#include "base/str.h"
#include "face/photo/photo.h"
#include "support/face_people.h"
#include "support/heic.h"
#include "support/photo_pixels.h"

enum { FILE_MAX = 1 << 20, CUT_STEP = 50 };

static struct {
    struct face_models *models;
    struct face_engine *engine;
    struct face_pool *pool;
    struct face_people *people;
} rig;

static void set_up(void)
{
    char error[FACE_ERROR_SIZE];
    const char *directory = face_data_models();
    if (!directory) {
        print_message("skip: no models (tools/fetch-models)\n");
        skip();
    }
    if (!rig.models) {
        rig.models = face_models_open(directory, NULL, error);
        rig.pool = rig.models ? face_pool_fork(rig.models, 1, error) : NULL;
        rig.engine = rig.pool ? face_engine_open(rig.models, error) : NULL;
        if (!rig.engine)
            fail_msg("%s", error);
        rig.people = face_people_open(rig.engine);
    }
    if (!rig.people) {
        print_message("skip: no sample photos (tools/fetch-samples)\n");
        skip();
    }
}

static int tear_down(void **state)
{
    (void)state;
    face_people_close(rig.people);
    face_pool_close(rig.pool);
    face_engine_close(rig.engine);
    face_models_close(rig.models);
    return 0;
}

/* A JPEG's pixels as another file, to be freed. bytes is NULL where this machine cannot write it. */
typedef struct face_data_file (*writer)(const struct photo_pixels *pixels);

static struct face_data_file write_heic(const struct photo_pixels *pixels)
{
    uint8_t *file = malloc(FILE_MAX);
    assert_non_null(file);
    size_t size = heic_encode(pixels->at, (size_t)pixels->width, (size_t)pixels->height, NULL, file, FILE_MAX);
    if (size > 0)
        return (struct face_data_file){file, size};
    free(file);
    return (struct face_data_file){NULL, 0};
}

static uint8_t *put(uint8_t *at, const char *name, size_t size)
{
    uint32_t length = (uint32_t)size;
    memcpy(at, name, 4);
    memcpy(at + 4, &length, 4);
    return at + 8;
}

/* One frame that fills its canvas. */
static struct face_data_file write_animation(const struct photo_pixels *pixels)
{
    uint8_t *still = NULL, *file = calloc(1, FILE_MAX), *at = file;
    size_t size = WebPEncodeRGB(pixels->at, pixels->width, pixels->height, pixels->width * PHOTO_CHANNELS, 95, &still);
    assert_non_null(file);
    assert_in_range(size, 12, FILE_MAX - 100);
    uint32_t wide = (uint32_t)pixels->width - 1, high = (uint32_t)pixels->height - 1;
    at = put(at, "RIFF", 4 + 18 + 14 + 24 + size - 12);
    memcpy(at, "WEBP", 4);
    at = put(at + 4, "VP8X", 10);
    at[0] = 2; // animated
    memcpy(at + 4, &wide, 3);
    memcpy(at + 7, &high, 3);
    at = put(at + 10, "ANIM", 6) + 6;
    at = put(at, "ANMF", 16 + size - 12);
    memcpy(at + 6, &wide, 3);
    memcpy(at + 9, &high, 3);
    memcpy(at + 16, still + 12, size - 12);
    WebPFree(still);
    return (struct face_data_file){file, (size_t)(at + 16 - file) + size - 12};
}

static struct face_data_file turn_into(writer write, struct face_frame jpeg)
{
    struct photo_pixels pixels = photo_decode((struct face_data_file){(uint8_t *)(uintptr_t)jpeg.bytes, jpeg.size});
    struct face_data_file file = write(&pixels);
    free(pixels.at);
    return file;
}

/* Enrolled by files of that format, found again in JPEGs, and not taken for somebody else. */
static void check_enrolment(writer write)
{
    struct face_data_file files[FACE_FRAMES_MIN];
    struct face_frame frames[FACE_FRAMES_MIN];
    struct face_template template;
    struct face_burst_report report;
    for (size_t i = 0; i < FACE_FRAMES_MIN; i++) {
        files[i] = turn_into(write, rig.people->frames[0][i]);
        if (!files[i].bytes) {
            print_message("skip: libheif has no encoder or no decoder of HEVC here\n");
            skip();
        }
        frames[i] = (struct face_frame){files[i].bytes, files[i].size};
    }
    assert_int_equal(face_pool_enrol(rig.pool, frames, FACE_FRAMES_MIN, &template, &report), FACE_OK);
    assert_int_equal(report.accepted, FACE_FRAMES_MIN);
    assert_int_equal(face_pool_verify(rig.pool, &rig.people->frames[0][4], 1, &template, &report), FACE_OK);
    assert_int_equal(face_pool_verify(rig.pool, &rig.people->frames[1][4], 1, &template, &report), FACE_NO_MATCH);

    // Cut anywhere: refused, by a worker that lives on.
    struct live_observation seen[FACE_FRAMES_MAX];
    struct face_frame cut[FACE_FRAMES_MAX];
    for (size_t size = CUT_STEP; size < frames[0].size - CUT_STEP; size += CUT_STEP * FACE_FRAMES_MAX) {
        for (size_t i = 0; i < FACE_FRAMES_MAX; i++) {
            size_t kept = size + i * CUT_STEP;
            cut[i] = (struct face_frame){frames[0].bytes, kept < frames[0].size - 2 ? kept : size};
        }
        assert_int_equal(face_pool_observe(rig.pool, cut, FACE_FRAMES_MAX, 0, seen), FACE_OK);
        for (size_t i = 0; i < FACE_FRAMES_MAX; i++)
            assert_int_equal(seen[i].reason, FACE_BAD_IMAGE);
    }
    for (size_t i = 0; i < FACE_FRAMES_MIN; i++)
        free(files[i].bytes);
}

static void test_heic(void **state)
{
    (void)state;
    set_up();
    check_enrolment(write_heic);
}

static void test_animated_webp(void **state)
{
    (void)state;
    set_up();
    check_enrolment(write_animation);
}

/* A class photo as a phone writes it: the same faces, at the same places, as in the JPEG. */
static void test_class_photo(void **state)
{
    (void)state;
    set_up();
    struct face_data_file jpeg = face_data_read("build/samples/sample1.jpg");
    if (!jpeg.bytes) {
        print_message("skip: no sample photos (tools/fetch-samples)\n");
        skip();
    }
    struct face_data_file heic = turn_into(write_heic, (struct face_frame){jpeg.bytes, jpeg.size});
    if (!heic.bytes) {
        free(jpeg.bytes);
        print_message("skip: libheif has no encoder or no decoder of HEVC here\n");
        skip();
    }
    struct photo_result of_jpeg = {0}, of_heic = {0};
    size_t photo;
    assert_int_equal(photo_read(rig.pool, &(struct face_frame){jpeg.bytes, jpeg.size}, 1, &(struct photo_roster){0},
                                &of_jpeg, &photo, NULL),
                     FACE_OK);
    assert_int_equal(photo_read(rig.pool, &(struct face_frame){heic.bytes, heic.size}, 1, &(struct photo_roster){0},
                                &of_heic, &photo, NULL),
                     FACE_OK);
    assert_int_equal(of_jpeg.count, 3);
    assert_int_equal(of_heic.count, 3);
    for (size_t i = 0; i < 3; i++) {
        float nearest = INFINITY;
        for (size_t j = 0; j < 3; j++)
            nearest = fminf(nearest, fabsf(of_jpeg.faces[i].box.x1 - of_heic.faces[j].box.x1) +
                                         fabsf(of_jpeg.faces[i].box.y2 - of_heic.faces[j].box.y2));
        assert_true(nearest < 10);
    }
    photo_close(&of_jpeg);
    photo_close(&of_heic);
    free(jpeg.bytes);
    free(heic.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heic),
        cmocka_unit_test(test_animated_webp),
        cmocka_unit_test(test_class_photo),
    };
    return cmocka_run_group_tests_name("face/shut_in", tests, NULL, tear_down);
}
