/* SPDX-License-Identifier: MIT */
/*
 * Who stands there with a mask before their face is told to show it, and not to seek better light: either the gate
 * knows, or the refusal does, because the face is then nobody's. Masks are painted; nobody is called masked who is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "face/face.h"
#include "support/covering.h"
#include "support/face_picture.h"
#include "support/face_rig.h"

// Under ASan a part: ./check looks at all of them without it, in a tenth of the time.
#ifdef __SANITIZE_ADDRESS__
enum { NAMES = 2, NUMBERS = 1 };
#else
enum { NAMES = 1000, NUMBERS = 3 };
#endif

enum { ENOUGH = 20 };

static struct face_rig rig;
static unsigned least_percent;

static struct {
    unsigned plain, refused; // refused: as covered
    unsigned covered[COVERING_COUNT], told[COVERING_COUNT], matched;
} counted;

static int tear_down(void **state)
{
    (void)state;
    face_rig_close(&rig);
    return 0;
}

/* What somebody reads who was enrolled by the plain picture and stands there covered. */
static void check_covered(struct face_data_file file, const struct face_point points[static 5], enum covering covering,
                          const struct face_template *enrolled)
{
    struct face_template seen;
    struct face_data_file painted = covering_paint(file, points, covering, counted.plain);
    enum face_reason reason =
        face_embed(rig.engine, (struct face_frame){painted.bytes, painted.size}, true, &seen, NULL);
    free(painted.bytes);
    if (reason == FACE_OK)
        reason = face_match(rig.models, &seen, enrolled, NULL);
    if (reason == FACE_OK) {
        counted.matched++; // recognised all the same
        return;
    }
    counted.covered[covering]++;
    counted.told[covering] += reason == FACE_COVERED || reason == FACE_NO_FACE;
}

static void check_picture(struct face_data_file file)
{
    struct face_template enrolled;
    struct face_detection detection;
    counted.plain++;
    enum face_reason reason =
        face_embed(rig.engine, (struct face_frame){file.bytes, file.size}, true, &enrolled, &detection);
    counted.refused += reason == FACE_COVERED;
    for (size_t covering = 0; reason == FACE_OK && covering < COVERING_COUNT; covering++)
        check_covered(file, detection.points, (enum covering)covering, &enrolled);
}

static void test_the_covered_are_told(void **state)
{
    (void)state;
    face_rig_need(&rig);
    unsigned all = 0, told = 0;
    size_t index = 0;
    memset(&counted, 0, sizeof(counted));
    for (const char *name = face_picture_name(0); name && index < NAMES; name = face_picture_name(++index))
        for (int number = 1; number <= NUMBERS; number++) {
            char picture[64];
            snprintf(picture, sizeof(picture), "%s_%04d", name, number);
            struct face_data_file file = face_picture_play(picture);
            if (file.bytes)
                check_picture(file);
            free(file.bytes);
        }
    for (size_t i = 0; i < COVERING_COUNT; i++) {
        print_message("%s: %u of %u are told\n", covering_name((enum covering)i), counted.told[i], counted.covered[i]);
        all += i == COVERING_HAND ? 0 : counted.covered[i]; // a hand in the skin's colour is known in one case of three
        told += i == COVERING_HAND ? 0 : counted.told[i];
    }
    print_message("%u were recognised all the same; of %u plain pictures %u are refused as covered\n", counted.matched,
                  counted.plain, counted.refused);
    assert_int_equal(counted.refused, 0);
    // Of a few pictures no share means anything, and another processor's rounding moves some across the limits.
    assert_true(told > 0 && (counted.plain < ENOUGH || told * 100 >= all * least_percent));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_covered_are_told)};
    least_percent = 75;
    int failed = cmocka_run_group_tests_name("face/covered", tests, NULL, tear_down);
    rig.embedder = "mobilefacenet-192";
    least_percent = 45;
    return failed + cmocka_run_group_tests_name("face/covered, second embedder", tests, NULL, tear_down);
}
