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

#include <math.h>
#include <stdlib.h>
#include <turbojpeg.h>

#include "base/str.h"
#include "face/boxes.h"
#include "face/live/live.h"
#include "face/photo/photo_look.h"
#include "support/face_picture.h"
#include "support/face_rig.h"
#include "support/photo_pixels.h"

// Under ASan a part: ./check looks at all of them without it, in a tenth of the time.
#ifdef __SANITIZE_ADDRESS__
enum { NAMES = 2, PHOTOS = 1, TURNS = 1 };
#else
enum { NAMES = 1000, PHOTOS = 6, TURNS = 3 };
#endif

static const int turns[] = {TJXOP_ROT90, TJXOP_ROT180, TJXOP_ROT270};

static struct face_rig rig;

static int tear_down(void **state)
{
    (void)state;
    face_rig_close(&rig);
    return 0;
}

static struct face_frame turned(const uint8_t *bytes, size_t size, int operation)
{
    struct face_data_file made = face_picture_turn(bytes, size, operation);
    assert_non_null(made.bytes);
    return (struct face_frame){made.bytes, made.size};
}

static void release(struct face_frame frame)
{
    free((void *)(uintptr_t)frame.bytes);
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
    face_rig_need(&rig);
    size_t index = 0;
    for (const char *name = face_picture_name(0); name && index < NAMES; name = face_picture_name(++index))
        for (int number = 1; number <= FACE_PICTURES; number++) {
            char picture[64];
            snprintf(picture, sizeof(picture), "%s_%04d", name, number);
            check_picture(picture);
        }
    assert_true(index == NAMES || index > 5);
}

/* In so little light that the face's mean luma is this, with a sensor's noise. To be freed: bytes. */
static struct face_data_file in_the_dark(struct face_data_file file, float brightness, float wanted)
{
    uint64_t seed = 1;
    struct photo_pixels pixels = photo_decode(file);
    for (size_t i = 0; i < (size_t)pixels.width * (size_t)pixels.height * PHOTO_CHANNELS; i++) {
        float value = (float)pixels.at[i] * wanted / brightness + photo_draw(&seed, -3, 3);
        pixels.at[i] = (uint8_t)fminf(fmaxf(value, 0), 255);
    }
    struct face_data_file made = photo_encode(&pixels, 90);
    free(pixels.at);
    return made;
}

/* What sends people to better light, or tells them to keep still. */
static bool speaks_of_light(enum face_reason reason)
{
    return reason == FACE_TOO_DARK || reason == FACE_BACKLIT || reason == FACE_TOO_BRIGHT || reason == FACE_BURNT ||
           reason == FACE_BLURRED;
}

/* A dark head on its own is not sent to better light: its measures are those of a neck. Who stands upright is. */
static void test_turned_in_the_dark(void **state)
{
    (void)state;
    face_rig_need(&rig);
    size_t index = 0, turned_told = 0, upright_told = 0;
    for (const char *name = face_picture_name(0); name && index < NAMES; name = face_picture_name(++index)) {
        char picture[64];
        struct face_template made;
        struct face_detection seen;
        snprintf(picture, sizeof(picture), "%s_0001", name);
        struct face_data_file file = face_picture_play(picture);
        if (!file.bytes)
            continue;
        struct face_frame lit = {file.bytes, file.size};
        assert_int_equal(face_embed(rig.engine, lit, true, &made, &seen), FACE_OK);
        struct face_data_file dim = in_the_dark(file, seen.brightness, 30);
        struct face_frame upright = {dim.bytes, dim.size}, on_head = turned(dim.bytes, dim.size, TJXOP_ROT180);
        enum face_reason reason = face_embed(rig.engine, upright, true, &made, NULL);
        assert_int_not_equal(reason, FACE_TURNED);
        upright_told += speaks_of_light(reason);
        reason = face_embed(rig.engine, on_head, true, &made, NULL);
        if (speaks_of_light(reason))
            fail_msg("%s on its head: %s", picture, face_reason_code(reason));
        turned_told += reason == FACE_TURNED;
        release(on_head);
        free(dim.bytes);
        free(file.bytes);
    }
    print_message("In the dark, of %zu: %zu are told of it; on their heads %zu of that\n", index, upright_told,
                  turned_told);
    assert_true(upright_told * 2 >= index && turned_told * 2 >= index);
}

static struct photo_found_list look_at(struct face_frame frame)
{
    struct photo_engines engines = {.engines = {rig.engine}, .count = 1};
    struct photo_found_list list = {0};
    struct photo_timing timing = {0};
    assert_int_equal(photo_look(&engines, frame, 0, &list, &timing), FACE_OK);
    return list;
}

/* A box as it lies after one turn to the right of a picture of this height. */
static struct face_box turned_right(struct face_box box, float height)
{
    return (struct face_box){height - box.y2, box.x1, height - box.y1, box.x2, box.score};
}

static bool has_readable(const struct photo_found_list *list, const struct face_box *box)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->faces[i].readable && box_intersection(&list->faces[i].box, box) > .6f * box_area(box))
            return true;
    return false;
}

/* A group photo on its side or its head is turned until its people stand; boxes are those of the photo as it was sent.
 */
static void test_photo(void **state)
{
    (void)state;
    face_rig_need(&rig);
    size_t people = 0, found = 0;
    for (int number = 1; number <= PHOTOS; number++) {
        char path[64];
        snprintf(path, sizeof(path), "build/samples/sample%d.jpg", number);
        struct face_data_file file = face_data_read(path);
        if (!file.bytes) {
            print_message("skip: no sample photos (tools/fetch-samples)\n");
            skip();
        }
        int width = 0, height = 0, subsampling, colours;
        tjhandle handle = tjInitDecompress();
        assert_int_equal(tjDecompressHeader3(handle, file.bytes, file.size, &width, &height, &subsampling, &colours),
                         0);
        tjDestroy(handle);
        struct photo_found_list upright = look_at((struct face_frame){file.bytes, file.size});
        for (size_t turn = 0; turn < TURNS; turn++) {
            struct face_frame frame = turned(file.bytes, file.size, turns[turn]);
            struct photo_found_list list = look_at(frame);
            for (size_t i = 0; i < upright.count; i++) {
                struct face_box box = upright.faces[i].box;
                for (size_t quarter = 0; quarter <= turn; quarter++)
                    box = turned_right(box, (float)(quarter % 2 ? width : height));
                people += upright.faces[i].readable;
                found += upright.faces[i].readable && has_readable(&list, &box);
            }
            photo_found_release(&list);
            release(frame);
        }
        photo_found_release(&upright);
        free(file.bytes);
    }
    print_message("%zu of %zu faces are found in the photos' other turns\n", found, people);
    assert_true(people >= 3 * PHOTOS * TURNS && found * 20 >= people * 19);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_turned_face_passes),
        cmocka_unit_test(test_turned_in_the_dark),
        cmocka_unit_test(test_photo),
    };
    const struct CMUnitTest second[] = {
        cmocka_unit_test(test_no_turned_face_passes),
        cmocka_unit_test(test_turned_in_the_dark),
    };
    int failed = cmocka_run_group_tests_name("face/turned", tests, NULL, tear_down);
    rig.embedder = "mobilefacenet-192";
    return failed + cmocka_run_group_tests_name("face/turned, second embedder", second, NULL, tear_down);
}
