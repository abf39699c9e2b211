/* SPDX-License-Identifier: MIT */
/*
 * Who sits before a window is looked at as long as their face can be made out, and recognised: the light behind them
 * says why a face is too dark, it refuses nobody by itself. The window is painted (tests/support/backlight.h), the
 * people are those of the sample photos.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "support/backlight.h"
#include "support/face_picture.h"
#include "support/face_rig.h"

// Under ASan a part: ./check looks at all of them without it, in a tenth of the time.
#ifdef __SANITIZE_ADDRESS__
enum { NAMES = 2 };
#else
enum { NAMES = 1000 };
#endif

static struct face_rig rig;

static int tear_down(void **state)
{
    (void)state;
    face_rig_close(&rig);
    return 0;
}

static struct face_data_file picture(const char *name, int number)
{
    char file[64];
    snprintf(file, sizeof(file), "%s_%04d", name, number);
    return face_picture_play(file);
}

static enum face_reason read_before_window(struct face_data_file file, const struct face_detection *plain,
                                           float brightness, struct face_template *ret_face,
                                           struct face_detection *ret_seen)
{
    struct face_data_file made = backlight_paint(file, plain, brightness, (uint64_t)brightness);
    enum face_reason reason =
        face_embed(rig.engine, (struct face_frame){made.bytes, made.size}, true, ret_face, ret_seen);
    free(made.bytes);
    return reason;
}

static void test_who_can_be_made_out_is_recognised(void **state)
{
    (void)state;
    face_rig_need(&rig);
    static const float levels[] = {75, 65, 55};
    size_t index = 0, frames = 0, refused = 0, missed = 0;
    for (const char *name = face_picture_name(0); name && index < NAMES; name = face_picture_name(++index)) {
        struct face_template enrolled, face;
        struct face_detection plain, seen;
        struct face_data_file first = picture(name, 1), other = picture(name, 2);
        assert_int_equal(face_embed(rig.engine, (struct face_frame){first.bytes, first.size}, true, &enrolled, NULL),
                         FACE_OK);
        assert_int_equal(face_embed(rig.engine, (struct face_frame){other.bytes, other.size}, true, &face, &plain),
                         FACE_OK);
        for (size_t i = 0; i < ARRAY_LENGTH(levels); i++) {
            frames++;
            if (read_before_window(other, &plain, levels[i], &face, &seen) != FACE_OK) {
                refused++;
                continue;
            }
            assert_true(seen.surroundings > 2.25f && seen.brightness < 80);
            missed += face_match(rig.models, &face, &enrolled, NULL) != FACE_OK;
        }
        free(first.bytes);
        free(other.bytes);
    }
    print_message("%zu frames before a window: %zu refused, %zu of the others not recognised\n", frames, refused,
                  missed);
    assert_true(frames > 0 && refused * 30 <= frames && missed * 20 <= frames);
}

/* ... and who cannot is told why. */
static void test_who_cannot_is_told(void **state)
{
    (void)state;
    face_rig_need(&rig);
    size_t index = 0, backlit = 0;
    for (const char *name = face_picture_name(0); name && index < NAMES; name = face_picture_name(++index)) {
        struct face_template face;
        struct face_detection plain, seen;
        struct face_data_file file = picture(name, 1);
        assert_int_equal(face_embed(rig.engine, (struct face_frame){file.bytes, file.size}, true, &face, &plain),
                         FACE_OK);
        enum face_reason reason = read_before_window(file, &plain, 33, &face, &seen);
        assert_true(reason == FACE_BACKLIT || reason == FACE_NO_FACE);
        backlit += reason == FACE_BACKLIT;
        free(file.bytes);
    }
    assert_true(2 * backlit > index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_can_be_made_out_is_recognised),
        cmocka_unit_test(test_who_cannot_is_told),
    };
    return cmocka_run_group_tests_name("face/backlight", tests, NULL, tear_down);
}
