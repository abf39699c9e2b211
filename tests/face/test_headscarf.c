/* SPDX-License-Identifier: MIT */
/*
 * Who wears a headscarf is seen as everybody is: not taken for somebody on their head (headscarves are a little like
 * that to the embedder), nor for covered, and recognised by a picture without one. Turned, nobody passes. The
 * headscarves are painted (tests/support/headscarf.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "base/str.h"
#include "support/face_picture.h"
#include "support/face_rig.h"
#include "support/headscarf.h"

// Under ASan a part: ./check looks at all of them without it, in a tenth of the time.
#ifdef __SANITIZE_ADDRESS__
enum { NAMES = 1, NUMBERS = 2, PEOPLE = 5 };
#else
enum { NAMES = 1000, NUMBERS = FACE_PICTURES, PEOPLE = 150 };
#endif

static struct face_rig rig;
static struct {
    unsigned pictures, frames, turned, covered, otherwise, missed;
} counted;

static int tear_down(void **state)
{
    (void)state;
    face_rig_close(&rig);
    return 0;
}

static enum face_reason read_face(const struct face_data_file *file, struct face_template *ret_face,
                                  struct face_detection *ret_seen)
{
    return face_embed(rig.engine, (struct face_frame){file->bytes, file->size}, true, ret_face, ret_seen);
}

static void check_worn(const struct face_data_file *worn, const struct face_template *enrolled)
{
    struct face_template face;
    enum face_reason reason = read_face(worn, &face, NULL);
    counted.frames++;
    counted.turned += reason == FACE_TURNED;
    counted.covered += reason == FACE_COVERED;
    counted.otherwise += reason != FACE_OK && reason != FACE_TURNED && reason != FACE_COVERED;
    counted.missed += reason == FACE_OK && face_match(rig.models, &face, enrolled, NULL) != FACE_OK;
}

/* False when it does not pass as it is. */
static bool check_picture(const struct face_data_file *file)
{
    struct face_template enrolled, face;
    struct face_detection plain;
    if (read_face(file, &enrolled, &plain) != FACE_OK)
        return false;
    for (size_t which = 0; which < HEADSCARVES; which++) {
        struct face_data_file worn = headscarf_paint(*file, &plain, which);
        check_worn(&worn, &enrolled);
        if (which == counted.pictures % HEADSCARVES) {
            struct face_data_file turned = face_picture_turn(worn.bytes, worn.size, TJXOP_ROT180);
            assert_int_not_equal(read_face(&turned, &face, NULL), FACE_OK);
            free(turned.bytes);
        }
        free(worn.bytes);
    }
    counted.pictures++;
    return true;
}

static void say(void)
{
    print_message(
        "%u headscarves on %u pictures: refused as turned %u, as covered %u, otherwise %u; not recognised %u\n",
        counted.frames, counted.pictures, counted.turned, counted.covered, counted.otherwise, counted.missed);
}

static void test_stand_ins(void **state)
{
    (void)state;
    face_rig_need(&rig);
    memset(&counted, 0, sizeof(counted));
    size_t index = 0;
    for (const char *name = face_picture_name(0); name && index < NAMES; name = face_picture_name(++index))
        for (int number = 1; number <= NUMBERS; number++) {
            char picture[64];
            snprintf(picture, sizeof(picture), "%s_%04d", name, number);
            struct face_data_file file = face_picture_play(picture);
            assert_true(file.bytes && check_picture(&file));
            free(file.bytes);
        }
    say();
    assert_true(counted.frames > 0 && counted.missed == 0);
    assert_int_equal(counted.turned + counted.covered + counted.otherwise, 0);
}

/* The same with people whom the stand-ins do not resemble. */
static void test_photographs(void **state)
{
    (void)state;
    char images[FACE_DATA_PATH_SIZE];
    face_rig_need(&rig);
    memset(&counted, 0, sizeof(counted));
    if (!face_data_path("data/lfw-dev/images", images)) {
        print_message("skip: no photographs (data/lfw-dev)\n");
        skip();
    }
    assert_true(face_data_people(images, PEOPLE, check_picture) > 0);
    say();
    assert_true(counted.turned * 200 <= counted.frames && counted.covered * 50 <= counted.frames);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stand_ins),
        cmocka_unit_test(test_photographs),
    };
    return cmocka_run_group_tests_name("face/headscarf", tests, NULL, tear_down);
}
