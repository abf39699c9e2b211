/* SPDX-License-Identifier: MIT */
/*
 * A face that does not stand upright in the picture is refused as turned, whoever it is: landmarks are put upright into
 * every box, so nothing else tells it, and two strangers upside down look like one person.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <turbojpeg.h>

#include "base/str.h"
#include "face/live/live.h"
#include "face/photo/photo_look.h"
#include "support/face_picture.h"

enum { NAMES_MAX = 32 };

static const int turns[] = {TJXOP_ROT90, TJXOP_ROT180, TJXOP_ROT270};

static struct {
    const char *embedder; // NULL: the first
    struct face_models *models;
    struct face_engine *engine;
} rig;

static void set_up(void)
{
    char error[FACE_ERROR_SIZE];
    if (rig.models)
        return;
    const char *directory = rig.embedder ? face_data_models_with("MobileFaceNet.tflite") : face_data_models();
    struct face_data_file first = face_picture_play("Casey_Mears_0001");
    bool there = directory && first.bytes;
    free(first.bytes);
    if (!there) {
        print_message("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    rig.models = face_models_open(directory, rig.embedder, error);
    assert_non_null(rig.models);
    rig.engine = face_engine_open(rig.models, error);
    assert_non_null(rig.engine);
}

static int tear_down(void **state)
{
    (void)state;
    face_engine_close(rig.engine);
    face_models_close(rig.models);
    rig.engine = NULL;
    rig.models = NULL;
    return 0;
}

/* The JPEG in another turn, without compressing it anew. To be freed by tjFree(). */
static struct face_frame turned(const uint8_t *bytes, size_t size, int operation)
{
    uint8_t *made = NULL;
    unsigned long made_size = 0;
    tjtransform transform = {.op = operation, .options = TJXOPT_TRIM};
    tjhandle handle = tjInitTransform();
    assert_int_equal(tjTransform(handle, bytes, size, 1, &made, &made_size, &transform, 0), 0);
    tjDestroy(handle);
    return (struct face_frame){made, made_size};
}

static void release(struct face_frame frame)
{
    tjFree((uint8_t *)(uintptr_t)frame.bytes);
}

/* Upright it is taken; in no other turn is it, neither as a face nor as one that turns when it is asked to. */
static void check_picture(const char *name)
{
    struct face_template made;
    struct live_observation observation;
    struct face_data_file file = face_picture_play(name);
    if (!file.bytes)
        return;
    assert_int_equal(face_embed(rig.engine, (struct face_frame){file.bytes, file.size}, true, &made, NULL), FACE_OK);
    for (size_t i = 0; i < ARRAY_LENGTH(turns); i++) {
        struct face_frame frame = turned(file.bytes, file.size, turns[i]);
        enum face_reason reason = face_embed(rig.engine, frame, true, &made, NULL);
        if (reason == FACE_OK)
            fail_msg("%s passes in turn %zu", name, i + 1);
        assert_int_not_equal(face_observe(rig.engine, frame, 0, &observation), FACE_OK);
        release(frame);
    }
    free(file.bytes);
}

static void test_no_turned_face_passes(void **state)
{
    (void)state;
    set_up();
    size_t index = 0;
    for (const char *name = face_picture_name(0); name; name = face_picture_name(++index))
        for (int number = 1; number <= FACE_PICTURES; number++) {
            char picture[64];
            snprintf(picture, sizeof(picture), "%s_%04d", name, number);
            check_picture(picture);
        }
    assert_true(index > 5);
}

/* A group photo upside down: whoever is found there is compared with nobody. */
static void test_photo(void **state)
{
    (void)state;
    set_up();
    size_t found = 0;
    struct photo_engines engines = {.engines = {rig.engine}, .count = 1};
    for (int number = 1; number <= 6; number++) {
        char path[64];
        snprintf(path, sizeof(path), "build/samples/sample%d.jpg", number);
        struct face_data_file file = face_data_read(path);
        if (!file.bytes) {
            print_message("skip: no sample photos (tools/fetch-samples)\n");
            skip();
        }
        struct photo_found_list list = {0};
        struct photo_timing timing = {0};
        struct face_frame frame = turned(file.bytes, file.size, TJXOP_ROT180);
        assert_int_equal(photo_look(&engines, frame, 0, &list, &timing), FACE_OK);
        for (size_t i = 0; i < list.count; i++)
            assert_false(list.faces[i].readable);
        found += list.count;
        photo_found_release(&list);
        release(frame);
        free(file.bytes);
    }
    assert_true(found > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_turned_face_passes),
        cmocka_unit_test(test_photo),
    };
    const struct CMUnitTest second[] = {cmocka_unit_test(test_no_turned_face_passes)};
    int failed = cmocka_run_group_tests_name("face/turned", tests, NULL, tear_down);
    rig.embedder = "mobilefacenet-192";
    return failed + cmocka_run_group_tests_name("face/turned, second embedder", second, NULL, tear_down);
}
